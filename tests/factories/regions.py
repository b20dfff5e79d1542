"""Regions for tests: the province, the demo city and its parts, each by its real code."""

import factory

from portal.regions.models import Axis, Level, Region


class RegionFactory(factory.django.DjangoModelFactory):
    """A region; asking twice for the same code gives the same row."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "410600"
    name = "鹤壁市"
    level = Level.CITY
    axis = Axis.STATUTORY
    source = "测试"

    class Params:
        province = factory.Trait(code="410000", name="河南省", level=Level.PROVINCE)
        city_of_hebi = factory.Trait(
            code="410600",
            name="鹤壁市",
            level=Level.CITY,
            parent=factory.LazyFunction(lambda: RegionFactory(province=True)),
        )
        county_qibin = factory.Trait(
            code="410611",
            name="淇滨区",
            level=Level.COUNTY,
            parent=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
            city=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
        )
        county_xun = factory.Trait(
            code="410621",
            name="浚县",
            level=Level.COUNTY,
            parent=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
            city=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
        )
        zone_of_hebi = factory.Trait(
            code="410671",
            name="鹤壁经济技术开发区",
            level=Level.ZONE,
            axis=Axis.ZONE,
            parent=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
            city=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
        )
        other_city = factory.Trait(
            code="131000",
            name="廊坊市",
            level=Level.CITY,
            parent=factory.LazyFunction(lambda: RegionFactory(code="130000", name="河北省", level=Level.PROVINCE)),
        )
