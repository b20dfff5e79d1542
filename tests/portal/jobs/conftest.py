"""Installations for the tests that kill processes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from portal.celery import app
from portal.jobs import workers
from tests import services
from tests.portal.jobs.installation import Installation, connect, migrated, on_sqlite

Install = Callable[..., Installation]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("template") / "sqlite"
    migrated(folder)
    return folder


@pytest.fixture
def installed(tmp_path: Path, sqlite_template: Path) -> Iterator[Installation]:
    """The embedded installation: SQLite, the in-process broker."""
    with on_sqlite(tmp_path / "installation", sqlite_template) as installation:
        yield installation


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[services.Server, services.Server]]:
    """A PostgreSQL with a migrated database to copy, and a Redis; skipped where they cannot be had."""
    with ExitStack() as stack:
        try:
            postgres = stack.enter_context(services.postgres())
            redis = stack.enter_context(services.redis())
        except services.Missing as missing:
            pytest.skip(str(missing))
        migrated(tmp_path_factory.mktemp("template") / "postgres", postgres.url)
        yield postgres, redis


_numbers = count()


@pytest.fixture
def install(tmp_path: Path, servers: tuple[services.Server, services.Server]) -> Iterator[Install]:
    """Makes an installation on PostgreSQL and Redis: `install()`, with settings by keyword."""
    postgres, redis = servers
    with ExitStack() as stack:

        def make(*, broker: bool = True, **settings: str) -> Installation:
            name = f"installation_{next(_numbers)}"
            with closing(connect(postgres.url)) as connection:
                connection.autocommit = True
                connection.cursor().execute(f"CREATE DATABASE {name} TEMPLATE postgres")
            installation = Installation(
                tmp_path / name,
                database_url=postgres.url.removesuffix("postgres") + name,
                redis_url=redis.url if broker else "",
                **settings,
            )
            stack.callback(installation.close)
            return installation

        yield make


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[tuple[str, dict[str, object]]]]]:
    """The messages sent in this test, as name and arguments, read from a queue of its own at the real broker."""
    usual, queue = app.conf.task_default_queue, f"test-{uuid.uuid4().hex}"
    monkeypatch.setattr(workers, "_serves_memory", True)
    read: list[tuple[str, dict[str, object]]] = []
    app.conf.task_default_queue = queue
    with app.connection_for_write() as broker:

        def messages() -> list[tuple[str, dict[str, object]]]:
            while message := broker.default_channel.basic_get(queue, no_ack=True):
                read.append((message.headers["task"], message.decode()[1]))
            return read

        yield messages
    app.conf.task_default_queue = usual
