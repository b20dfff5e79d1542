"""The schema: every change of a model has its migration, and migrations are named for what they do."""

import io
import re

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house.source import ROOMS

NAMED = re.compile(r"^\d{4}_(?!auto_)[a-z0-9_]+$")


@pytest.mark.django_db
def test_no_migration_is_pending():
    said = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(f"run manage.py makemigrations:\n{said.getvalue()}")


def test_migrations_say_what_they_do():
    loader = MigrationLoader(None)
    ours = [
        name
        for label, name in loader.disk_migrations
        if loader.disk_migrations[label, name].__module__.split(".")[0] in ROOMS
    ]
    assert len(ours) > 5
    assert [name for name in ours if not NAMED.match(name)] == []
