"""分类与梯次 on the pages: counts open their lists, a place tells its history, deeds answer and come back."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.actions.enter import enter
from cultivation.pools.actions.keep_sorting import load_sortings
from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.models import Membership, Sorting, Standing, Submission, Tier
from enterprises.models import AnnualReport
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.cultivation.pools.recompute.test_recompute import described
from tests.factories.accounts import person
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        RegionFactory(city_of_hebi=True)
        load_ladders(by=system_user())
        load_sortings(by=system_user())
        yield


@pytest.fixture
def officer(client):
    user = person(Role.SECTION)
    client.force_login(user)
    return user


def put_in(firm, **figures):
    AnnualReport.objects.filter(enterprise=firm).update(**figures)
    return enter(
        firm,
        tier=Tier.objects.get(code="tech_sme"),
        entered_on=ON,
        reason="列为培育对象",
        note="鹤科〔2026〕15号",
        on=ON,
        by=person(),
    )


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_each_count_opens_the_list_of_as_many(client, officer):
    for figures in ({}, {"rd_deductible_fen": 0}, {"rd_deductible_fen": None}):
        put_in(described(), **figures)
    put_in(described(founded_on=date(2025, 8, 1)))
    answer = client.get(reverse("pools:pipeline", args=["tech_sme"]))
    context = answer.context
    assert context["everybody"] == sum(count for _, count, _, _ in context["classes"]) == context["page"].total == 4
    for _, count, url, *_ in [*context["classes"], *context["stages"]]:
        assert client.get(reverse("pools:pipeline", args=["tech_sme"]) + url).context["page"].total == count
    assert "2026年还没有推荐，没有通过率" in text_of(answer)


def test_a_pool_that_is_not_sorted_has_no_such_page(client, officer):
    assert client.get(reverse("pools:pipeline", args=["gazelle"])).status_code == 404
    assert "分类与梯次" not in text_of(client.get(reverse("pools:pool", args=["gazelle"])))


def test_a_place_tells_its_class_and_takes_year_submission_and_result(client, officer):
    place = put_in(described(), rd_deductible_fen=0)
    address = reverse("pools:membership", args=[place.ref])
    shown = text_of(client.get(address))
    assert "研发投入强度" in shown
    assert "短板" in shown
    refused = client.post(reverse("pools:set_target_year", args=[place.ref]), {"year": "明年"}, follow=True)
    assert "“明年”不是年份，应为4位数字，例如2027" in text_of(refused)
    client.post(reverse("pools:set_target_year", args=[place.ref]), {"year": "2029", "reason": "企业要求"})
    assert Standing.objects.get(membership=place, is_current=True).target_year == 2029
    bad = client.post(reverse("pools:submit_member", args=[place.ref]), {"submitted_on": "明天"}, follow=True)
    assert "推荐日期“明天”不是日期" in text_of(bad)
    client.post(reverse("pools:submit_member", args=[place.ref]), {"submitted_on": "2026-11-22", "batch": "第2批"})
    made = Submission.objects.get()
    client.post(
        reverse("pools:settle_member", args=[place.ref, made.pk]), {"state": "accepted", "decided_on": "2026-11-22"}
    )
    made.refresh_from_db()
    assert made.state == "accepted"
    shown = text_of(client.get(address))
    assert "2026-11-22推荐，通过" in shown
    assert "企业要求" in shown
    assert "通过率1/1" in text_of(client.get(reverse("pools:pipeline", args=["tech_sme"])))


def test_a_new_sorting_is_given_by_a_form(client, officer):
    address = reverse("pools:sorting", args=["tech_sme"])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed |= {"source": "鹤科〔2026〕20号", "valid_from": "2026-12-01", "months_founded": "36"}
    assert client.post(address, {**typed, "months_founded": "0"}).status_code == 422
    assert client.post(address, {**typed, "lines_rd": []}).status_code == 422
    answer = client.post(address, typed)
    assert answer.status_code == 302
    made = Sorting.objects.get(tier__code="tech_sme", city__isnull=False)
    general = Sorting.objects.get(tier__code="tech_sme", city=None)
    assert (made.classes, made.dimensions) == (general.classes, general.dimensions)
    assert [each["when"] for each in made.stages] == ["submitted", "class:this_year", "younger:36", "rest"]


@pytest.mark.parametrize("where", ["pool", "place"])
def test_the_pages_cost_the_same_for_one_and_for_three(client, officer, where):
    first = put_in(described())
    address = {
        "pool": reverse("pools:pipeline", args=["tech_sme"]),
        "place": reverse("pools:membership", args=[first.ref]),
    }[where]

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    one = cost()
    put_in(described())
    put_in(described())
    for number in range(2):
        Submission.objects.create(membership=first, submitted_on=ON, batch=f"第{number}批", state="refused", by=officer)
    assert cost() == one
    assert Membership.objects.count() == 3
