"""The browser of the journeys: the system's Chromium in Chinese, and a watch over everything it asks for."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from portal.web import frontend
from tests import services
from tests.journeys.city import DemoCity, Snapshot, found

# Playwright's own event loop runs in the thread of the test, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Chromium's own calls home are refused on a closed network, many at a time; off they go.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium; the run stops with the line that installs it, or a Chinese font, where one is missing."""
    try:
        path = os.environ.get("TEST_CHROMIUM") or services.chromium()
    except services.Missing as missing:
        pytest.exit(f"The journeys need {missing.what}. Install it with: {missing.install}", returncode=1)
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """The desk of a bureau officer: Chinese, Beijing time, 1366 by 768."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The database is a file: the browser asks several things at once, and each answer has a connection of its own."""
    connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("journeys") / "journeys.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def front_end_files() -> None:
    """The bundles as they stand in the sources now."""
    frontend.build()


@pytest.fixture(scope="session")
def city_snapshot(django_db_setup: None, django_db_blocker) -> Iterator[tuple[DemoCity, Snapshot]]:
    """The demo city, made once by the seed and kept aside; the database is left as it was."""
    with django_db_blocker.unblock():
        before = Snapshot()
        made = found()
        after = Snapshot()
        before.restore()
    yield made, after


@pytest.fixture
def city(city_snapshot: tuple[DemoCity, Snapshot], transactional_db: None, live_server) -> DemoCity:
    """The demo city in the database, fresh for this test."""
    made, snapshot = city_snapshot
    snapshot.restore()
    return made


class Traffic:
    """What a browser asked for and complained about; a test names the failures that it provokes on purpose."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self.complaints: list[str] = []
        self.expected: set[int] = set()

    def expect(self, *statuses: int) -> None:
        """Answers with these status codes are part of the journey."""
        self.expected.update(statuses)

    def watch(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("requestfailed", self._request_failed)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _request_failed(self, request: Request) -> None:
        # A navigation that turns into a download, or that a newer one overtakes, ends as "aborted"; that is no fault.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.failed.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.failed.append(f"{response.request.method} {response.url}: {response.status}")

    def _said(self, message: ConsoleMessage) -> None:
        # The console repeats each failed answer in its own words; those are judged above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


@pytest.fixture(autouse=True)
def traffic(context: BrowserContext, live_server) -> Iterator[Traffic]:
    """Watches every page of the test: nothing leaves the portal, nothing fails, the console stays quiet."""
    seen = Traffic(live_server.url)
    context.on("page", seen.watch)
    yield seen
    assert seen.foreign == [], "requests left the portal"
    assert seen.failed == [], "requests failed"
    assert seen.complaints == [], "the browser's console complained"
