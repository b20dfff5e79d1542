"""What a row is held against: the day, the territory, its counties, and the rows read before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from enterprises.intake.locate import Locator
from portal.accounts.models import Acting, User
from portal.accounts.roles import Role, capabilities_of
from portal.regions.models import Axis, Level, Region
from portal.regions.queries import parts_of
from portal.workbooks.problems import Problem
from portal.workbooks.read import Row


@dataclass(slots=True)
class Ground:
    """Everything a check may ask beside the row itself.

    territory: the region of whoever uploaded the file. first_seen: key of a row → number of the first row that had it;
    repeated: number of such a first row → numbers of the rows that repeat it. names: name → code of the first row.
    """

    by: User
    on: date
    city: Region
    territory: Region
    locator: Locator
    first_seen: dict[tuple[object, ...], int] = field(default_factory=dict)
    repeated: dict[int, list[int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def county(self) -> Region | None:
        """The county a person is bound to, or None for a whole city."""
        return self.territory if self.territory.level == Level.COUNTY else None

    @property
    def zone(self) -> Region | None:
        """The zone a person is bound to, or None."""
        return self.territory if self.territory.axis == Axis.ZONE else None


Check = Callable[[Row, Ground], Iterator[Problem]]


def ground_of(*, by: User, territory: Region, on: date) -> Ground:
    """The ground for a territory; its city decides which counties an address can name."""
    city = territory if territory.is_city else territory.city
    if city is None:
        raise ValueError(f"{territory.name} lies in no city; an import belongs to a city or a part of one")
    return Ground(by, on, city, territory, Locator(city, parts_of(city), city.parent))


def act_for(user: User, territory: Region) -> None:
    """Lets the system's own account, which holds no grant, keep the ledger of the territory it was asked for."""
    if user.is_system:
        user.acting = Acting(role=Role.BUREAU_ADMIN, region=territory, capabilities=capabilities_of(Role.BUREAU_ADMIN))
