"""The ranking page: numbers lead to lists of as many rows, order, export, scope and cost."""

import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from freezegun import freeze_time

from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import CertificateFactory
from tests.factories.pools import MembershipFactory, TierFactory, national_ladder
from tests.factories.regions import RegionFactory
from tests.factories.targets import TargetFactory

pytestmark = pytest.mark.django_db
RANKING = "/w/ranking/"
TOTAL = re.compile(r"共<b>([\d,]+)</b>")
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture
def admin(client):
    user = person()
    client.force_login(user)
    return user


def settle():
    """淇滨区 reaches 6 of 6, 浚县 1 of 2, a zone lies in 淇滨区, one firm has no county."""
    tiers = national_ladder()
    qibin, xun, zone = (RegionFactory(**{name: True}) for name in ("county_qibin", "county_xun", "zone_of_hebi"))
    CertificateFactory(enterprise__zone=zone)
    CertificateFactory.create_batch(4)
    CertificateFactory(valid_from=date(2026, 2, 1), valid_to=date(2029, 1, 31))
    CertificateFactory(enterprise__in_xun=True)
    CertificateFactory(enterprise__without_county=True)
    CertificateFactory(scheme="tech_sme", number="202641061108000001", valid_to=date(2026, 12, 31))
    TargetFactory(region=qibin, tier=tiers[1], value=6)
    TargetFactory(region=xun, tier=tiers[1], value=2)
    return tiers


def shown(client, query=""):
    answer = client.get(RANKING + query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html):
    """The table as words, row by row."""
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in ROW.findall(html)]


def test_the_table_ranks_by_completion_and_says_it_is_not_published(client, admin):
    settle()
    html = shown(client)
    assert "实时数据，未发布" in html and "同值同名次，下一名次顺延" in html
    first, second, zone, unknown = [rows(html)[place] for place in (1, 2, 3, 4)][:4]
    assert first.startswith("1 淇滨区 6 6 100.0% 达到 0 5 +20.0%")
    assert second.startswith("2 浚县 1 2 50.0% 样本小 1 1 0.0%")
    assert zone.startswith("-- 未定县区 待核定，不排名 1 -- -- -- -- 1 0.0%")
    assert unknown.startswith("合计 8 8 100.0%")


@pytest.mark.parametrize("query", ["", "?division=unit", "?tier=tech_sme", "?by=growth", "?year=2025"])
def test_every_count_leads_to_a_list_of_as_many_rows(client, admin, query):
    settle()
    TargetFactory(region=RegionFactory(county_qibin=True), tier=TierFactory(), year=2025, value=1)
    seen = 0
    for address, number in re.findall(r'<a href="(/w/pools/[^"]+)">(\d+)', shown(client, query)):
        listed = client.get(unescape(address)).content.decode()
        assert int(TOTAL.search(listed)[1]) == int(number), address
        seen += 1
    assert seen >= 12


def test_another_order_is_said_to_be_no_rank(client, admin):
    settle()
    html = shown(client, "?sort=count")
    assert "现按列排序，非名次顺序" in html
    assert [row.split()[1] for row in rows(html)[1:4]] == ["浚县", "淇滨区", "未定县区"]
    assert "非名次顺序" not in shown(client, "?sort=nonsense")


def test_a_county_without_a_target_is_named_so(client, admin):
    settle()
    html = shown(client, "?tier=tech_sme")
    assert "未下达，不排名" in html
    assert rows(html)[1].startswith("-- 淇滨区 未下达，不排名 1 未下达 -- 未下达 --")


def test_the_export_equals_the_screen(client, admin):
    settle()
    query = "?division=unit&sort=-count"
    answer = client.get(f"{RANKING}{query}&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    table = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(table) if row[0] == "名次")
    names = [row[1] for row in table[head + 1 :] if row[1] and row[0] != "合计"]
    on_screen = [
        re.sub(r" (待核定|未下达|上年为0)，不排名", "", row).split()[1] for row in rows(shown(client, query))[1:-1]
    ]
    assert names == on_screen
    columns = list(table[head])
    counts = {row[1]: row[columns.index("高新技术企业数(家)")] for row in table[head + 1 :]}
    assert (counts["淇滨区"], counts["鹤壁经济技术开发区"], counts["未定县区"]) == (5, 1, 1)
    total = next(row for row in table if row[0] == "合计")
    assert total[columns.index("高新技术企业数(家)")] == 8


def test_the_citys_own_ladder_is_ranked_by_places_in_the_pool(client, admin):
    settle()
    MembershipFactory(tier=TierFactory(small_to_scale=True))
    html = shown(client, "?ladder=410600-growth&by=count")
    assert "这一级没有证书" in html
    assert rows(html)[1].startswith("1 淇滨区 1 未下达")


def test_a_county_sees_its_own_line_only(client):
    settle()
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_xun=True)))
    html = shown(client)
    assert "浚县" in html and "淇滨区" not in html and "未定县区" not in html
    assert "名次在市局发布后可见" in html
    address = unescape(re.search(r'<a href="(/w/pools/hnte/holders/[^"]+)">1', html)[1])
    assert TOTAL.search(client.get(address).content.decode())[1] == "1"


def test_a_zones_people_see_the_zone(client):
    settle()
    client.force_login(person(Role.COUNTY, region=RegionFactory(zone_of_hebi=True)))
    html = shown(client)
    assert rows(html)[1].startswith("鹤壁经济技术开发区 1")
    address = unescape(re.search(r'<a href="(/w/pools/hnte/holders/[^"]+)">1', html)[1])
    assert TOTAL.search(client.get(address).content.decode())[1] == "1"


def test_another_citys_people_see_their_own_city(client):
    settle()
    client.force_login(stranger())
    html = shown(client)
    assert "廊坊市" in html and "淇滨区" not in html


def test_a_territory_without_a_city_is_told_so(client):
    settle()
    client.force_login(person(Role.LEADER, region=RegionFactory(province=True)))
    assert "排名按市进行" in shown(client)


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.ENTERPRISE, Role.SYSADMIN])
def test_who_has_no_business_with_it_is_refused(client, role):
    client.force_login(person(role))
    assert client.get(RANKING).status_code == 403


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_one_firm_and_for_three(client, admin, more, django_assert_num_queries):
    settle()
    CertificateFactory.create_batch(more, enterprise__in_xun=True)
    client.get(RANKING)
    with django_assert_num_queries(8):
        shown(client)


def test_targets_are_set_on_their_matrix_with_a_document(client, admin):
    settle()
    address = "/w/ranking/targets/2026/"
    html = client.get(address).content.decode()
    assert 'name="t-410611-hnte"' in html and 'value="6"' in html
    typed = {"t-410611-hnte": "１，２００家", "t-410621-hnte": "", "source": ""}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "请填写来源文件" in refused.content.decode()
    answer = client.post(address, {**typed, "source": "鹤科〔2026〕20号"}, follow=True)
    assert "调整1项，收回1项" in answer.content.decode()
    assert rows(answer.content.decode())[1].split()[3] == "1,200"


@pytest.mark.parametrize("value", ["很多", "-1", "9999999", "1.5"])
def test_a_target_that_is_no_number_is_refused_and_kept_on_the_page(client, admin, value):
    settle()
    answer = client.post("/w/ranking/targets/2026/", {"t-410611-hnte": value, "source": "鹤科〔2026〕20号"})
    assert answer.status_code == 422
    assert value in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SECTION, Role.COUNTY, Role.LEADER, Role.AUDITOR])
def test_only_the_administrator_opens_the_matrix(client, role):
    settle()
    region = RegionFactory(county_qibin=True) if role == Role.COUNTY else RegionFactory(city_of_hebi=True)
    client.force_login(person(role, region=region))
    assert client.get("/w/ranking/targets/2026/").status_code == 403
    assert "/w/ranking/targets/" not in shown(client)


@pytest.mark.parametrize("year", [1900, 2100])
def test_a_year_out_of_sight_is_not_found(client, admin, year):
    settle()
    assert client.get(f"/w/ranking/targets/{year}/").status_code == 404
