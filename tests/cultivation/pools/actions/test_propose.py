"""What the system proposes, and that it proposes it once."""

from datetime import date, timedelta

import pytest

from cultivation.pools.actions.decide import CannotDecide, confirm, confirm_many, dismiss
from cultivation.pools.actions.propose import Proposed, propose_for
from cultivation.pools.enums import Outcome
from cultivation.pools.models import Membership, Proposal
from cultivation.pools.queries.criteria import rulebook
from enterprises.enums import EnterpriseStatus
from portal.accounts.queries import system_user
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory
from tests.factories.jobs import AT
from tests.factories.pools import TODAY, AssessmentFactory, MembershipFactory, TierFactory, national_ladder

pytestmark = pytest.mark.django_db


def proposed(*firms, on=TODAY):
    return propose_for([firm.pk for firm in firms], on=on, by=system_user())


def open_proposals(firm=None):
    rows = Proposal.objects.filter(state="open", **({"enterprise": firm} if firm else {}))
    return sorted(rows.values_list("tier__code", "kind", "reason"))


def bit_of(programme, code):
    return 1 << rulebook(programme, on=TODAY).criterion(code).bit


def test_a_valid_certificate_outside_the_pool_may_enter():
    national_ladder()
    firm = CertificateFactory(number="GR202441000007").enterprise
    assert proposed(firm) == Proposed(opened=1)
    assert open_proposals() == [("hnte", "enter", "持有效证书GR202441000007")]


def test_a_certificate_of_tomorrow_is_none_yet():
    TierFactory()
    firm = CertificateFactory(valid_from=TODAY + timedelta(days=1), valid_to=date(2029, 11, 22)).enterprise
    assert proposed(firm) == Proposed()


def test_an_eligible_firm_without_certificate_may_enter_and_one_to_be_confirmed_may_not():
    national_ladder()
    eligible = AssessmentFactory(eligible=True).enterprise
    to_confirm = AssessmentFactory(outcome=Outcome.MANUAL, gaps=0).enterprise
    proposed(eligible, to_confirm)
    assert open_proposals(eligible) == [("tech_sme", "enter", "预诊断达标，尚无有效证书")]
    assert open_proposals(to_confirm) == []


def test_near_names_the_one_criterion_that_is_missing():
    national_ladder()
    firm = AssessmentFactory(gaps=bit_of("hnte", "rd_ratio")).enterprise
    proposed(firm)
    assert open_proposals() == [("hnte", "near", "差1项：研发费用占比")]


@pytest.mark.parametrize(
    ("gaps", "unknowns"),
    [
        (("rd_ratio", "tech_staff"), ()),
        (("rd_ratio",), ("clean",)),
        ((), ("clean",)),
    ],
    ids=["two gaps", "a gap and an unknown", "only unknown"],
)
def test_near_asks_for_one_gap_and_nothing_unknown(gaps, unknowns):
    national_ladder()
    masks = {
        "gaps": sum(bit_of("hnte", code) for code in gaps),
        "unknowns": sum(bit_of("hnte", code) for code in unknowns),
    }
    firm = AssessmentFactory(outcome=Outcome.NOT_ELIGIBLE if gaps else Outcome.UNKNOWN, **masks).enterprise
    assert proposed(firm) == Proposed()


def test_how_near_is_data_of_the_rung():
    TierFactory(near_within=2)
    firm = AssessmentFactory(gaps=bit_of("hnte", "rd_ratio") | bit_of("hnte", "tech_staff")).enterprise
    proposed(firm)
    assert open_proposals() == [("hnte", "near", "差2项：科技人员占比、研发费用占比")]


@pytest.mark.parametrize(("days", "is_proposed"), [(180, True), (181, False), (0, True)])
def test_a_title_that_ends_within_180_days_is_expiring(days, is_proposed):
    tier = TierFactory()
    firm = CertificateFactory(number="GR202341000001", valid_to=TODAY + timedelta(days=days)).enterprise
    MembershipFactory(enterprise=firm, tier=tier)
    proposed(firm)
    assert [kind for _, kind, _ in open_proposals()] == (["expiring"] if is_proposed else [])


def test_a_lapsed_or_revoked_title_should_leave_and_a_new_one_should_not():
    tier = TierFactory()
    lapsed = CertificateFactory(expired=True, number="GR202141000001").enterprise
    revoked = CertificateFactory(number="GR202441000002", revoked_on=date(2026, 10, 1)).enterprise
    renewed = CertificateFactory(expired=True).enterprise
    CertificateFactory(enterprise=renewed)
    for firm in (lapsed, revoked, renewed):
        MembershipFactory(enterprise=firm, tier=tier)
    proposed(lapsed, revoked, renewed)
    assert open_proposals(lapsed) == [("hnte", "leave", "证书GR202141000001已于2024-10-27到期")]
    assert open_proposals(revoked) == [("hnte", "leave", "证书GR202441000002于2026-10-01被取消")]
    assert open_proposals(renewed) == []


def test_a_firm_that_exists_no_more_should_leave():
    membership = MembershipFactory(enterprise__status=EnterpriseStatus.CANCELLED)
    proposed(membership.enterprise)
    assert open_proposals() == [("hnte", "leave", "企业注销")]


def test_an_entry_by_verdict_should_leave_when_the_verdict_falls():
    assessment = AssessmentFactory()
    MembershipFactory(enterprise=assessment.enterprise, evidence={"basis": "eligible"})
    proposed(assessment.enterprise)
    assert open_proposals() == [("hnte", "leave", "入库依据不再成立：预诊断不达标")]


def test_running_twice_writes_and_records_nothing_the_second_time():
    national_ladder()
    firms = [CertificateFactory().enterprise, AssessmentFactory().enterprise]
    assert proposed(*firms).opened == 2
    entries = Entry.objects.count()
    assert proposed(*firms) == Proposed()
    assert Entry.objects.count() == entries


def test_a_situation_that_passes_lapses_and_may_come_back():
    TierFactory()
    assessment = AssessmentFactory()
    proposed(assessment.enterprise)
    type(assessment).objects.update(gaps=0, outcome=Outcome.MANUAL)
    assert proposed(assessment.enterprise) == Proposed(lapsed=1)
    type(assessment).objects.update(gaps=1 << 4, outcome=Outcome.NOT_ELIGIBLE)
    assert proposed(assessment.enterprise) == Proposed(opened=1)


def test_other_gaps_reword_the_open_proposal():
    TierFactory()
    assessment = AssessmentFactory(gaps=bit_of("hnte", "rd_ratio"))
    proposed(assessment.enterprise)
    type(assessment).objects.update(gaps=bit_of("hnte", "age"))
    assert proposed(assessment.enterprise) == Proposed(reworded=1)
    assert open_proposals() == [("hnte", "near", "差1项：注册成立时间")]


def test_what_was_dismissed_is_not_proposed_again_until_the_ground_changes():
    TierFactory()
    assessment = AssessmentFactory(gaps=bit_of("hnte", "rd_ratio"))
    proposed(assessment.enterprise)
    dismiss(Proposal.objects.get(), note="企业不申报", on=TODAY, by=person())
    assert proposed(assessment.enterprise) == Proposed()
    type(assessment).objects.update(gaps=bit_of("hnte", "age"))
    assert proposed(assessment.enterprise) == Proposed(opened=1)


def test_only_the_enterprises_asked_for_are_touched():
    TierFactory()
    firms = [CertificateFactory().enterprise for _ in range(3)]
    proposed(firms[0], firms[2])
    assert set(Proposal.objects.values_list("enterprise_id", flat=True)) == {firms[0].pk, firms[2].pk}


def test_a_long_run_of_neighbours_is_read_by_range_with_the_same_result(django_assert_num_queries):
    TierFactory()
    firm = CertificateFactory().enterprise
    outside = CertificateFactory().enterprise
    by = system_user()
    many = [firm.pk + number * 10_000 for number in range(600)]
    with django_assert_num_queries(10):
        propose_for(many, on=TODAY, by=by)
    assert list(Proposal.objects.values_list("enterprise_id", flat=True)) == [firm.pk]
    assert outside.pk not in many


def test_a_citys_own_ladder_proposes_nothing_elsewhere():
    TierFactory(small_to_scale=True, programme="hnte")
    here = AssessmentFactory().enterprise
    there = AssessmentFactory(enterprise=EnterpriseFactory(elsewhere=True)).enterprise
    proposed(here, there)
    assert open_proposals(here) != []
    assert open_proposals(there) == []


def test_confirming_an_entry_puts_the_firm_into_the_pool_with_its_certificate():
    TierFactory()
    certificate = CertificateFactory()
    proposed(certificate.enterprise)
    proposal = confirm(Proposal.objects.get(), on=TODAY, at=AT, by=person())
    membership = Membership.objects.get()
    assert (membership.certificate, membership.entered_on) == (certificate, TODAY)
    assert membership.evidence["basis"] == "certificate"
    assert (proposal.state, proposal.decided_on) == ("confirmed", TODAY)
    assert proposed(certificate.enterprise) == Proposed()


def test_confirming_an_entry_on_an_earlier_day_asks_for_a_note():
    TierFactory()
    proposed(CertificateFactory().enterprise)
    proposal = Proposal.objects.get()
    with pytest.raises(CannotDecide, match="早于今天") as refusal:
        confirm(proposal, entered_on=date(2026, 10, 1), on=TODAY, at=AT, by=person())
    assert refusal.value.field == "note"
    confirm(proposal, entered_on=date(2026, 10, 1), note="按会议纪要", on=TODAY, at=AT, by=person())
    assert Membership.objects.get().entered_on == date(2026, 10, 1)


def test_confirming_a_departure_ends_the_membership():
    membership = MembershipFactory(enterprise__status=EnterpriseStatus.CANCELLED)
    proposed(membership.enterprise)
    confirm(Proposal.objects.get(), on=TODAY, at=AT, by=person())
    membership.refresh_from_db()
    assert (membership.left_on, membership.left_reason) == (TODAY, "企业注销")


def test_confirming_near_changes_no_membership():
    TierFactory()
    proposed(AssessmentFactory().enterprise)
    confirm(Proposal.objects.get(), note="列为培育对象", on=TODAY, at=AT, by=person())
    assert not Membership.objects.exists()


def test_a_decision_is_made_once_and_the_second_person_is_told():
    TierFactory()
    proposed(CertificateFactory().enterprise)
    proposal = Proposal.objects.get()
    confirm(proposal, on=TODAY, at=AT, by=person())
    stale = Proposal(pk=proposal.pk, state="open")
    with pytest.raises(CannotDecide, match="已确认，没有再处理"):
        dismiss(stale, note="不申报", on=TODAY, by=person())


def test_many_are_confirmed_together_and_each_is_recorded():
    TierFactory()
    firms = [CertificateFactory().enterprise for _ in range(3)]
    proposed(*firms)
    decided = confirm_many(list(Proposal.objects.all()), on=TODAY, at=AT, by=person())
    assert (decided.done, decided.skipped) == (3, ())
    assert Membership.objects.count() == 3
    assert Entry.objects.filter(deed="proposal.decided").count() == 3


def test_one_refused_entry_leaves_all_undecided():
    TierFactory()
    firms = [CertificateFactory().enterprise for _ in range(2)]
    proposed(*firms)
    type(firms[1]).objects.filter(pk=firms[1].pk).update(status=EnterpriseStatus.CANCELLED)
    with pytest.raises(CannotDecide, match="只有存续企业"):
        confirm_many(list(Proposal.objects.all()), on=TODAY, at=AT, by=person())
    assert not Membership.objects.exists()
    assert Proposal.objects.filter(state="open").count() == 2


def test_a_dismissal_needs_a_reason():
    TierFactory()
    proposed(CertificateFactory().enterprise)
    with pytest.raises(CannotDecide, match="请写明原因"):
        dismiss(Proposal.objects.get(), note=" ", on=TODAY, by=person())
