"""People for tests: each acts under a grant, as after sign-in."""

from datetime import date

import factory

from portal.accounts.models import Bureau, Grant, SavedView, User
from portal.accounts.roles import Role
from tests.factories.regions import RegionFactory

PASSWORD = "梯度-correct-horse-8"


class BureauFactory(factory.django.DjangoModelFactory):
    """A bureau; one per region."""

    class Meta:
        model = Bureau
        django_get_or_create = ("region",)

    name = "鹤壁市科学技术局"
    short_name = "鹤壁市科技局"
    region = factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True))
    phone = "0392-0000000"


class UserFactory(factory.django.DjangoModelFactory):
    """A person of the Hebi bureau without any grant. password: PASSWORD unless given."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n:03d}")
    full_name = factory.Sequence(lambda n: f"王{n:03d}")
    bureau = factory.SubFactory(BureauFactory)

    @factory.post_generation
    def password(self: User, create: bool, given: str | None, **_: object) -> None:
        self.set_password(given or PASSWORD)
        if create:
            self.save(update_fields=["password"])


class GrantFactory(factory.django.DjangoModelFactory):
    """A grant that has held since the beginning of 2026."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.BUREAU_ADMIN
    region = factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True))
    valid_from = date(2026, 1, 1)


class SavedViewFactory(factory.django.DjangoModelFactory):
    """A private view of the list of people."""

    class Meta:
        model = SavedView

    user = factory.SubFactory(UserFactory)
    page = "accounts:users"
    name = factory.Sequence(lambda n: f"视图{n}")
    query = "state=off"


def person(role: str = Role.BUREAU_ADMIN, **fields: object) -> User:
    """A person who acts in a role. region: the territory, the city of Hebi unless given; other fields are the user's."""
    region = fields.pop("region", None) or RegionFactory(city_of_hebi=True)
    user = UserFactory(**fields)
    user.acting = GrantFactory(user=user, role=role, region=region).acting()
    return user


def stranger(role: str = Role.BUREAU_ADMIN, **fields: object) -> User:
    """A person of another city's bureau (外区专员)."""
    city = RegionFactory(other_city=True)
    bureau = BureauFactory(region=city, name="廊坊市科学技术局", short_name="廊坊市科技局")
    return person(role, region=city, bureau=bureau, **fields)
