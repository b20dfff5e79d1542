import pytest
from django.http import QueryDict

from portal.web.tables import Cell, Column, Row, heads, read_sort, table

COLUMNS = (
    Column("企业名称", "name", is_sortable=True, is_fixed=True),
    Column("营业收入", "revenue", unit="万元", is_number=True, is_sortable=True),
    Column("县区"),
)


def test_a_head_sorts_rising_first_and_turns_round_on_the_second_click():
    query = QueryDict("county=1&page=4")
    assert [head.url for head in heads(COLUMNS, query)] == ["?county=1&sort=name", "?county=1&sort=revenue", ""]
    rising = heads(COLUMNS, query, "name")[0]
    assert (rising.direction, rising.url) == ("ascending", "?county=1&sort=-name")
    falling = heads(COLUMNS, query, "-name")[0]
    assert (falling.direction, falling.url) == ("descending", "?county=1&sort=name")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("sort=revenue", ("revenue", "revenue_fen")),
        ("sort=-revenue", ("-revenue", "-revenue_fen")),
        ("sort=password", ("-name", "-name")),
        ("sort=--revenue", ("-name", "-name")),
        ("", ("-name", "-name")),
    ],
)
def test_only_allowed_orders_reach_the_database(asked, given):
    assert read_sort(QueryDict(asked), {"name": "name", "revenue": "revenue_fen"}, "-name") == given


def test_plain_values_become_cells_of_their_column():
    row = table("名单", COLUMNS, [("甲公司", "5,836.00", Cell("未填", "gap"))]).rows[0]
    assert [cell.kind for cell in row.cells] == ["text", "number", "gap"]


def test_a_row_keeps_its_name_and_choice():
    row = table("名单", COLUMNS, [Row(("甲", 1, "淇县"), ref="01J", label="甲", is_selected=True)]).rows[0]
    assert (row.ref, row.label, row.is_selected) == ("01J", "甲", True)
    assert row.cells[1] == Cell(1, "number")


def test_a_row_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="a row has 2 cells, the table 3 columns"):
        table("名单", COLUMNS, [("甲", "1")])
