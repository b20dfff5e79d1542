"""A writer killed half-way: what was written stays, the rest follows, and nothing is doubled."""

import signal

import pytest

from tests.enterprises.intake.importing import HEADER, firm
from tests.portal.jobs.installation import Installation, kill, migrated, until
from tests.portal.workbooks.builders import workbook

pytestmark = pytest.mark.filterwarnings("default")

FIRMS = 3_000
CHUNK = 500


@pytest.fixture
def installation(tmp_path):
    """An embedded installation with the regions loaded."""
    folder = tmp_path / "installation"
    migrated(folder)
    made = Installation(tmp_path / "work")
    made.environment["TIDU_DATA"] = str(folder / "data")
    made.folder = folder
    loaded = made.run("manage.py", "load_reference")
    assert loaded.returncode == 0, loaded.stderr
    try:
        yield made
    finally:
        made.close()


def count(installation: Installation, sql: str) -> int:
    return int(installation.rows(sql)[0][0])


@pytest.mark.only_on("sqlite")
def test_a_writer_killed_half_way_is_taken_up_again_without_doubling(installation, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADER, *(firm(number) for number in range(1, FIRMS + 1))])
    writer = installation.process("manage.py", "import_registry", str(path), "--commit", "--city", "410600")
    until(
        lambda: count(installation, "SELECT count(*) FROM enterprises_enterprise") > 0,
        lambda: installation.output(writer),
    )
    kill(writer)
    assert writer.returncode == -signal.SIGKILL
    half = count(installation, "SELECT count(*) FROM enterprises_enterprise")
    assert 0 < half < FIRMS
    assert half % CHUNK == 0, "a chunk is written whole or not at all"
    marked = count(installation, "SELECT count(*) FROM enterprises_intakerow WHERE state = 'written'")
    assert marked == half, "the mark stands or falls with the deed"

    installation.portal()
    commit = "task = 'enterprises.commit_intake'"
    until(lambda: count(installation, f"SELECT count(*) FROM jobs_job WHERE {commit} AND state = 'done'") == 1)

    assert count(installation, "SELECT count(*) FROM enterprises_enterprise") == FIRMS
    assert count(installation, "SELECT count(DISTINCT code) FROM enterprises_enterprise") == FIRMS
    assert count(installation, "SELECT count(*) FROM enterprises_enterprisename") == FIRMS
    assert count(installation, "SELECT count(*) FROM audit_entry WHERE deed = 'enterprise.registered'") == FIRMS
    assert count(installation, "SELECT count(*) FROM enterprises_intakerow WHERE state = 'written'") == FIRMS
    assert count(installation, "SELECT count(*) FROM enterprises_intake WHERE state = 'committed'") == 1
    assert count(installation, f"SELECT attempts FROM jobs_job WHERE {commit}") == 2
