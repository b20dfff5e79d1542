"""What a request to the ledger asks for; the list and the export read it in the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from enterprises.forms.register_query import RegisterQuery
from enterprises.queries.register_columns import RegisterColumn, chosen_columns
from enterprises.queries.register_lines import SORTS, RegisterFilter, register_choices
from portal.accounts.models import User
from portal.accounts.queries import layout_for

PAGE = "enterprises:list"
DEFAULT_SORT = "-id"


@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """The form, the conditions in force, the order, and the columns."""

    form: RegisterQuery
    wanted: RegisterFilter
    sort: str
    columns: list[RegisterColumn]


def read(query: QueryDict, user: User, *, on: date) -> RegisterRequest:
    """What the address asks for. Columns: those of the address (cols=a,b), else the person's own, else the default."""
    form = RegisterQuery(query, choices=register_choices(user), on=on)
    asked = query.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else DEFAULT_SORT
    columns = chosen_columns(query.get("cols", "").split(","), layout_for(user, PAGE))
    return RegisterRequest(form, form.wanted(), sort, columns)
