"""Two people write the same firms at the same moment: each firm enters once, and whoever came second is told."""

import threading

import pytest
from django.db import connections

from enterprises.actions.commit_intake import commit_intake
from enterprises.models import Enterprise, EnterpriseName, IntakeRow
from portal.jobs.execute import execute
from tests.enterprises.intake.importing import AT, firm, upload
from tests.factories.accounts import person
from tests.factories.regions import RegionFactory

FIRMS = 60


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_moment_write_each_firm_once(tmp_path):
    RegionFactory(county_qibin=True)
    rows = [firm(number) for number in range(FIRMS)]
    people = [person(), person()]
    intakes = [upload(tmp_path / f"{place}.xlsx", each, rows) for place, each in enumerate(people)]
    jobs = [commit_intake(each, by=by, at=AT) for each, by in zip(intakes, people, strict=True)]
    both = threading.Barrier(2)

    def work(ref):
        try:
            both.wait()
            execute(ref, clock=lambda: AT)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[job.ref]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Enterprise.objects.count() == EnterpriseName.objects.count() == FIRMS
    states = list(IntakeRow.objects.values_list("state", flat=True))
    assert (states.count("written"), states.count("conflict")) == (FIRMS, FIRMS)
    for job, intake in zip(jobs, intakes, strict=True):
        job.refresh_from_db()
        intake.refresh_from_db()
        assert (job.state, job.attempts, intake.state) == ("done", 1, "committed")
