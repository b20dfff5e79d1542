"""Counties and zones are read from addresses; what no one wrote is not found."""

import pytest

from enterprises.intake.locate import Locator
from portal.regions.models import Axis, Level, Region


def region(number, code, name, *, level=Level.COUNTY, axis=Axis.STATUTORY, aliases=()):
    return Region(pk=number, code=code, name=name, level=level, axis=axis, aliases=list(aliases))


PROVINCE = region(1, "410000", "河南省", level=Level.PROVINCE, aliases=["河南"])
CITY = region(2, "410600", "鹤壁市", level=Level.CITY, aliases=["鹤壁"])
QIBIN, XUN, QI, SHANCHENG = (
    region(3, "410611", "淇滨区", aliases=["郊区"]),
    region(4, "410621", "浚县"),
    region(5, "410622", "淇县"),
    region(6, "410603", "山城区"),
)
ZONE = region(
    7,
    "410671",
    "鹤壁经济技术开发区",
    level=Level.ZONE,
    axis=Axis.ZONE,
    aliases=["鹤壁经开区", "鹤壁市经济技术开发区", "淇滨区工业园"],
)
LOCATOR = Locator(CITY, [QIBIN, XUN, QI, SHANCHENG, ZONE], PROVINCE)


@pytest.mark.parametrize(
    ("address", "county"),
    [
        ("鹤壁市淇滨区某某路1号", QIBIN),
        ("河南省鹤壁市浚县善堂镇", XUN),
        ("中国河南省鹤壁市淇县桥盟乡", QI),
        ("淇县南大街12号", QI),
        ("浚县 黄河路", XUN),
        ("鹤壁市郊区大河涧乡", QIBIN),
        ("鹤壁市长风路（山城区法院旁）", SHANCHENG),
        ("鹤壁市淇滨区浚县路5号", QIBIN),
        ("鹤壁市山城区淇县东路5号", SHANCHENG),
        ("鹤壁市淇滨大道197号", None),
        ("鹤壁市淇县路5号", None),
        ("淇县路5号", None),
        ("鹤壁市淇滨经济开发区铁西", None),
        ("善堂镇黄新庄", None),
        ("", None),
    ],
)
def test_the_county_is_the_one_the_address_names(address, county):
    assert LOCATOR.find(address).county == county


def test_two_counties_name_none_and_both_are_told():
    place = LOCATOR.find("鹤壁市淇滨区站前路浚县粮油公司院内")
    assert place.county is None
    assert {each.name for each in place.counties} == {"淇滨区", "浚县"}


@pytest.mark.parametrize(
    ("address", "zone", "county"),
    [
        ("河南省鹤壁经济技术开发区松江路3号", ZONE, None),
        ("鹤壁国家经济技术开发区海河路", ZONE, None),
        ("鹤壁国家级经济技术开发区海河路", ZONE, None),
        ("鹤壁市淇滨区鹤壁经开区海河路", ZONE, QIBIN),
        ("淇滨区工业园3号", ZONE, None),
        ("鹤壁市开发区金山路", None, None),
    ],
)
def test_a_zone_is_its_own_axis_and_never_a_county(address, zone, county):
    place = LOCATOR.find(address)
    assert (place.zone, place.county) == (zone, county)


def test_names_in_columns_of_their_own():
    assert LOCATOR.county("鹤壁市淇滨区") == QIBIN
    assert LOCATOR.county("淇滨") is None
    assert LOCATOR.zone("鹤壁经开区") == ZONE
    assert LOCATOR.is_city("鹤壁")
    assert not LOCATOR.is_city("安阳")
    assert LOCATOR.is_province("河南")
    assert not LOCATOR.is_province("河北省")


def test_hints_are_words_for_a_person():
    assert LOCATOR.hints("浚县某某供销社", "91410621MA0000001X") == ["企业名称含“浚县”", "代码的登记机关是浚县"]
    assert LOCATOR.hints("鹤壁某某公司", "91410600MA0000001X") == []


def test_a_city_without_parts_finds_nothing():
    assert Locator(CITY, []).find("鹤壁市淇滨区").county is None
