"""The page of 补充情况: groups, an empty field is unknown, errors stay at their field, the firm may say it too."""

from datetime import date

import pytest
from django.urls import reverse

from enterprises.models import Statement
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, MemberFactory

pytestmark = pytest.mark.django_db


def address(firm, group="market"):
    return reverse("enterprises:statements", args=[firm.ref]) + f"?group={group}"


def current(firm):
    return dict(Statement.objects.filter(enterprise=firm, is_current=True).values_list("item", "value"))


def test_a_group_is_saved_and_the_next_one_follows(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    answer = client.post(address(firm), {"niche_since": "2019年5月1日", "fills_gap": "no", "next": "1"})
    assert (answer.status_code, answer.url) == (302, address(firm, "quality"))
    assert current(firm) == {"niche_since": (date(2019, 5, 1) - date(1970, 1, 1)).days, "fills_gap": 0}
    shown = client.get(address(firm)).content.decode()
    assert "2/7" in shown
    assert "现为2019-05-01（人工录入" in shown


def test_money_is_typed_in_its_unit_and_shown_again(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    client.post(address(firm, "capital"), {"equity_raised": "1,200.5", "valuation_usd": "3500", "is_listed": "yes"})
    assert current(firm) == {"equity_raised": 1_200_500_000, "valuation_usd": 3_500_000_000, "is_listed": 1}
    shown = client.get(address(firm, "capital")).content.decode()
    assert "现为1,200.50万元" in shown
    assert "现为3,500.00万美元" in shown


def test_a_blank_field_keeps_what_is_held_and_only_a_mark_takes_it_back(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    client.post(address(firm, "capital"), {"equity_raised": "1,200.5", "is_listed": "no"})
    client.post(address(firm, "capital"), {"valuation_usd": "3500"})
    assert current(firm) == {"equity_raised": 1_200_500_000, "valuation_usd": 3_500_000_000, "is_listed": 0}
    client.post(address(firm, "capital"), {"unknown": ["equity_raised"]})
    assert current(firm) == {"equity_raised": None, "valuation_usd": 3_500_000_000, "is_listed": 0}


def test_an_item_both_filled_in_and_marked_as_unknown_is_refused(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    client.post(address(firm, "capital"), {"equity_raised": "1"})
    answer = client.post(address(firm, "capital"), {"equity_raised": "2", "unknown": ["equity_raised"]})
    assert answer.status_code == 422
    assert "请只留一种" in answer.content.decode()
    assert current(firm) == {"equity_raised": 1_000_000}


def test_what_it_rests_on_and_its_day_are_kept_and_shown(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    typed = {"maker_china_50": "yes", "as_of": "2024年2月29日", "evidence": "获奖公告", "reference": "工企函9号"}
    client.post(address(firm, "research"), typed)
    held = Statement.objects.get()
    assert (held.as_of, held.evidence, held.reference) == (date(2024, 2, 29), "获奖公告", "工企函9号")
    shown = client.get(address(firm, "research")).content.decode()
    assert "获奖公告（工企函9号）" in shown
    assert "2024-02-29" in shown


def test_a_day_to_come_is_refused_at_its_field(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    answer = client.post(address(firm, "quality"), {"has_own_brand": "yes", "as_of": "2999-01-01"})
    assert answer.status_code == 422
    assert not Statement.objects.exists()


def test_nothing_typed_changes_nothing(client):
    client.force_login(person())
    firm = EnterpriseFactory()
    client.post(address(firm, "quality"), {})
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("group", "item", "typed", "said"),
    [
        ("quality", "digital_level", "9", "1到4级"),
        ("market", "niche_since", "2999-01-01", "日期"),
        ("capital", "equity_raised", "很多", "实际填写“很多”"),
    ],
)
def test_what_cannot_be_true_comes_back_with_what_was_typed(client, group, item, typed, said):
    client.force_login(person())
    firm = EnterpriseFactory()
    answer = client.post(address(firm, group), {item: typed})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert typed in shown
    assert not Statement.objects.exists()


def test_the_firm_states_for_itself_and_that_is_said(client):
    firm = EnterpriseFactory()
    user = person(Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=user)
    client.force_login(user)
    client.post(address(firm), {"fills_gap": "yes"})
    assert Statement.objects.get().source == "reported"


def test_a_group_that_does_not_exist_is_not_found(client):
    client.force_login(person())
    assert client.get(address(EnterpriseFactory(), "shoes")).status_code == 404


def test_the_page_costs_the_same_for_much_and_for_nothing(client, django_assert_num_queries):
    client.force_login(person())
    bare, full = EnterpriseFactory(), EnterpriseFactory()
    client.post(address(full), {"niche_since": "2019-05-01", "fills_gap": "yes", "in_key_field": "no"})
    client.get(address(bare))
    for firm in (bare, full):
        with django_assert_num_queries(5):
            client.get(address(firm))
