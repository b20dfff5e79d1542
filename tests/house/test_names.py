"""Every name that is only a string: addresses, templates and tasks all lead somewhere, and no template lies idle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from portal.celery import app
from portal.jobs.registry import task_names
from tests.house.source import ROOMS, ROOT, named, parsed, python_files, strings, templates

NAMESPACES = ("accounts", "jobs", "audit", "web", "enterprises", "policies", "pools", "targets", "cockpit")
ADDRESS = re.compile(rf"^(?:{'|'.join(NAMESPACES)}):[a-z_]+$")
ADDRESS_IN_TEMPLATE = re.compile(r"{%\s*url\s+[\"']([^\"']+)[\"']")
TEMPLATE = re.compile(r"^(?:[a-z0-9_]+/)*[a-z0-9_]+\.html(?:#[a-z_]+)?$|^(?:[a-z0-9_]+/)+[a-z0-9_]+\.txt$")
TEMPLATE_IN_TEMPLATE = re.compile(r"[\"']((?:[a-z0-9_]+/)*[a-z0-9_]+\.html(?:#[a-z_]+)?)[\"']")

# Templates that Django looks for by these names.
FOUND_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def addresses(patterns: list, namespace: str = "") -> Iterator[str]:
    """The full names of all addresses below a list of patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def code_strings() -> Iterator[tuple[str, str]]:
    """Every plain string of the rooms' code, with its file."""
    for path in python_files("**/*.py"):
        for text in strings(parsed(path)):
            yield named(path), text


def template_texts() -> list[tuple[str, str]]:
    return [(named(path), path.read_text(encoding="utf-8")) for path in templates()]


def replaces_one_of_a_library(name: str) -> bool:
    """Whether a template stands in for one that an installed library brings, and is found in its place."""
    libraries = [Path(config.path) for config in apps.get_app_configs() if config.name.split(".")[0] not in ROOMS]
    return any((library / "templates" / name).is_file() for library in libraries)


def task_starts(tree: ast.AST) -> Iterator[str]:
    """The task names that code hands to start(...) or send_task(...)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in {"start", "send_task"} and isinstance(node.args[0].value, str):
                yield node.args[0].value


def test_every_address_that_code_or_a_template_names_exists():
    known = set(addresses(get_resolver().url_patterns))
    used = [(where, text) for where, text in code_strings() if ADDRESS.match(text)]
    used += [(where, name) for where, text in template_texts() for name in ADDRESS_IN_TEMPLATE.findall(text)]
    used += [
        ("settings", name) for name in (settings.LOGIN_URL, settings.LOGIN_REDIRECT_URL, settings.LOGOUT_REDIRECT_URL)
    ]
    assert len(used) > 20
    assert [f"{where}: {name}" for where, name in used if name not in known] == []


def test_every_template_that_is_named_exists_and_compiles():
    used = [(where, text) for where, text in code_strings() if TEMPLATE.match(text)]
    used += [(where, name) for where, text in template_texts() for name in TEMPLATE_IN_TEMPLATE.findall(text)]
    used += [(named(path), str(path).rpartition("/templates/")[2]) for path in templates()]
    assert len(used) > 20
    missing = []
    for where, name in used:
        try:
            get_template(name)
        except TemplateDoesNotExist:
            missing.append(f"{where}: {name}")
    assert missing == []


def test_no_template_lies_idle():
    used = {text.partition("#")[0] for _, text in code_strings() if TEMPLATE.match(text)}
    used |= {name.partition("#")[0] for _, text in template_texts() for name in TEMPLATE_IN_TEMPLATE.findall(text)}
    ours = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in templates()
        if path.is_relative_to(ROOT / "templates")
    }
    assert len(ours) > 10
    assert sorted(name for name in ours - used - FOUND_BY_DJANGO if not replaces_one_of_a_library(name)) == []


def test_no_template_includes_one_of_another_room():
    rooms = {"enterprises", "policies", "cultivation"}
    strangers = [
        f"{where}: {name}"
        for where, text in template_texts()
        for name in TEMPLATE_IN_TEMPLATE.findall(text)
        if (mine := where.split("/")[1]) in rooms and name.split("/")[0] in rooms - {mine}
    ]
    assert strangers == [], "a page asks another room by URL"


def test_every_task_that_is_started_exists():
    app.loader.import_default_modules()
    known = set(task_names()) | set(app.tasks)
    started = [(named(path), name) for path in python_files("**/*.py") for name in task_starts(parsed(path))]
    started += [("beat", entry["task"]) for entry in (app.conf.beat_schedule or {}).values()]
    assert started
    assert [f"{where}: {name}" for where, name in started if name not in known] == []


def test_task_signatures_end_open_so_that_two_versions_of_the_code_can_overlap():
    closed = []
    for path in python_files("**/tasks.py"):
        for node in parsed(path).body:
            decorators = {
                (each.func if isinstance(each, ast.Call) else each) for each in getattr(node, "decorator_list", [])
            }
            names = {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in decorators}
            if names & {"job", "shared_task", "task"} and not node.args.kwarg:
                closed.append(f"{named(path)}: {node.name}")
    assert closed == [], "the signature of a task ends in **_"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('start("enterprises.commit_intake", by=user)', ["enterprises.commit_intake"]),
        ('jobs.start("a.b", by=user)', ["a.b"]),
        ('app.send_task("jobs.run_job")', ["jobs.run_job"]),
        ("start(name, by=user)", []),
    ],
)
def test_the_measure_of_starts_itself(source, names):
    assert list(task_starts(ast.parse(source))) == names


def test_the_patterns_know_an_address_and_a_template():
    assert ADDRESS.match("enterprises:detail")
    assert not ADDRESS.match("https://enterprises:80")
    assert TEMPLATE.match("enterprises/list.html#rows")
    assert ADDRESS_IN_TEMPLATE.findall("{% url 'pools:funnel' %}") == ["pools:funnel"]
    assert TEMPLATE_IN_TEMPLATE.findall('{% include "components/badge.html" with a=b only %}') == [
        "components/badge.html"
    ]
