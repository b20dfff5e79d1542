"""The one call that tells a person something, by every channel that is switched on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: to whom, of what kind, in which words, and the page it leads to."""

    to: User
    kind: str
    text: str
    url: str
    at: datetime


def notify(to: User, *, kind: str, at: datetime, url: str = "", **words: object) -> None:
    """Tells a person something, inside the caller's transaction. The portal's own account is told nothing.

    kind: names the text, templates/notices/<kind>.txt, which is given the words.
    A channel that sends things out of the house must do so on commit.
    """
    if to.is_system or not to.is_active:
        return
    text = render_to_string(f"notices/{kind}.txt", words).strip()
    message = Message(to, kind, text, url, at)
    for channel in settings.NOTICE_CHANNELS:
        import_string(f"{channel}.deliver")(message)
