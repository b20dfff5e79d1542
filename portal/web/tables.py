"""A list drawn as one real table: what its columns are, how a cell looks, where a click on a head leads.

A page gives components/table.html a Table. Pages whose cells need markup of their own write their `<tbody>` by hand and
include only components/table_head.html; both look alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import QueryDict

from portal.web.links import with_query

Kind = Literal["text", "number", "code", "link", "light", "verdict", "tier", "badge", "gap", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. key: its name in the URL when sortable. unit: written in the head, never in cells.

    priority: 1 is always shown, 2 from 768 px, 3 from 1200 px. is_number: right-aligned, digits of equal width.
    is_fixed: stays at the left while the table scrolls; the first column only.
    """

    title: str
    key: str = ""
    unit: str = ""
    is_number: bool = False
    is_sortable: bool = False
    is_fixed: bool = False
    priority: int = 1
    help: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head as drawn: where a click leads and how the list is sorted now ("" is not by this column)."""

    column: Column
    url: str = ""
    direction: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. kind decides how the value looks; note is a second, quieter line; title a full text for a short one.

    light: light is the colour ("green" …), value the words. tier: tier is 1 to 7. verdict: value is the code.
    gap: a value that is missing (未填, 未报, --), greyed. date: a date or time in words, never broken.
    """

    value: Any
    kind: Kind = "text"
    url: str = ""
    note: str = ""
    title: str = ""
    light: str = ""
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ref names it in a bulk form (`name="ref"`); cells answer the columns in order."""

    cells: tuple[Cell, ...]
    ref: str = ""
    label: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to draw.

    caption: what the list is, for screen readers and print. total: the row over the whole filter, or None.
    is_selectable: draws the check boxes of a bulk form; rows then need ref and label. form: the id of that form.
    """

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    is_selectable: bool = False
    form: str = ""
    id: str = "table"


def heads(columns: Sequence[Column], query: QueryDict, sort: str = "") -> tuple[Head, ...]:
    """The heads of the columns; a sortable one links to rising order first, then falling.

    sort: the order in force, as in the URL: "name" rising, "-name" falling.
    """
    return tuple(_head(column, query, sort) for column in columns)


def _head(column: Column, query: QueryDict, sort: str) -> Head:
    if not column.is_sortable:
        return Head(column)
    name = sort.removeprefix("-")
    if name != column.key:
        return Head(column, with_query(query, sort=column.key))
    if sort.startswith("-"):
        return Head(column, with_query(query, sort=column.key), "descending")
    return Head(column, with_query(query, sort=f"-{column.key}"), "ascending")


def read_sort(query: QueryDict, allowed: Mapping[str, str], default: str) -> tuple[str, str]:
    """The order asked for by `?sort=` and the model field to order by; anything not allowed gives the default.

    allowed: name in the URL → field. Gives ("-revenue", "-revenue_fen").
    """
    asked = query.get("sort", "")
    sort = asked if asked.removeprefix("-") in allowed else default
    sign = "-" if sort.startswith("-") else ""
    return sort, sign + allowed[sort.removeprefix("-")]


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any] | Row],
    *,
    query: QueryDict | None = None,
    sort: str = "",
    total: Sequence[Any] | None = None,
    is_selectable: bool = False,
    form: str = "",
    id: str = "table",
) -> Table:
    """A table from columns and rows; a row is a Row or its cells, a cell a Cell or a plain value.

    A plain value is drawn as text, or as a number in a number column. Raises ValueError for a row whose length does
    not fit the columns.
    """
    return Table(
        caption=caption,
        heads=heads(columns, query if query is not None else QueryDict(), sort),
        rows=tuple(_row(each, columns) for each in rows),
        total=_row(total, columns) if total is not None else None,
        is_selectable=is_selectable,
        form=form,
        id=id,
    )


def _row(row: Sequence[Any] | Row, columns: Sequence[Column]) -> Row:
    given = row if isinstance(row, Row) else Row(cells=tuple(row))
    if len(given.cells) != len(columns):
        raise ValueError(f"a row has {len(given.cells)} cells, the table {len(columns)} columns")
    cells = tuple(
        each if isinstance(each, Cell) else Cell(each, "number" if column.is_number else "text")
        for each, column in zip(given.cells, columns, strict=True)
    )
    return Row(cells=cells, ref=given.ref, label=given.label, is_selected=given.is_selected)
