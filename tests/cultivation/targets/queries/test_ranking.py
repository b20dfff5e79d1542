"""The ranking: live counts by county or managing unit, nobody counted twice, scope kept."""

from datetime import date
from fractions import Fraction
from random import Random

import pytest

from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.ledger import certificate_holders
from cultivation.targets.enums import Division
from cultivation.targets.queries.ranking import COUNT, GROWTH, RATE, ranking
from enterprises.enums import EnterpriseStatus
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory
from tests.factories.pools import TODAY, MembershipFactory, TierFactory, national_ladder
from tests.factories.regions import RegionFactory
from tests.factories.targets import TargetFactory

pytestmark = pytest.mark.django_db


def table(user=None, *, division=Division.COUNTY, year=2026, measure=RATE, tiers=None, on=TODAY):
    tiers = tiers or (TierFactory(),)
    city = RegionFactory(city_of_hebi=True)
    return ranking(
        user or person(), city=city, division=division, year=year, tiers=tiers, chosen=tiers[0], measure=measure, on=on
    )


def told(found):
    """Name → (count, before, target, rank) of the first rung."""
    return {
        line.region.name if line.region else "未定": (
            line.cells[0].standing.count,
            line.cells[0].standing.before,
            line.cells[0].standing.target,
            line.rank,
        )
        for line in found.lines
    }


def test_a_certificate_counts_from_its_first_day_through_its_last():
    tier = TierFactory()
    RegionFactory(county_qibin=True)
    CertificateFactory(valid_from=TODAY, valid_to=TODAY)
    CertificateFactory(valid_from=date(2026, 11, 23), valid_to=date(2029, 11, 22))
    CertificateFactory(valid_from=date(2023, 11, 22), valid_to=date(2026, 11, 21))
    CertificateFactory(revoked_on=TODAY)
    CertificateFactory(revoked_on=date(2026, 11, 23))
    CertificateFactory(valid_to=None)
    assert told(table(tiers=(tier,)))["淇滨区"][:2] == (3, 4)


def test_an_enterprise_with_two_certificates_counts_once():
    firm = CertificateFactory().enterprise
    CertificateFactory(enterprise=firm, number="GR202541000009")
    assert told(table())["淇滨区"][0] == 1


def test_a_firm_that_is_gone_does_not_count():
    CertificateFactory(enterprise__status=EnterpriseStatus.MOVED_OUT)
    RegionFactory(county_qibin=True)
    assert told(table())["淇滨区"][0] == 0


def test_counties_and_the_unknown_line_add_up_to_the_city():
    CertificateFactory.create_batch(3)
    CertificateFactory.create_batch(2, enterprise__in_xun=True)
    CertificateFactory(enterprise__without_county=True)
    CertificateFactory(enterprise__elsewhere=True)
    found = table()
    assert told(found) == {"淇滨区": (3, 3, None, None), "浚县": (2, 2, None, None), "未定": (1, 1, None, None)}
    assert found.total.cells[0].standing.count == 6


def test_by_managing_unit_a_zone_takes_its_firms_out_of_the_county():
    zone = RegionFactory(zone_of_hebi=True)
    CertificateFactory.create_batch(2)
    CertificateFactory(enterprise__zone=zone)
    CertificateFactory(enterprise__without_county=True, enterprise__zone=zone)
    by_county, by_unit = table(), table(division=Division.UNIT)
    assert {name: told(by_county)[name][0] for name in ("淇滨区", "未定")} == {"淇滨区": 3, "未定": 1}
    assert {name: told(by_unit)[name][0] for name in ("淇滨区", zone.name, "未定")} == {
        "淇滨区": 2,
        zone.name: 2,
        "未定": 0,
    }
    assert by_county.total.cells[0].standing.count == by_unit.total.cells[0].standing.count == 4


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_counted_twice_however_the_city_is_divided(seed):
    random = Random(seed)
    counties = [RegionFactory(county_qibin=True), RegionFactory(county_xun=True), None]
    gone = RegionFactory(
        code="410699",
        name="旧县",
        level="county",
        city=RegionFactory(city_of_hebi=True),
        parent=RegionFactory(city_of_hebi=True),
        valid_to=date(2010, 1, 1),
    )
    zones = [RegionFactory(zone_of_hebi=True), None]
    firms = [EnterpriseFactory(county=random.choice([*counties, gone]), zone=random.choice(zones)) for _ in range(12)]
    for firm in firms:
        for number in range(random.randint(0, 2)):
            CertificateFactory(enterprise=firm, valid_from=date(random.choice((2024, 2026)), 2, 1 + number))
    user, tier = person(), TierFactory()
    for day in (TODAY, date(2025, 11, 22)):
        alone = certificate_holders(user, tier, FirmFilter(), day=day).count()
        for division in Division.values:
            found = table(user, division=division, tiers=(tier,), year=day.year, on=day)
            counts = [line.cells[0].standing.count for line in found.lines]
            assert sum(counts) == found.total.cells[0].standing.count == alone, (division, day)


def test_ranks_go_by_exact_completion_and_ties_share():
    qibin, xun = RegionFactory(county_qibin=True), RegionFactory(county_xun=True)
    CertificateFactory.create_batch(2)
    CertificateFactory(enterprise__in_xun=True)
    TargetFactory(region=qibin, value=4)
    TargetFactory(region=xun, value=2)
    found = told(table())
    assert (found["淇滨区"][3], found["浚县"][3], found["未定"][3]) == (1, 1, None)


def test_without_a_target_a_county_is_not_ranked_and_takes_nobodys_place():
    CertificateFactory.create_batch(5)
    xun = RegionFactory(county_xun=True)
    TargetFactory(region=xun, value=10)
    found = table()
    assert told(found)["淇滨区"] == (5, 5, None, None)
    assert told(found)["浚县"] == (0, 0, 10, 1)
    assert found.untargeted[found.chosen.pk] == 1
    assert found.total.cells[0].standing.target == 10


def test_growth_against_nothing_is_not_ranked():
    RegionFactory(county_xun=True)
    CertificateFactory(valid_from=date(2026, 3, 1), valid_to=date(2029, 2, 28))
    CertificateFactory(enterprise__in_xun=True)
    found = table(measure=GROWTH)
    assert told(found)["淇滨区"] == (1, 0, None, None)
    assert told(found)["浚县"] == (1, 1, None, 1)


def test_counts_rank_everybody_with_a_territory():
    RegionFactory(county_xun=True)
    CertificateFactory()
    CertificateFactory(enterprise__without_county=True)
    found = told(table(measure=COUNT))
    assert (found["淇滨区"][3], found["浚县"][3], found["未定"][3]) == (1, 2, None)


def test_targets_of_the_other_division_and_year_stay_out():
    qibin = RegionFactory(county_qibin=True)
    TargetFactory(region=qibin, value=10)
    TargetFactory(region=qibin, value=7, division=Division.UNIT)
    TargetFactory(region=qibin, value=5, year=2025)
    assert told(table())["淇滨区"][2] == 10
    assert told(table(division=Division.UNIT))["淇滨区"][2] == 7
    assert told(table(year=2025))["淇滨区"][2] == 5


def test_a_year_gone_by_is_counted_on_its_last_day():
    CertificateFactory(valid_from=date(2025, 12, 31), valid_to=date(2028, 12, 30))
    found = table(year=2025)
    assert (found.day, found.before, found.elapsed) == (date(2025, 12, 31), date(2024, 12, 31), Fraction(1))
    assert told(found)["淇滨区"][:2] == (1, 0)


def test_a_rung_without_a_certificate_counts_places_in_its_pool():
    tier = TierFactory(small_to_scale=True)
    MembershipFactory(tier=tier, entered_on=date(2025, 3, 1))
    MembershipFactory(tier=tier)
    MembershipFactory(tier=tier, ended=True)
    assert told(table(tiers=(tier,)))["淇滨区"][:2] == (2, 1)


def test_a_county_sees_its_own_line_without_a_rank():
    qibin = RegionFactory(county_qibin=True)
    CertificateFactory.create_batch(2)
    CertificateFactory(enterprise__in_xun=True)
    CertificateFactory(enterprise__without_county=True)
    TargetFactory(region=qibin, value=4)
    found = table(person(Role.COUNTY, region=qibin))
    assert not found.is_whole
    assert told(found) == {"淇滨区": (2, 2, 4, None)}


def test_a_zone_sees_its_own_firms():
    zone = RegionFactory(zone_of_hebi=True)
    CertificateFactory(enterprise__zone=zone)
    CertificateFactory()
    assert told(table(person(Role.COUNTY, region=zone), division=Division.UNIT)) == {zone.name: (1, 1, None, None)}


def test_a_stranger_counts_nothing():
    CertificateFactory()
    found = table(stranger())
    assert found.total.cells[0].standing.count == 0


def test_the_table_costs_the_same_for_one_firm_and_for_many(django_assert_num_queries):
    user, tiers = person(), national_ladder()
    RegionFactory(county_xun=True)
    CertificateFactory()
    for _ in range(2):
        with django_assert_num_queries(3):
            table_of = ranking(
                user,
                city=user.acting.region,
                division=Division.COUNTY,
                year=2026,
                tiers=tiers,
                chosen=tiers[1],
                measure=RATE,
                on=TODAY,
            )
        assert table_of.lines
        CertificateFactory.create_batch(3, enterprise__in_xun=True)
