"""A mandate in words: which programmes, what it allows, and whether it holds."""

from __future__ import annotations

from datetime import date

from enterprises.models import Mandate
from policies.library import Shelf
from portal.web import formats
from portal.web.tables import Cell

SOON_DAYS = 30

STATES = {"now": "有效", "later": "未开始", "over": "已到期", "revoked": "已收回"}
LIGHTS = {"now": "green", "later": "blue", "over": "grey", "revoked": "grey"}


def titles_of(shelf: Shelf) -> dict[str, str]:
    """Programme → its title, whatever the place."""
    return {pack.programme: pack.title for pack in shelf.packs}


def programmes_in_words(mandate: Mandate, titles: dict[str, str]) -> str:
    """The programmes of a mandate by their titles."""
    return "、".join(titles.get(each, each) for each in mandate.programmes)


def allows(mandate: Mandate) -> str:
    """What the agency may do."""
    return "预诊断，并可代填" if mandate.may_fill else "预诊断"


def state_of(mandate: Mandate, on: date) -> str:
    """A key of STATES."""
    if mandate.revoked_at is not None:
        return "revoked"
    if on < mandate.valid_from:
        return "later"
    return "now" if on <= mandate.valid_to else "over"


def state_cell(mandate: Mandate, on: date) -> Cell:
    """Whether it holds, with who revoked it and when."""
    state = state_of(mandate, on)
    note = ""
    if mandate.revoked_at is not None and mandate.revoked_by is not None:
        note = f"{formats.moment(mandate.revoked_at)} {mandate.revoked_by.full_name}"
        if mandate.revoked_reason:
            note += f"：{mandate.revoked_reason}"
    return Cell(STATES[state], "light", light=LIGHTS[state], note=note)


def days_left(mandate: Mandate, on: date) -> Cell:
    """The last day, with a light when it is near."""
    left = (mandate.valid_to - on).days
    if left > SOON_DAYS:
        return Cell(formats.day(mandate.valid_to), "date")
    words = "今天到期" if left == 0 else f"还剩{left}天"
    return Cell(words, "light", light="yellow", note=formats.day(mandate.valid_to))
