"""The demo city of the journeys: made once by the seed, put back into the database before each test that asks for it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from cultivation.seed.city import make_city
from portal.accounts.models import User

ENTERPRISES = 120
SEED = 20261122


class Snapshot:
    """The whole database, kept in memory."""

    def __init__(self) -> None:
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        connection.ensure_connection()
        connection.connection.backup(self.kept)

    def restore(self) -> None:
        """Puts everything back as it was."""
        connection.ensure_connection()
        self.kept.backup(connection.connection)


@dataclass(frozen=True)
class DemoCity:
    """The people of the city with their passwords, by role."""

    passwords: dict[str, str]
    usernames: dict[str, str]

    def user(self, role: str) -> User:
        """The person who holds a role."""
        return User.objects.get(username=self.usernames[role])


def found() -> DemoCity:
    """Makes the city as it looks today."""
    with transaction.atomic():
        made = make_city("410600", enterprises=ENTERPRISES, seed=SEED, on=timezone.localdate())
    sign_ins = made.staff.sign_ins
    return DemoCity(
        passwords={each.role: each.password for each in sign_ins},
        usernames={each.role: each.user.username for each in sign_ins},
    )
