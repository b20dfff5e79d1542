"""The page of an estimate: counts, counties, firms in scope, and the button that asks for a new one."""

from datetime import date

import pytest
from freezegun import freeze_time

from cultivation.pools.actions.preview_impact import preview_impact
from policies.models import Draft
from portal.accounts.roles import Role
from portal.jobs.models import Job
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import PERSON, AnnualReportFactory, EnterpriseFactory
from tests.factories.policies import AT, DraftFactory, release, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with freeze_time("2026-11-22 04:00:00"):
        yield


def firm(staff: int, **fields):
    made = EnterpriseFactory(**fields)
    AnnualReportFactory(enterprise=made, staff_e4=staff * PERSON)
    return made


def estimated(*staff: int, in_force: bool = True) -> Draft:
    if in_force:
        release()
    for number in staff:
        firm(number)
    draft = DraftFactory(text=text(("value = 500", "value = 300"), ('"2026"', '"2026-2"')))
    preview_impact(draft, on=date(2026, 11, 22), at=AT, by=person())
    return draft


def page(client, user, draft, query="", status=200):
    client.force_login(user)
    answer = client.get(f"/w/rules/drafts/{draft.ref}/impact/{query}")
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_tells_how_many_move_where_and_who(client):
    inside = firm(400, in_xun=True)
    draft = estimated(100, 400, 600)
    shown = page(client, person(Role.LEADER), draft)
    assert "试算4家，2家结论会变" in shown
    assert "浚县" in shown and "达标→不达标1家" in shown
    assert f"/w/enterprises/{inside.ref}/" in shown
    assert "重新预估" not in shown and "已经过时" not in shown
    assert "重新预估" in page(client, person(Role.SECTION), draft)


def test_the_list_is_narrowed_by_county_and_by_move(client):
    inside = firm(400, in_xun=True)
    draft = estimated(400, 600)
    of_xun = page(client, person(), draft, "?county=410621")
    assert "共<b>1</b>家" in of_xun and inside.name in of_xun
    assert "共<b>2</b>家" in page(client, person(), draft, "?was=1&now=0")
    assert "没有符合条件的企业" in page(client, person(), draft, "?was=0&now=1&county=none")
    assert "共<b>2</b>家" in page(client, person(), draft, "?county=131000&was=none")


def test_a_first_verdict_is_told_as_one(client):
    firm(100, without_county=True)
    draft = estimated(100, in_force=False)
    shown = page(client, person(), draft)
    assert "无规则→达标1家" in shown and "未定县区" in shown
    assert "共<b>2</b>家" in page(client, person(), draft, "?was=9")
    assert "共<b>1</b>家" in page(client, person(), draft, "?county=none")


def test_nobody_moved_is_said_in_words(client):
    draft = estimated(100)
    shown = page(client, person(), draft)
    assert "试算1家，没有一家结论会变" in shown and "<table" not in shown


def test_an_estimate_of_an_older_text_says_so_and_a_closed_draft_is_past(client):
    draft = estimated(100)
    Draft.objects.filter(pk=draft.pk).update(text=draft.text.replace("value = 300", "value = 299"))
    assert "下面的数已经过时，请重新预估" in page(client, person(), draft)
    Draft.objects.filter(pk=draft.pk).update(state="published")
    shown = page(client, person(), draft)
    assert "这份草稿已经办结" in shown and "重新预估</button>" not in shown


def test_a_text_that_does_not_load_is_not_estimated(client):
    draft = DraftFactory(text="= broken")
    shown = page(client, person(), draft)
    assert "还没有预估过" in shown and "开始预估" not in shown
    answer = client.post(f"/w/rules/drafts/{draft.ref}/impact/", follow=True)
    assert "规则文本有错，改好后才能做影响预估" in answer.content.decode()


def test_the_button_starts_the_job(client):
    draft = DraftFactory()
    client.force_login(person(Role.SECTION))
    answer = client.post(f"/w/rules/drafts/{draft.ref}/impact/")
    assert answer["Location"] == f"/w/jobs/{Job.objects.get().ref}/"
    client.force_login(person(Role.LEADER))
    assert client.post(f"/w/rules/drafts/{draft.ref}/impact/").status_code == 403


def test_a_stranger_finds_nothing(client):
    page(client, stranger(), estimated(400), status=404)


@pytest.mark.parametrize("many", [1, 3])
def test_more_firms_take_no_more_queries(client, many, django_assert_num_queries):
    draft = estimated(*[400] * many)
    user = person()
    page(client, user, draft)
    with django_assert_num_queries(9):
        assert f"共<b>{many}</b>家" in client.get(f"/w/rules/drafts/{draft.ref}/impact/").content.decode()
