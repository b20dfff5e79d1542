"""A synthetic city of any size, written straight into the tables: benchmarks measure reading and judging, not deeds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection, transaction

from enterprises.models import (
    FIGURES,
    AnnualReport,
    Certificate,
    Enterprise,
    IntellectualProperty,
    ListCheck,
)
from portal.regions.models import Region

BATCH = 20_000
RIGHT_KINDS = ("invention", "utility_model", "utility_model", "software", "software", "design")


def build_city(size: int, *, on: date, seed: int = 20_261_122) -> None:
    """Fills the database with `size` enterprises of 鹤壁, three annual reports each, rights, titles and check days."""
    city = Region.objects.get(code="410600")
    counties = list(Region.objects.filter(parent=city, axis="statutory").values_list("pk", flat=True))
    zones = list(Region.objects.filter(parent=city, axis="zone").values_list("pk", flat=True))
    for start in range(0, size, BATCH):
        _batch(start, min(BATCH, size - start), city.pk, counties, zones, on=on, seed=seed + start)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _batch(start: int, size: int, city: int, counties: list[int], zones: list[int], *, on: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = start + 1
    staff = np.exp(rng.normal(3.6, 0.9, size)).astype(np.int64) + 3
    sales = np.exp(rng.normal(7.6, 1.2, size))  # 万元
    share = rng.beta(2, 30, size)
    growth = rng.normal(1.12, 0.2, size)
    founded = [on - timedelta(days=int(days)) for days in rng.integers(200, 9_000, size)]
    told = rng.random((size, 6)) > 0.06
    where = rng.integers(0, len(counties), size)
    in_zone = rng.random(size) < 0.25
    stamp = f"{on.isoformat()} 00:00:00+00"

    def enterprises() -> Iterator[tuple[Any, ...]]:
        for i in range(size):
            number = first + i
            yield (
                number, f"B{number:025d}", f"91{410602 + i % 9}MB{number:08d}"[:18], f"鹤壁基准科技{number:07d}有限公司",
                city, counties[where[i]] if told[i, 5] else None, zones[i % len(zones)] if in_zone[i] else None, "",
                founded[i].isoformat(), "有限责任公司", 100_000_000, "CNY", "100万元", "", f"C{13 + i % 30}", "401",
                True, "audited", True, True, False, "", "", "", "", "active", None, "demo", "{}", 1, stamp, stamp,
            )  # fmt: skip

    _load(Enterprise, [field.column for field in Enterprise._meta.concrete_fields], _ordered(Enterprise, enterprises))

    figures = {figure.name: place for place, figure in enumerate(FIGURES)}

    def reports() -> Iterator[tuple[Any, ...]]:
        serial = start * 3
        for i in range(size):
            for back in (3, 2, 1):
                serial += 1
                year = on.year - back
                amount = sales[i] * growth[i] ** (3 - back)
                values: list[int | None] = [None] * len(figures)

                def say(name: str, value: float, known: bool = True, values: list[int | None] = values) -> None:
                    values[figures[name]] = int(value) if known else None

                fen = int(amount * 100) * 10_000
                say("staff_e4", staff[i] * 10_000, told[i, 0])
                say("tech_staff_e4", staff[i] * share[i] * 30_000)
                say("tech_staff_6m_e4", staff[i] * share[i] * 30_000)
                say("sales_fen", fen, told[i, 1])
                say("revenue_operating_fen", fen)
                say("revenue_main_fen", fen * 0.9)
                say("net_profit_fen", fen * (share[i] - 0.02))
                say("rd_staff_e4", staff[i] * share[i] * 20_000)
                say("income_total_fen", fen)
                say("income_nontax_fen", 0)
                say("income_hightech_fen", fen * min(1.0, 0.35 + share[i] * 6))
                say("cost_expense_fen", fen * 0.9)
                say("assets_fen", fen * 1.1, told[i, 2])
                say("liabilities_fen", fen * 0.5)
                say("rd_expense_fen", fen * share[i], told[i, 3])
                say("rd_domestic_fen", fen * share[i])
                say("rd_deductible_fen", fen * share[i] * 0.9, told[i, 4])
                say("conversions_count", i % 6)
                yield (
                    serial, f"R{serial:025d}", first + i, year, 1, True, "confirmed", "demo", "", None, None,
                    *values, stamp,
                )  # fmt: skip

    _load(AnnualReport, [field.column for field in AnnualReport._meta.concrete_fields], _ordered(AnnualReport, reports))

    owned = rng.integers(0, 9, size)

    def rights() -> Iterator[tuple[Any, ...]]:
        serial = start * 9
        for i in range(size):
            for place in range(int(owned[i])):
                serial += 1
                granted = founded[i] + timedelta(days=120 + 90 * place)
                kind = RIGHT_KINDS[(i + place) % 6]
                yield (
                    serial, f"P{serial:025d}", first + i, kind, "1" if kind == "invention" else "2", f"ZL{serial:010d}",
                    "基准专利", None, granted.isoformat(), (granted + timedelta(days=3_650)).isoformat(), None, "own",
                    False, True, None, "demo",
                )  # fmt: skip

    _load(
        IntellectualProperty,
        [field.column for field in IntellectualProperty._meta.concrete_fields],
        _ordered(IntellectualProperty, rights),
    )

    def titles() -> Iterator[tuple[Any, ...]]:
        for i in range(0, size, 5):
            begun = on - timedelta(days=int(100 + i % 900))
            number = first + i
            yield (
                number, f"C{number:025d}", number, "hnte", f"GR2024410{number:06d}"[:14], "first", begun.isoformat(),
                (begun + timedelta(days=1_095)).isoformat(), None, "", "demo",
            )  # fmt: skip

    _load(Certificate, [field.column for field in Certificate._meta.concrete_fields], _ordered(Certificate, titles))

    def checks() -> Iterator[tuple[Any, ...]]:
        day = (on - timedelta(days=30)).isoformat()
        for i in range(size):
            yield (first + i, first + i, day, day, day, day, day, day, day, day, day if told[i, 0] else None)

    _load(ListCheck, [field.column for field in ListCheck._meta.concrete_fields], _ordered(ListCheck, checks))


def _ordered(model: Any, rows: Callable[[], Iterator[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    """The rows, after a look that each has a cell per column: a new column must be thought of here."""
    width = len(model._meta.concrete_fields)
    for row in rows():
        if len(row) != width:
            raise ValueError(f"{model.__name__} has {width} columns, benchmarks/city.py gives {len(row)}")
        yield row


def _load(model: Any, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        text = io.StringIO()
        for row in rows:
            text.write("\t".join("\\N" if cell is None else str(cell) for cell in row) + "\n")
        text.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", text)
        return
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    with transaction.atomic(), connection.cursor() as cursor:
        while part := list(islice(rows, 5_000)):
            cursor.executemany(statement, part)
