"""Addresses that keep the state of a list: the query of the page, with one thing changed."""

from collections.abc import Iterable

from django.http import QueryDict


def with_query(query: QueryDict, **changes: object) -> str:
    """The query as `?a=1&b=2` with some parameters set; None removes a parameter, a list sets it several times.

    Any change of what is shown leads back to the first page, so `page` and `after` go unless they are set themselves.
    Gives `?` when nothing remains: a link to it clears the query, where an empty href would keep it.
    """
    kept = query.copy()
    for name in ("page", "after"):
        kept.pop(name, None)
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        elif isinstance(value, (list, tuple)):
            kept.setlist(name, [str(each) for each in value])
        else:
            kept[name] = str(value)
    return f"?{kept.urlencode()}"


def without(query: QueryDict, name: str, value: str) -> str:
    """The query without one value of a parameter: what the cross on a filter's chip links to."""
    rest = [each for each in query.getlist(name) if each != value]
    return with_query(query, **{name: rest or None})


def hidden_pairs(query: QueryDict, leave_out: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs a GET form must carry along hidden, without those it asks for itself."""
    gone = set(leave_out)
    return [(name, value) for name, values in query.lists() if name not in gone for value in values if value]
