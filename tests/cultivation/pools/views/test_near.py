"""临界名单: the nearest first, in people's units, by county, at one price; the file holds what the page holds."""

import io
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from freezegun import freeze_time
from openpyxl import load_workbook

from cultivation.pools.models import Assessment
from cultivation.pools.recompute.plan import plan
from cultivation.pools.recompute.rulings import rulings_on
from cultivation.pools.recompute.run import run
from enterprises.models import AnnualReport
from tests.cultivation.pools.recompute.test_recompute import PERSON, WAN, described
from tests.cultivation.pools.views.test_diagnosis import sign_in, text_of
from tests.factories.accounts import person
from tests.factories.pools import MembershipFactory, TierFactory, national_ladder
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


@pytest.fixture(autouse=True)
def _ladder():
    national_ladder()


def firm(*, county="county_qibin", **figures):
    enterprise = described(county=RegionFactory(**{county: True}))
    AnnualReport.objects.filter(enterprise=enterprise).update(**figures)
    return enterprise


def city():
    """Two short of ten points, four of forty, one of two conditions, one who passes, one of whom little is known."""
    found = {
        "near": firm(tech_staff_6m_e4=10 * PERSON, rd_deductible_fen=280 * WAN, cost_expense_fen=4_500 * WAN),
        "far": firm(county="county_xun", tech_staff_6m_e4=10 * PERSON, rd_deductible_fen=100 * WAN),
        "twice": firm(tech_staff_6m_e4=9 * PERSON, rd_deductible_fen=100 * WAN),
        "too_large": firm(assets_fen=20_001 * WAN),
        "passes": firm(),
        "unknown": firm(assets_fen=None),
    }
    rulings = rulings_on(ON)
    for chunk in plan(rulings, on=ON):
        run(chunk, rulings=rulings, on=ON)
    return found


def page_of(client, query=""):
    return client.get(reverse("pools:near", args=["tech_sme"]) + query)


def test_the_count_of_unmet_conditions_is_kept_with_the_verdict():
    found = city()
    counts = {
        name: Assessment.objects.get(enterprise=one, programme="tech_sme").gap_count for name, one in found.items()
    }
    assert counts == {"near": 1, "far": 1, "twice": 2, "too_large": 1, "passes": 0, "unknown": 0}


def test_the_nearest_come_first_and_who_passes_or_lacks_data_is_not_among_them(client):
    found = city()
    shown = text_of(page_of(sign_in(client, person())))
    places = {name: shown.find(one.name) for name, one in found.items()}
    assert 0 < places["near"] < places["far"] < places["twice"]
    assert places["passes"] == places["unknown"] == places["too_large"] == -1
    assert "综合评价得分：差" in shown
    assert "科技人员得分：内部认定1人，或新招2人" in shown


def test_who_is_already_on_the_rung_is_left_out(client):
    found = city()
    MembershipFactory(enterprise=found["near"], tier=TierFactory(tech_sme=True))
    assert found["near"].name not in text_of(page_of(sign_in(client, person())))


def test_counties_are_counted_and_lead_to_their_own(client):
    found = city()
    sign_in(client, person())
    shown = text_of(page_of(client))
    assert "淇滨区 <b>2</b>家" in shown
    assert "浚县 <b>1</b>家" in shown
    own = text_of(page_of(client, "?county=410621"))
    assert found["far"].name in own
    assert found["near"].name not in own


def test_a_rung_without_published_numbers_has_no_list(client):
    TierFactory(code="gazelle", programme="gazelle")
    region = RegionFactory(city_of_hebi=True)
    sign_in(client, person(region=region))
    assert client.get(reverse("pools:near", args=["gazelle"])).status_code == 404


def test_the_file_holds_the_same_rows_in_the_same_order(client):
    found = city()
    sign_in(client, person())
    answer = page_of(client, "?format=xlsx")
    if answer.status_code != 200 or "spreadsheet" not in answer["Content-Type"]:
        answer = client.post(reverse("pools:near", args=["tech_sme"]) + "?format=xlsx")
    rows = list(
        load_workbook(
            io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        ).active.values
    )
    names = [row[0] for row in rows if row[0] in {one.name for one in found.values()}]
    assert names == [found["near"].name, found["far"].name, found["twice"].name]


@pytest.mark.parametrize("firms", [1, 3])
def test_the_list_costs_the_same_for_one_firm_and_for_three(client, firms, django_assert_num_queries):
    for _ in range(firms):
        firm(tech_staff_6m_e4=10 * PERSON, rd_deductible_fen=100 * WAN)
    rulings = rulings_on(ON)
    for chunk in plan(rulings, on=ON):
        run(chunk, rulings=rulings, on=ON)
    sign_in(client, person())
    page_of(client)
    with django_assert_num_queries(11 if connection.vendor == "postgresql" else 18):
        page_of(client)
