"""Setting targets: with a document, by the city's own administrator, every change kept in the log."""

import pytest

from cultivation.targets.actions.set_targets import CannotSetTargets, Changed, set_targets
from cultivation.targets.enums import Division
from cultivation.targets.models import Target
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person, stranger
from tests.factories.pools import TierFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def written(value=12, *, region=None, by=None, **given):
    facts = {"year": 2026, "division": Division.COUNTY, "source": "鹤科〔2026〕9号"} | given
    values = {(region or RegionFactory(county_qibin=True), TierFactory()): value}
    return set_targets(RegionFactory(city_of_hebi=True), values=values, by=by or person(), **facts)


def test_a_new_target_is_written_with_its_document():
    assert written() == Changed(new=1)
    target = Target.objects.get()
    assert (target.value, target.source, target.division) == (12, "鹤科〔2026〕9号", "county")


def test_the_same_number_again_writes_and_records_nothing():
    written()
    entries = Entry.objects.count()
    assert written() == Changed()
    assert Entry.objects.count() == entries


def test_a_changed_number_keeps_the_former_one_in_the_log():
    written()
    assert written(15, source="鹤科〔2026〕20号") == Changed(changed=1)
    entry = Entry.objects.filter(deed="target.set").latest("id")
    assert entry.before == {"value": 12, "source": "鹤科〔2026〕9号"}
    assert entry.after == {"value": 15, "source": "鹤科〔2026〕20号"}


def test_an_emptied_cell_withdraws_the_target_and_nought_is_a_target():
    written()
    assert written(None) == Changed(withdrawn=1)
    assert Entry.objects.get(deed="target.withdrawn").before["value"] == 12
    assert written(0) == Changed(new=1)
    assert Target.objects.get().value == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": "  "}, "请填写来源文件"),
        ({"source": "字" * 201}, "最多200个字"),
        ({"value": -1}, "应为0到"),
        ({"value": 1_000_001}, "应为0到"),
        ({"division": "town"}, "没有“town”这个口径"),
    ],
)
def test_what_cannot_be_set_is_refused(given, said):
    with pytest.raises(CannotSetTargets, match=said):
        written(**given)
    assert not Target.objects.exists()


def test_a_zone_is_a_row_by_managing_unit_only():
    zone = RegionFactory(zone_of_hebi=True)
    with pytest.raises(CannotSetTargets, match="不是鹤壁市按县区划分的一行"):
        written(region=zone)
    assert written(region=zone, division=Division.UNIT) == Changed(new=1)


def test_a_city_is_no_row_and_neither_is_a_county_of_another():
    elsewhere = RegionFactory(
        code="131002", name="安次区", level="county", city=RegionFactory(other_city=True), parent=None
    )
    for region in (RegionFactory(city_of_hebi=True), elsewhere):
        with pytest.raises(CannotSetTargets, match="不是鹤壁市"):
            written(region=region)


@pytest.mark.parametrize("role", [Role.SECTION, Role.LEADER, Role.AUDITOR])
def test_only_the_citys_administrator_sets_targets(role):
    with pytest.raises(CannotSetTargets, match="只有鹤壁市科技局管理员"):
        written(by=person(role))
    with pytest.raises(CannotSetTargets, match="只有鹤壁市科技局管理员"):
        written(by=stranger())
