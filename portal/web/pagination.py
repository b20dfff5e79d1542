"""Pages of a long list: numbered pages with a total, or steps by key where counting is too dear."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from portal.web.links import with_query

SIZES = (20, 50, 100, 200)
DEFAULT_SIZE = 50


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the pager; url is empty for the gap "…"."""

    number: int
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SizeLink:
    """One choice of rows per page."""

    size: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, with every address its pager needs.

    first, last: position of the first and last row shown, from 1; 0 when the list is empty.
    total: rows in the whole list. is_capped: there are more than `total`, counting stopped there.
    hidden: pairs the jump form carries along.
    """

    items: Sequence[Any]
    number: int
    size: int
    total: int
    is_capped: bool
    page_count: int
    first: int
    last: int
    previous_url: str
    next_url: str
    links: tuple[PageLink, ...]
    sizes: tuple[SizeLink, ...]
    hidden: tuple[tuple[str, str], ...]


def paginate(
    rows: QuerySet[Any] | Sequence[Any],
    query: QueryDict,
    *,
    default_size: int = DEFAULT_SIZE,
    count_to: int | None = None,
    total: int | None = None,
) -> Page:
    """The page that `?page=` and `?size=` ask for; a number out of range or no number gives the nearest page.

    count_to: stop counting there (is_capped says so); the exact total otherwise.
    total: the number of rows when the caller knows it already; spares the count.
    """
    size = _size(query, default_size)
    is_capped = False
    if total is None:
        total = _count(rows, count_to)
        is_capped = count_to is not None and total > count_to
        total = min(total, count_to) if count_to is not None else total
    page_count = max(1, -(-total // size))
    number = min(max(_whole(query.get("page"), 1), 1), page_count)
    start = (number - 1) * size
    items = list(rows[start : start + size])
    return Page(
        items=items,
        number=number,
        size=size,
        total=total,
        is_capped=is_capped,
        page_count=page_count,
        first=start + 1 if items else 0,
        last=start + len(items),
        previous_url=_address(query, number - 1) if number > 1 else "",
        next_url=_address(query, number + 1) if number < page_count else "",
        links=tuple(_links(query, number, page_count)),
        sizes=tuple(SizeLink(each, with_query(query, size=each), each == size) for each in SIZES),
        hidden=tuple((name, value) for name, values in query.lists() if name != "page" for value in values),
    )


def _size(query: QueryDict, default_size: int) -> int:
    asked = _whole(query.get("size"), default_size)
    return asked if asked in SIZES else default_size


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else otherwise


def _count(rows: QuerySet[Any] | Sequence[Any], count_to: int | None) -> int:
    if not isinstance(rows, QuerySet):
        return len(rows)
    plain = rows.order_by()
    return plain.count() if count_to is None else plain[: count_to + 1].count()


def _address(query: QueryDict, number: int) -> str:
    return with_query(query, page=number if number > 1 else None)


def _links(query: QueryDict, number: int, page_count: int) -> list[PageLink]:
    """First, last and the neighbours of the current page; a gap where numbers are left out."""
    shown = sorted({1, page_count, *range(max(1, number - 2), min(page_count, number + 2) + 1)})
    links: list[PageLink] = []
    before = 0
    for each in shown:
        if each - before == 2:
            links.append(PageLink(each - 1, _address(query, each - 1)))
        elif each - before > 2:
            links.append(PageLink(0, ""))
        links.append(PageLink(each, _address(query, each), each == number))
        before = each
    return links


@dataclass(frozen=True, slots=True)
class Step:
    """One step through a list without a total. first_url is empty on the first step, next_url on the last."""

    items: Sequence[Any]
    size: int
    first_url: str
    next_url: str


def step_through(
    rows: QuerySet[Any], query: QueryDict, *, order: Sequence[str], default_size: int = DEFAULT_SIZE
) -> Step:
    """The rows behind the key in `?after=`, in the given order; costs the same on the first step and on the last.

    order: field names, "-" for falling; the last must be unique and none may be null. A key that is no key gives the
    first step.
    """
    size = _size(query, default_size)
    key = _read_key(query.get("after"), len(order))
    behind = rows.order_by(*order)
    if key is not None:
        behind = behind.filter(_behind(order, key))
    found = list(behind[: size + 1])
    items = found[:size]
    next_url = with_query(query, after=_write_key(items[-1], order)) if len(found) > size else ""
    return Step(items=items, size=size, first_url=with_query(query) if key is not None else "", next_url=next_url)


def _behind(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after the key: (a, b) > (x, y) written out as a > x or (a = x and b > y), each with its direction."""
    condition = Q()
    equal: dict[str, Any] = {}
    for field, value in zip(order, key, strict=True):
        name = field.lstrip("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        equal[name] = value
    return condition


def _write_key(row: Any, order: Sequence[str]) -> str:
    values = [getattr(row, field.lstrip("-")) for field in order]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _read_key(text: str | None, length: int) -> list[Any] | None:
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    whole = isinstance(values, list) and len(values) == length
    return values if whole and all(isinstance(each, str | int | float) for each in values) else None
