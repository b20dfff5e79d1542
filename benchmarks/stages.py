"""What is measured, one function a stage; each runs in a process of its own and prints one JSON line."""

from __future__ import annotations

import io
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

ON = date(2026, 11, 22)


def prepare(size: int) -> dict[str, Any]:
    """Tables, reference data, a synthetic city, one person who sees all of it."""
    from benchmarks.city import build_city  # noqa: PLC0415  slow import

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_ladders", verbosity=0)
    _four_programmes()
    began = time.perf_counter()
    build_city(size, on=ON)
    return {"seconds": time.perf_counter() - began}


def _four_programmes() -> None:
    """A second ladder, so that four texts judge everybody in 鹤壁: the province published no numbers for two rungs of the first."""
    from cultivation.pools.models import Ladder, Tier  # noqa: PLC0415  slow import

    ladder, _ = Ladder.objects.get_or_create(code="bench", defaults={"name": "优质中小企业"})
    for position, programme in enumerate(("innovative_sme", "specialised_sme"), start=1):
        Tier.objects.get_or_create(
            code=programme,
            defaults={"ladder": ladder, "name": programme, "position": position, "programme": programme},
        )


def floor(size: int) -> dict[str, Any]:
    """The least any recompute must do: bring the needed columns out and as many verdict rows in, with no thought."""
    from cultivation.pools.evidence import figures_for  # noqa: PLC0415  slow import
    from cultivation.pools.models import Assessment  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.rulings import rulings_on, words_of  # noqa: PLC0415  slow import

    table = Assessment._meta.db_table
    rulings = rulings_on(ON)
    figures = figures_for(words_of(rulings))
    reads = _selects(figures.figures, figures.long)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for select in reads:
            if connection.vendor == "postgresql":
                cursor.cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT binary)", _Sink())
            else:
                cursor.execute(select)
                cursor.fetchall()
    read = time.perf_counter() - began
    columns = "enterprise_id, programme, pack_digest, fact_revision, outcome, score_low, score_high, gaps, unknowns, gap_count, recheck_on, judged_on"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE bench_floor (LIKE {table} INCLUDING ALL)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            cursor.execute(cursor.fetchone()[0].replace(f'"{table}"', '"bench_floor"', 1))
            cursor.execute("CREATE INDEX bench_floor_outcome ON bench_floor (programme, outcome, enterprise_id)")
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            write = 0.0
            for ruling in rulings:
                stream = _floor_rows(ruling.programme, size)
                began = time.perf_counter()
                cursor.cursor.copy_expert(f"COPY bench_floor ({columns}) FROM STDIN (FORMAT binary)", stream)
                write += time.perf_counter() - began
        else:
            rows = [
                (number, ruling.programme, "0" * 64, 1, 0, 5_000, 5_000, 3, 0, 2, "2027-01-01", "2026-11-22")
                for ruling in rulings
                for number in range(1, size + 1)
            ]
            began = time.perf_counter()
            cursor.executemany(f"INSERT INTO bench_floor ({columns}) VALUES ({','.join(['%s'] * 12)})", rows)
            write = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_floor")
    return {"seconds": read + write, "read": read, "write": write}


def _floor_rows(programme: str, size: int) -> io.BytesIO:
    """As many rows as one programme gives, ready to be copied in: the cheapest form there is."""
    import numpy as np  # noqa: PLC0415  slow import

    from cultivation.pools.recompute.binary import Cells, Same, binary_rows  # noqa: PLC0415  slow import

    def filled(value: int) -> Any:
        return np.full(size, value, dtype=np.int64)

    cells = [Cells("bigint", np.arange(1, size + 1, dtype=np.int64)), Same(programme), Same("0" * 64)]
    cells += [Cells("integer", filled(1)), Cells("smallint", filled(0))]
    cells += [Cells("integer", filled(5_000)), Cells("integer", filled(5_000))]
    cells += [Cells("bigint", filled(3)), Cells("bigint", filled(0)), Cells("smallint", filled(2))]
    cells += [Cells("date", filled(20_820)), Cells("date", filled(20_779))]
    return binary_rows(cells, size)


class _Sink(io.RawIOBase):
    """Swallows what COPY sends."""

    def write(self, data: Any) -> int:
        return len(data)


def _selects(figures: tuple[str, ...], long: tuple[str, ...]) -> list[str]:
    """The very selects of the reader, caught on their way."""
    import enterprises.queries.bulk as bulk  # noqa: PLC0415  slow import
    from enterprises.queries.columns import fact_columns  # noqa: PLC0415  slow import

    caught: list[str] = []
    real = bulk._fetch

    def catch(select: str, width: int) -> Any:
        caught.append(select)
        return real(f"SELECT * FROM ({select}) s WHERE 1 = 0", width)

    bulk._fetch = catch
    try:
        fact_columns(on=ON, figures=figures, long=long)
    finally:
        bulk._fetch = real
    return caught


def first(size: int) -> dict[str, Any]:
    """A full recompute into an empty table."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pools_assessmentchange")
        cursor.execute("DELETE FROM pools_assessment")
        cursor.execute("DELETE FROM pools_sweep")
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            cursor.execute("VACUUM pools_assessment")
    return _recompute()


def nothing(size: int) -> dict[str, Any]:
    """A recompute with nothing stale."""
    return _recompute()


def some(size: int) -> dict[str, Any]:
    """A recompute after 0.1 % of the enterprises got a new figure."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enterprises_annualreport SET tech_staff_6m_e4 = 0 WHERE enterprise_id % 1000 = 7")
        cursor.execute("UPDATE enterprises_enterprise SET fact_revision = fact_revision + 1 WHERE id % 1000 = 7")
    return _recompute()


def steady(size: int) -> dict[str, Any]:
    """A recompute of everything when nothing has changed: read, judge, compare, write nothing."""
    return _recompute(everything=True)


def _recompute(*, everything: bool = False) -> dict[str, Any]:
    from cultivation.pools.recompute.moves import begin_sweep, end_sweep, texts_of  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.plan import plan, plan_moved  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.rulings import rulings_on  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.run import Tally, run  # noqa: PLC0415  slow import

    rulings = rulings_on(ON)
    began = time.perf_counter()
    begin_sweep(texts_of(rulings))
    tally = Tally()
    for chunk in plan(rulings, on=ON, everything=True) if everything else plan_moved(rulings, on=ON):
        tally += run(chunk, rulings=rulings, on=ON)
    end_sweep(texts_of(rulings))
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "judged": tally.judged,
        "rows": sum(part.new + part.moved + part.refreshed for part in tally.written.values()),
        "packs": len(tally.written) or len(rulings),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def part(size: int) -> dict[str, Any]:
    """One of several workers of a full run: ready, waits for a line on standard input, judges its share of the chunks."""
    from cultivation.pools.recompute.plan import plan  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.rulings import rulings_on  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.run import run  # noqa: PLC0415  slow import

    place, workers = (int(each) for each in os.environ["BENCH_PART"].split("/"))
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    rulings = rulings_on(ON)
    judged = 0
    for chunk in plan(rulings, on=ON, everything=True)[place::workers]:
        judged += run(chunk, rulings=rulings, on=ON).judged
    return {"judged": judged, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def empty(size: int) -> dict[str, Any]:
    """Takes every verdict away, before a first run by several workers."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE pools_assessment, pools_assessmentchange")
    return {}


def changed(size: int) -> dict[str, Any]:
    """What it costs to judge again k enterprises whose facts have changed: seconds by k, medians of three."""
    from cultivation.pools.recompute.moves import begin_sweep, end_sweep, texts_of  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.plan import plan, plan_moved  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.rulings import rulings_on  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.run import run  # noqa: PLC0415  slow import

    rulings = rulings_on(ON)
    begin_sweep(texts_of(rulings))
    for chunk in plan(rulings, on=ON):
        run(chunk, rulings=rulings, on=ON)
    end_sweep(texts_of(rulings))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what PostgreSQL does by itself within a minute of so many new rows
    seconds: dict[int, float] = {}
    for number in (1, 1_000, 100_000):
        if number > size:
            continue
        runs = []
        for turn in range(3):
            _change(size, number, turn)
            began = time.perf_counter()
            for chunk in plan_moved(rulings, on=ON):
                run(chunk, rulings=rulings, on=ON)
            runs.append(time.perf_counter() - began)
        seconds[number] = statistics.median(runs)
    return {"seconds": seconds}


def job_first(size: int) -> dict[str, Any]:
    """The portal's own job into an empty table, by the workers that listen."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE pools_assessment, pools_assessmentchange, pools_proposal, jobs_share")
        cursor.execute("DELETE FROM pools_sweep")
    return _job_elsewhere()


def job_steady(size: int) -> dict[str, Any]:
    """The portal's own job over everybody when nothing has changed, by the workers that listen."""
    return _job_elsewhere(everything=True)


def _job_elsewhere(**arguments: bool) -> dict[str, Any]:
    from cultivation.pools.actions.start_recompute import start_recompute  # noqa: PLC0415  slow import
    from portal.jobs.models import State  # noqa: PLC0415  slow import

    began = time.perf_counter()
    job = start_recompute(by=_asker(), at=_at(), **arguments)
    while not job.is_finished:
        time.sleep(0.02)
        job.refresh_from_db()
    seconds = time.perf_counter() - began
    if job.state != State.DONE:
        raise RuntimeError(f"the job ended {job.state}: {job.error}\n{job.traceback}")
    return {"seconds": seconds, "result": job.result}


def job_changed(size: int) -> dict[str, Any]:
    """The portal's own job, from its start to its end in this process, after k enterprises got a new figure: seconds by k.

    0: nothing stale, as between two nights; -1: nothing stale, everybody compared, as at night. Medians of three.
    """
    from cultivation.pools.actions.start_recompute import start_recompute  # noqa: PLC0415  slow import
    from portal.jobs.execute import execute  # noqa: PLC0415  slow import
    from portal.jobs.models import State  # noqa: PLC0415  slow import

    def run(*, moved: bool) -> None:
        job = start_recompute(by=_asker(), at=_at(), moved=moved)
        if execute(job.ref, clock=_at) != State.DONE:
            job.refresh_from_db()
            raise RuntimeError(f"the job ended {job.state}: {job.error}\n{job.traceback}")

    run(moved=False)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    seconds: dict[int, float] = {}
    for number in (-1, 0, 1, 1_000, 100_000):
        if number > size:
            continue
        runs = []
        for turn in range(3):
            if number > 0:
                _change(size, number, turn)
            began = time.perf_counter()
            run(moved=number >= 0)
            runs.append(time.perf_counter() - began)
        seconds[number] = statistics.median(runs)
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _change(size: int, number: int, turn: int) -> None:
    """Gives so many enterprises, spread over the city, another figure."""
    ids = range(1 + turn, size + 1, max(size // number, 1))[:number]
    among = ",".join(map(str, ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE enterprises_annualreport SET tech_staff_6m_e4 = {turn} WHERE enterprise_id IN ({among})"
        )
        cursor.execute(f"UPDATE enterprises_enterprise SET fact_revision = fact_revision + 1 WHERE id IN ({among})")


def _asker() -> Any:
    from portal.accounts.queries import system_user  # noqa: PLC0415  slow import

    return system_user()


def _at() -> datetime:
    """A moment of the day that everything is measured on."""
    return datetime(ON.year, ON.month, ON.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def evaluation(size: int) -> dict[str, Any]:
    """Judging alone, facts at hand: seconds for every programme over at most 200,000 enterprises."""
    from cultivation.pools.evidence import evidence_of, figures_for  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.rulings import rulings_on, words_of  # noqa: PLC0415  slow import
    from enterprises.queries.columns import fact_columns  # noqa: PLC0415  slow import
    from policies.engine import judge  # noqa: PLC0415  slow import

    rulings = rulings_on(ON)
    words = words_of(rulings)
    figures = figures_for(words)
    number = min(size, 200_000)
    facts = fact_columns(on=ON, low=1, high=number + 1, figures=figures.figures, long=figures.long)
    evidence = evidence_of(facts, on=ON, words=words)
    packs = [pack for ruling in rulings for pack in ruling.packs if pack.region == "000000"]
    found = {}
    for pack in packs:
        runs = []
        for _ in range(3):
            began = time.perf_counter()
            judge(pack, evidence, ON)
            runs.append(time.perf_counter() - began)
        found[pack.programme] = facts.n / statistics.median(runs)
    return {"n": facts.n, "per_second": found}


def answers(size: int) -> dict[str, Any]:
    """One explanation, one set of shortest ways, one trial: milliseconds over 200 enterprises that fail."""
    import numpy as np  # noqa: PLC0415  slow import

    from cultivation.pools.evidence import evidence_of, figures_for  # noqa: PLC0415  slow import
    from cultivation.pools.evidence.what_if import read_what_if  # noqa: PLC0415  slow import
    from enterprises.queries.columns import fact_columns  # noqa: PLC0415  slow import
    from policies.engine import NOT_ELIGIBLE, explain, judge, paths  # noqa: PLC0415  slow import
    from policies.library import in_force  # noqa: PLC0415  slow import

    figures = figures_for()
    facts = fact_columns(on=ON, low=1, high=20_001, figures=figures.figures, long=figures.long)
    evidence = evidence_of(facts, on=ON)
    found: dict[str, list[float]] = {}
    for programme in ("tech_sme", "hnte"):
        pack = in_force(programme, "410600", ON)
        failing = np.flatnonzero(judge(pack, evidence, ON).outcome == NOT_ELIGIBLE)[:200]
        for row in failing.tolist():
            one = evidence.one(row)
            asks: tuple[tuple[str, Callable[[], Any]], ...] = (
                ("explanation", lambda pack=pack, one=one: explain(pack, one, ON)),
                ("shortest ways", lambda pack=pack, one=one: paths(pack, one, ON)),
                (
                    "trial",
                    lambda pack=pack, one=one: explain(
                        pack, read_what_if(pack, one, {"if.staff": "90"}, on=ON).evidence, ON
                    ),
                ),
            )
            for name, ask in asks:
                began = time.perf_counter()
                ask()
                found.setdefault(f"{name}, {programme}", []).append((time.perf_counter() - began) * 1_000)
    return {
        name: {"p50_ms": statistics.median(times), "p95_ms": sorted(times)[int(len(times) * 0.95)]}
        for name, times in found.items()
    }


def pages(size: int) -> dict[str, Any]:
    """Server time and queries of the pages a bureau opens most."""
    client = _signed_in()
    ref = _scalar("SELECT ref FROM enterprises_enterprise ORDER BY id LIMIT 1 OFFSET 77")
    targets = {
        "台账首页": "/w/enterprises/",
        "台账按县区": f"/w/enterprises/?county={_scalar('SELECT code FROM regions_region WHERE code = ' + chr(39) + '410611' + chr(39))}",
        "台账按名称": "/w/enterprises/?q=0000123",
        "台账第200页": "/w/enterprises/?page=60" if size < 10_000 else "/w/enterprises/?page=200",
        "企业360": f"/w/enterprises/{ref}/",
        "预诊断": f"/w/enterprises/{ref}/diagnosis/tech_sme/",
        "梯队漏斗": "/w/pools/",
        "县区排名": "/w/ranking/",
    }
    return {name: _page(client, url) for name, url in targets.items()}


def _page(client: Client, url: str, times: int = 25) -> dict[str, Any]:
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    count = len(queries)  # the next request empties the log
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        client.get(url)
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    return {
        "p50_ms": statistics.median(seconds) * 1_000,
        "p95_ms": seconds[int(times * 0.95)] * 1_000,
        "queries": count,
        "bytes": len(answer.content),
    }


def _signed_in() -> Client:
    from portal.accounts.models import Grant, User  # noqa: PLC0415  slow import
    from portal.regions.models import Region  # noqa: PLC0415  slow import

    user, _ = User.objects.get_or_create(username="bench", defaults={"full_name": "基准"})
    Grant.objects.get_or_create(
        user=user,
        role="bureau_admin",
        region=Region.objects.get(code="410600"),
        defaults={"valid_from": date(2026, 1, 1)},
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="portal.accounts.backends.People")
    return client


def _scalar(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


STAGES: dict[str, Callable[[int], dict[str, Any]]] = {
    stage.__name__: stage
    for stage in (
        prepare,
        floor,
        first,
        nothing,
        some,
        steady,
        part,
        empty,
        changed,
        job_first,
        job_steady,
        job_changed,
        evaluation,
        answers,
        pages,
    )
}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](int(sys.argv[2]))))
