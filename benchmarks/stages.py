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
from datetime import date
from typing import Any

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
    began = time.perf_counter()
    build_city(size, on=ON)
    return {"seconds": time.perf_counter() - began}


def floor(size: int) -> dict[str, Any]:
    """The least any recompute must do: bring the needed columns out and as many verdict rows in, with no thought."""
    from cultivation.pools.evidence import FIGURES_USED  # noqa: PLC0415  slow import
    from cultivation.pools.models import Assessment  # noqa: PLC0415  slow import

    table = Assessment._meta.db_table
    reads = _selects(FIGURES_USED)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for select in reads:
            if connection.vendor == "postgresql":
                cursor.cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT binary)", _Sink())
            else:
                cursor.execute(select)
                cursor.fetchall()
    read = time.perf_counter() - began
    columns = "enterprise_id, programme, pack_digest, fact_revision, outcome, score_low, score_high, gaps, unknowns, recheck_on, judged_on"
    rows = [
        (number, programme, "0" * 64, 1, 0, 5_000, 5_000, 3, 0, "2027-01-01", "2026-11-22")
        for programme in ("tech_sme", "hnte")
        for number in range(1, size + 1)
    ]
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
            text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
            began = time.perf_counter()
            cursor.cursor.copy_expert(f"COPY bench_floor ({columns}) FROM STDIN", text)
        else:
            cursor.executemany(f"INSERT INTO bench_floor ({columns}) VALUES ({','.join(['%s'] * 11)})", rows)
    write = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_floor")
    return {"seconds": read + write, "read": read, "write": write}


class _Sink(io.RawIOBase):
    """Swallows what COPY sends."""

    def write(self, data: Any) -> int:
        return len(data)


def _selects(figures: tuple[str, ...]) -> list[str]:
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
        fact_columns(on=ON, figures=figures)
    finally:
        bulk._fetch = real
    return caught


def first(size: int) -> dict[str, Any]:
    """A full recompute into an empty table."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pools_assessmentchange")
        cursor.execute("DELETE FROM pools_assessment")
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
    from cultivation.pools.recompute.plan import plan  # noqa: PLC0415  slow import
    from cultivation.pools.recompute.run import Tally, run  # noqa: PLC0415  slow import
    from policies.library import packs_in_force  # noqa: PLC0415  slow import

    packs = packs_in_force(on=ON)
    began = time.perf_counter()
    tally = Tally()
    for chunk in plan(packs, on=ON, everything=everything):
        tally += run(chunk, packs=packs, on=ON)
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "judged": tally.judged,
        "rows": sum(part.new + part.moved + part.refreshed for part in tally.written.values()),
        "packs": len(packs),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
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
    stage.__name__: stage for stage in (prepare, floor, first, nothing, some, steady, pages)
}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](int(sys.argv[2]))))
