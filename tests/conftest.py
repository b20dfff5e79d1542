"""What every test gets: strict templates, servers of one's own, and an honest account of what was left out."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template import engines

from tests import services

ROOT = Path(__file__).resolve().parent.parent

# No test hangs on the clock: a busy machine is no failure. Where CI is set, every run tries the same examples.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.settings.load_profile("house")


class UndefinedTemplateVariable(AssertionError):
    """One of our templates names something that its page did not give it."""


class _Undefined(str):
    """Stands in Django's `string_if_invalid`: whoever prints it learns the variable, the template and the line."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        return self._refuse(str(variable))

    def __html__(self) -> str:
        return self._refuse("a relation or method without a value")

    def _refuse(self, variable: str) -> str:
        frame = sys._getframe(2)
        while frame is not None:
            node = frame.f_locals.get("self") if frame.f_code.co_name == "render_annotated" else None
            if getattr(node, "origin", None) is not None:
                template = Path(node.origin.name)
                if not template.is_relative_to(ROOT) or template.is_relative_to(ROOT / ".venv"):
                    return ""
                where = f"{template.relative_to(ROOT)}, line {node.token.lineno}"
                raise UndefinedTemplateVariable(f"{where}: {variable} is not defined")
            frame = frame.f_back
        raise UndefinedTemplateVariable(f"{variable} is not defined")


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_fail() -> None:
    engines["django"].engine.string_if_invalid = _Undefined("%s")


@pytest.fixture(autouse=True, scope="session")
def _a_flush_may_delete_what_nobody_else_may() -> Iterator[None]:
    """Emptying a SQLite database between tests deletes rows: the triggers that refuse it are lifted for that long.

    PostgreSQL is emptied by TRUNCATE, which row triggers do not see.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(operations: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        if operations.connection.vendor != "sqlite":
            flush(operations, sql_list)
            return
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'")
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f'DROP TRIGGER "{name}"')
            try:
                flush(operations, sql_list)
            finally:
                for _, statement in guards:
                    cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
        yield


@pytest.fixture
def own_postgres() -> Iterator[services.Server]:
    """A PostgreSQL of this test alone, which it may stop, kill and start again; skipped where none can be had."""
    try:
        with services.postgres() as server:
            yield server
    except services.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def own_redis() -> Iterator[services.Server]:
    """A Redis of this test alone, which it may stop, kill and start again; skipped where none can be had."""
    try:
        with services.redis() as server:
            yield server
    except services.Missing as missing:
        pytest.skip(str(missing))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes out what belongs to the other database; its own pass runs it, so nothing is left out."""
    kept, other = [], []
    for item in items:
        mark = item.get_closest_marker("only_on")
        (other if mark and connection.vendor not in mark.args else kept).append(item)
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says by name what this machine lacked."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("left out")
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            terminalreporter.line(f"{report.nodeid}: {reason}")
        if os.environ.get("CI"):
            terminalreporter.line("CI is set: a test that was left out fails the run.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI set, a test that was left out fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
