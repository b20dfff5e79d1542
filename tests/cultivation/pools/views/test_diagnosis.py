"""预诊断 (W05) and the panel: what is shown is what the engine says, and it costs the same for every enterprise."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.actions.load_ladders import load_ladders
from enterprises.models import AnnualReport
from portal.accounts.roles import Role
from tests.cultivation.pools.recompute.test_recompute import PERSON, WAN, described
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


def sign_in(client, user):
    client.force_login(user, backend="portal.accounts.backends.People")
    return client


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def page_of(client, enterprise, programme="tech_sme"):
    return client.get(reverse("pools:diagnosis", args=[enterprise.ref, programme]))


def test_the_verdict_stands_in_one_sentence_with_the_law_and_the_day(client):
    enterprise = described()
    shown = text_of(page_of(sign_in(client, person()), enterprise))
    assert "现在70分，入库线60分，已过线。门槛条件9项全部达标。" in shown
    assert "国科发政〔2017〕115号" in shown
    assert "截至 2026-11-22" in shown


def test_a_gap_is_named_with_who_can_supply_it_and_is_no_failure(client):
    enterprise = described()
    AnnualReport.objects.filter(enterprise=enterprise).update(assets_fen=None)
    shown = text_of(page_of(sign_in(client, person()), enterprise))
    assert "还缺1个数据" in shown
    assert "资产总额" in shown
    assert "由企业年报提供" in shown
    assert "门槛条件9项：8项达标，1项缺数据。" in shown
    assert "不达标 暂不能入库" not in shown


def test_the_distance_is_in_people_and_the_source_is_named(client):
    enterprise = described()
    AnnualReport.objects.filter(enterprise=enterprise).update(tech_staff_6m_e4=9 * PERSON, rd_deductible_fen=100 * WAN)
    shown = text_of(page_of(sign_in(client, person()), enterprise))
    assert "+4分：内部认定1人，或新招2人" in shown
    assert "2025年度报告（人工录入，已提交）" in shown
    assert "2026-10-01核对知识产权台账" in shown


def test_who_may_not_revise_is_not_led_to_a_form(client):
    enterprise = EnterpriseFactory()
    url = reverse("enterprises:report", args=[enterprise.ref, 2025])
    assert url in page_of(sign_in(client, person()), enterprise).content.decode()
    leader = page_of(sign_in(client, person(Role.LEADER)), enterprise)
    assert leader.status_code == 200
    assert url not in leader.content.decode()


def test_strangers_and_unknown_programmes_find_nothing(client):
    enterprise = described()
    assert page_of(sign_in(client, stranger()), enterprise).status_code == 404
    assert page_of(sign_in(client, person()), enterprise, "no_such_programme").status_code == 404


def test_the_page_costs_the_same_whatever_is_on_file(client, django_assert_num_queries):
    sign_in(client, person())
    bare, full = EnterpriseFactory(), described()
    for year in (2023, 2024):
        AnnualReport.objects.create(enterprise=full, fiscal_year=year, sales_fen=WAN)
    page_of(client, bare)  # the first page of a session also writes the session
    # PostgreSQL copies the facts past Django's cursor, so those reads are not counted there.
    budget = 12 if connection.vendor == "postgresql" else 20
    for enterprise in (bare, full):
        with django_assert_num_queries(budget):
            page_of(client, enterprise)


def test_the_panel_shows_every_ladder_and_every_programme_lowest_first(client):
    officer = person()
    load_ladders(by=officer)
    enterprise = described()
    answer = sign_in(client, officer).get(reverse("pools:panel", args=[enterprise.ref]), headers={"HX-Request": "true"})
    shown = text_of(answer)
    assert shown.index("科技型企业梯次培育") < shown.index("微成长、小升规、高变强")
    assert shown.index("科技型中小企业评价") < shown.index("高新技术企业认定")
    assert "现在70分" in shown


def test_the_panel_opened_without_script_leads_to_the_first_diagnosis(client):
    officer = person()
    load_ladders(by=officer)
    enterprise = described()
    answer = sign_in(client, officer).get(reverse("pools:panel", args=[enterprise.ref]))
    assert answer.status_code == 302
    assert answer.url == reverse("pools:diagnosis", args=[enterprise.ref, "tech_sme"])
