"""Short messages after a deed, shown on the next page or beside the part that htmx swapped in."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def done(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Says what was done: 已分派37家。 undo_url: answers POST and takes it back; draws 撤销 beside the text."""
    messages.success(request, text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def note(request: HttpRequest, text: str) -> None:
    """Says something worth knowing that asks for nothing."""
    messages.info(request, text)


def warn(request: HttpRequest, text: str) -> None:
    """Says what a person should look at."""
    messages.warning(request, text)


def refuse(request: HttpRequest, text: str) -> None:
    """Says what was not done, why, and what to do."""
    messages.error(request, text)
