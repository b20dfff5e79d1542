"""Entering and leaving: dated, with reasons, kept for good, independent on each ladder."""

from datetime import date

import pytest

from cultivation.pools.actions.enter import CannotEnter, Place, enter, enter_many
from cultivation.pools.actions.leave import CannotLeave, Departure, leave, leave_many
from cultivation.pools.models import Membership, MembershipChange
from enterprises.enums import EnterpriseStatus
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory
from tests.factories.pools import TODAY, MembershipFactory, TierFactory

pytestmark = pytest.mark.django_db


def entered(firm, tier=None, **given):
    facts = {"entered_on": TODAY, "reason": "科室推荐", "note": "鹤科〔2026〕15号", "on": TODAY, "by": person()} | given
    return enter(firm, tier=tier or TierFactory(), **facts)


def test_an_entry_by_hand_keeps_reason_document_change_and_log():
    membership = entered(EnterpriseFactory())
    assert membership.evidence == {"basis": "hand", "note": "鹤科〔2026〕15号", "reason": "科室推荐"}
    change = MembershipChange.objects.get(membership=membership)
    assert (change.was, change.now, change.reason) == ("", "active", "科室推荐")
    entry = Entry.objects.get(deed="membership.entered")
    assert (entry.subject_ref, entry.reason, entry.after["tier"]) == (membership.ref, "科室推荐", "hnte")


def test_one_firm_holds_a_place_on_both_ladders_and_moving_on_one_leaves_the_other():
    firm, by = EnterpriseFactory(), person()
    high_tech = entered(firm)
    growth = entered(firm, TierFactory(small_to_scale=True))
    leave(growth, left_on=TODAY, reason="年度复核", on=TODAY, by=by)
    high_tech.refresh_from_db()
    assert (high_tech.state, high_tech.left_on) == ("active", None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "请填写原因"),
        ({"note": ""}, "请填写依据"),
        ({"entered_on": date(2026, 11, 23)}, "在将来"),
        ({"entered_on": date(2016, 1, 1)}, "早于.*成立日期"),
        ({"reason": "字" * 201}, "最多200个字"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(given, said):
    with pytest.raises(CannotEnter, match=said):
        entered(EnterpriseFactory(), **given)
    assert not Membership.objects.exists()


def test_a_retro_dated_entry_asks_for_a_reason():
    place = Place(EnterpriseFactory(), TierFactory(), date(2026, 11, 21))
    with pytest.raises(CannotEnter, match="早于今天，补录请填写原因"):
        enter_many([place], on=TODAY, by=person())


def test_nobody_enters_twice_nor_before_they_last_left():
    firm, tier = EnterpriseFactory(), TierFactory()
    first = entered(firm, tier, entered_on=date(2026, 3, 1))
    with pytest.raises(CannotEnter, match="已在“高新技术企业”库内"):
        entered(firm, tier)
    leave(first, left_on=date(2026, 9, 1), reason="到期", on=TODAY, by=person())
    with pytest.raises(CannotEnter, match="不能早于这一天"):
        entered(firm, tier, entered_on=date(2026, 8, 31))
    entered(firm, tier, entered_on=date(2026, 9, 1))
    assert Membership.objects.filter(enterprise=firm).count() == 2


def test_a_cancelled_firm_and_one_of_another_city_are_refused():
    with pytest.raises(CannotEnter, match="只有存续企业"):
        entered(EnterpriseFactory(status=EnterpriseStatus.CANCELLED))
    with pytest.raises(CannotEnter, match="不在该市"):
        entered(EnterpriseFactory(elsewhere=True), TierFactory(small_to_scale=True))


def test_a_certificate_of_another_firm_proves_nothing():
    with pytest.raises(CannotEnter, match=r"不是.*的"):
        entered(EnterpriseFactory(), certificate=CertificateFactory())


def test_many_are_entered_all_or_none():
    tier = TierFactory()
    firms = [EnterpriseFactory(), EnterpriseFactory(status=EnterpriseStatus.MOVED_OUT)]
    with pytest.raises(CannotEnter):
        enter_many([Place(firm, tier, TODAY) for firm in firms], on=TODAY, by=person())
    assert not Membership.objects.exists()
    with pytest.raises(CannotEnter, match="出现了两次"):
        enter_many([Place(firms[0], tier, TODAY), Place(firms[0], tier, TODAY)], on=TODAY, by=person())


def test_many_entries_leave_as_many_changes_and_log_entries(django_assert_max_num_queries):
    places = [Place(EnterpriseFactory(), TierFactory(), TODAY) for _ in range(3)]
    by = person()
    with django_assert_max_num_queries(9):
        memberships = enter_many(places, on=TODAY, by=by)
    assert MembershipChange.objects.filter(membership__in=memberships).count() == 3
    assert Entry.objects.filter(deed="membership.entered").count() == 3


def test_leaving_writes_an_end_and_deletes_nothing():
    membership, by = MembershipFactory(), person()
    leave(membership, left_on=date(2026, 10, 1), reason="证书到期未续", on=TODAY, by=by)
    membership.refresh_from_db()
    assert (membership.state, membership.left_on, membership.left_reason) == (
        "ended",
        date(2026, 10, 1),
        "证书到期未续",
    )
    assert [change.now for change in membership.changes.all()] == ["active", "ended"]
    with pytest.raises(CannotLeave, match="已于2026-10-01退出"):
        leave(membership, left_on=TODAY, reason="再退", on=TODAY, by=by)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": ""}, "请填写原因"),
        ({"left_on": date(2026, 12, 1)}, "在将来"),
        ({"left_on": date(2026, 2, 1)}, "早于入库日期"),
    ],
)
def test_a_departure_that_cannot_be_is_refused(given, said):
    membership = MembershipFactory()
    with pytest.raises(CannotLeave, match=said):
        leave_many([Departure(membership, **({"left_on": TODAY, "reason": "复核"} | given))], on=TODAY, by=person())
    membership.refresh_from_db()
    assert membership.left_on is None


def test_in_the_pool_on_a_day_begins_with_the_entry_and_ends_before_the_departure():
    membership = MembershipFactory(ended=True)
    days = {
        day: Membership.objects.on(day).filter(pk=membership.pk).exists()
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))
    }
    assert list(days.values()) == [False, True, True, False]
