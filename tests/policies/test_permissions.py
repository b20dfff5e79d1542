"""Who may write, estimate and review rules."""

import pytest

from policies.permissions import can_draft, can_draft_for, can_edit, can_preview, can_review
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.policies import DraftFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

DRAFTERS = {Role.BUREAU_ADMIN, Role.SECTION}


@pytest.mark.parametrize("role", Role.values)
def test_the_bureaus_administrator_and_sections_draft(role):
    assert can_draft(person(role)) is (role in DRAFTERS)
    assert can_draft_for(person(role), RegionFactory(county_qibin=True)) is (role in DRAFTERS)


def test_the_portal_itself_drafts_for_any_city_or_county_and_for_nothing_else():
    assert can_draft_for(system_user(), RegionFactory(other_city=True))
    assert not can_draft_for(system_user(), RegionFactory(province=True))
    assert not can_draft_for(system_user(), RegionFactory(zone_of_hebi=True))


def test_a_drafter_without_territory_reaches_nothing():
    user = person(Role.SECTION)
    user.acting = type(user.acting)(role=Role.SECTION, capabilities=user.acting.capabilities)
    assert not can_draft_for(user, RegionFactory(city_of_hebi=True))


@pytest.mark.parametrize(
    ("state", "edited", "estimated"),
    [
        ("editing", True, True),
        ("returned", True, True),
        ("submitted", False, True),
        ("published", False, False),
        ("withdrawn", False, False),
    ],
)
def test_what_may_be_done_depends_on_where_the_draft_stands(state, edited, estimated):
    draft = DraftFactory(state=state)
    assert (can_edit(person(), draft), can_preview(person(), draft)) == (edited, estimated)
    assert not can_edit(stranger(), draft) and not can_preview(stranger(), draft)


def test_a_second_person_of_the_same_territory_reviews():
    draft = DraftFactory(state="submitted")
    assert can_review(person(), draft)
    assert not can_review(person(), DraftFactory(state="editing"))
    assert not can_review(stranger(), draft)
    assert not can_review(person(Role.SECTION), draft)
    for hand in ("author", "submitted_by"):
        user = person()
        assert not can_review(user, DraftFactory(state="submitted", **{hand: user}))
    editor = person()
    draft.editors.add(editor)
    assert not can_review(editor, draft)
