"""What the page shell shows: who is signed in, in which role, over which territory, and the menu."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    return {}
