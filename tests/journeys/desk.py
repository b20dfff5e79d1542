"""What people and measures do in the browser of the journeys."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from portal.accounts.models import User
from portal.jobs.execute import execute
from portal.jobs.models import Job, State

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sign_in(context: BrowserContext, home: str, user: User) -> None:
    """Puts a session of the user into the browser, without the sign-in page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": home}])


def broken_rules(page: Page) -> list[tuple[str, str]]:
    """Rules of accessibility that the page breaks as it stands, each with the element."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [(rule["id"], node["html"][:160]) for rule in found for node in rule["nodes"]]


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def work() -> list[State | None]:
    """Runs every waiting job to its end, as a worker does; what became of each."""
    ends = []
    while waiting := list(Job.objects.filter(state=State.QUEUED, run_after=None).order_by("id")):
        ends += [execute(job.ref, clock=timezone.now) for job in waiting]
    return ends


def rows_of(page: Page, table: str = "table.grid") -> list[list[str]]:
    """The words of a table's body, row by row."""
    return page.eval_on_selector(
        table, "t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText.trim()))"
    )


def download(page: Page, press: Any) -> str:
    """Presses something that hands out a file; where the file lies."""
    with page.expect_download() as arriving:
        press()
    return str(arriving.value.path())
