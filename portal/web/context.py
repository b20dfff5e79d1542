"""What every page knows about the reader's taste: size of the text, width of the menu, the clock of this request."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

TEXT_SIZE_COOKIE = "tidu_text"
MENU_COOKIE = "tidu_menu"
KEYS_COOKIE = "tidu_keys"


@dataclass(frozen=True, slots=True)
class Appearance:
    """Choices kept in cookies, so that the server already sends the right page and nothing jumps."""

    is_large: bool
    is_menu_folded: bool
    has_keys: bool
    is_old_browser: bool


def appearance(request: HttpRequest) -> dict[str, object]:
    """Context of every page: `appearance`, and `now` for relative times and the print line."""
    agent = request.headers.get("User-Agent", "")
    return {
        "appearance": Appearance(
            is_large=request.COOKIES.get(TEXT_SIZE_COOKIE) == "large",
            is_menu_folded=request.COOKIES.get(MENU_COOKIE) == "folded",
            has_keys=request.COOKIES.get(KEYS_COOKIE) != "off",
            is_old_browser="Trident/" in agent or "MSIE " in agent,
        ),
        "now": timezone.now(),  # noqa: TID251  a context processor is part of the view
        "service_phone": getattr(settings, "SERVICE_PHONE", ""),
    }
