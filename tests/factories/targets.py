"""Targets for tests."""

import factory

from cultivation.targets.models import Target
from tests.factories.accounts import person
from tests.factories.pools import TierFactory
from tests.factories.regions import RegionFactory


class TargetFactory(factory.django.DjangoModelFactory):
    """淇滨区 is to have ten high-tech enterprises by the end of 2026."""

    class Meta:
        model = Target

    region = factory.LazyFunction(lambda: RegionFactory(county_qibin=True))
    tier = factory.SubFactory(TierFactory)
    year = 2026
    value = 10
    source = "鹤科〔2026〕9号"
    set_by = factory.LazyFunction(person)
