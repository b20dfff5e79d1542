"""Rows by the column are what PostgreSQL reads back, NULLs and dates included."""

import io
from datetime import date

import numpy as np
import pytest
from django.db import connection

from cultivation.pools.recompute.binary import Cells, Same, binary_rows
from enterprises.queries.bulk import MISSING, day_number


def columns():
    return [
        Cells("bigint", np.array([1, 2, 3], dtype=np.int64)),
        Same("认定"),
        Cells("integer", np.array([MISSING, 5, -6], dtype=np.int64)),
        Cells("smallint", np.array([-1, 0, 2], dtype=np.int64)),
        Cells(
            "date", np.array([day_number(date(2027, 1, 1)), MISSING, day_number(date(1999, 12, 31))], dtype=np.int64)
        ),
    ]


def test_the_stream_begins_and_ends_as_the_format_says():
    stream = binary_rows(columns(), 3).read()
    assert stream.startswith(b"PGCOPY\n\xff\r\n\x00")
    assert stream.endswith(b"\xff\xff")
    assert binary_rows([Cells("bigint", np.zeros(0, dtype=np.int64))], 0).read() == stream[:19] + b"\xff\xff"


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_postgresql_reads_back_what_was_written():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE binary_trial (a bigint, b text, c integer, d smallint, e date)")
        cursor.cursor.copy_expert(
            "COPY binary_trial FROM STDIN (FORMAT binary)", io.BytesIO(binary_rows(columns(), 3).read())
        )
        cursor.execute("SELECT * FROM binary_trial ORDER BY a")
        assert cursor.fetchall() == [
            (1, "认定", None, -1, date(2027, 1, 1)),
            (2, "认定", 5, 0, None),
            (3, "认定", -6, 2, date(1999, 12, 31)),
        ]
