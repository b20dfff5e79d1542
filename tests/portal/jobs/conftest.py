"""Installations for the tests that kill processes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

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
