"""Rows that a bulk deed has used up are no longer chosen."""

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.journeys.desk import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_assigning_chosen_enterprises_uses_the_choice_up_and_turning_back_keeps_it(page, context, live_server):
    officer = person(Role.BUREAU_ADMIN)
    specialist = person(Role.SPECIALIST, bureau=officer.bureau)
    for _ in range(3):
        EnterpriseFactory()
    sign_in(context, live_server.url, officer)
    page.goto(f"{live_server.url}/w/enterprises/")
    rows = page.locator("[data-select]")
    rows.nth(0).check()
    rows.nth(1).check()
    page.get_by_role("button", name="批量分派").click()
    page.get_by_role("link", name="不分派，返回").click()
    expect(page.locator("[data-bulk-count] b")).to_have_text("2")
    page.get_by_role("button", name="批量分派").click()
    page.get_by_label("包联人").select_option(specialist.ref)
    page.get_by_role("button", name="确认分派2家").click()
    expect(page.get_by_text("已把2家分派给")).to_be_visible()
    expect(page.locator("[data-bulk]")).to_have_attribute("data-empty", "")
    assert page.locator("[data-select]:checked").count() == 0
