"""一企一策: drawn from a way, one a year, signed and then only replaced; how far it has come is read from the facts."""

from datetime import date, timedelta

import pytest

from cultivation.pools.actions.draw_up_plan import CannotPlan, Charge, Own, draw_up, revise_plan
from cultivation.pools.actions.note_progress import CannotNote, note_progress
from cultivation.pools.actions.settle_plan import CannotSettle, acknowledge_plan, sign_plan
from cultivation.pools.enums import PlanState
from cultivation.pools.evidence.plan import REACHED, SHORT, UNKNOWN, figure_state, measures_now, month_end, offers
from cultivation.pools.models import FirmPlan
from enterprises.models import AnnualReport
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import PERSON, described
from tests.factories.accounts import person
from tests.factories.jobs import AT

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
DECEMBER = date(2026, 12, 31)


def report(enterprise, **figures):
    AnnualReport.objects.filter(enterprise=enterprise, fiscal_year=2025).update(**figures)


@pytest.fixture
def firm():
    made = described()
    report(made, tech_staff_6m_e4=5 * PERSON, rd_deductible_fen=0)
    return made


def charge(**given):
    return Charge(**{"owner": None, "due_on": DECEMBER, "evidence": "研发辅助账", **given})


def drawn(firm, way=0, *, by=None, year=2026, **given):
    offered = offers(firm, "tech_sme", on=ON)
    chosen = offered.ways[way]
    charges = given.pop("charges", None) or [charge() for _ in chosen.measures]
    return draw_up(firm, offered, chosen, charges, year=year, on=ON, at=AT, by=by or person(), **given)


def test_a_plan_holds_the_measures_of_the_chosen_way_and_what_they_rest_on(firm):
    officer = person()
    offered = offers(firm, "tech_sme", on=ON)
    plan = drawn(firm, charges=[charge(owner=officer) for _ in offered.ways[0].measures])
    assert (plan.state, plan.version, plan.year, plan.on) == (PlanState.DRAFT, 1, 2026, ON)
    assert plan.pack_digest == offered.found.explanation.digest
    assert plan.standing == offered.found.explanation.sentence
    kept = [(each.title, each.text, tuple(each.figures), each.owner_name) for each in plan.measures.all()]
    assert kept == [(each.title, each.text, each.figures, officer.full_name) for each in offered.ways[0].measures]
    assert Entry.objects.filter(deed="plan.drawn_up", subject_ref=plan.ref).exists()


def test_every_way_of_the_diagnosis_is_offered_and_each_has_its_own_key(firm):
    ways = offers(firm, "tech_sme", on=ON).ways
    assert len(ways) > 1
    assert len({way.key for way in ways}) == len(ways)
    assert offers(firm, "tech_sme", on=ON).ways == ways
    report(firm, tech_staff_6m_e4=6 * PERSON)
    assert not {way.key for way in offers(firm, "tech_sme", on=ON).ways} & {way.key for way in ways}


def test_missing_figures_are_a_way_of_their_own(firm):
    report(firm, sales_fen=None, cost_expense_fen=None)
    last = offers(firm, "tech_sme", on=ON).ways[-1]
    assert any(each.title == "补齐销售收入" for each in last.measures)
    assert all(each.figures[0]["was"] is None for each in last.measures)


def test_one_that_passes_is_offered_nothing():
    assert offers(described(), "tech_sme", on=ON).ways == ()


def test_a_second_plan_of_the_year_is_refused_and_named(firm):
    first = drawn(firm)
    with pytest.raises(CannotPlan, match=r"2026年已有.*第1版，草案") as refusal:
        drawn(firm, 1)
    assert (refusal.value.plan, refusal.value.field) == (first, "year")
    assert FirmPlan.objects.count() == 1
    assert drawn(firm, year=2027).year == 2027


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due_on": date(2026, 10, 31)}, "时限2026年10月已经过去，请选2026年11月或以后"),
        ({"evidence": "  "}, "用什么证明"),
    ],
)
def test_a_measure_without_month_or_proof_is_refused(firm, given, sentence):
    ways = offers(firm, "tech_sme", on=ON).ways
    with pytest.raises(CannotPlan, match=sentence):
        drawn(firm, charges=[charge(**given) for _ in ways[0].measures])
    assert not FirmPlan.objects.exists()


def test_a_draft_is_rewritten_and_a_signed_plan_replaced_with_its_progress(firm):
    officer = person()
    plan = drawn(firm)
    charges = [charge(evidence="台账") for _ in plan.measures.all()]
    same = revise_plan(plan, charges, own=[Own("请专家上门", charge())], on=ON, at=AT, by=officer)
    assert (same.pk, same.version, same.measures.count()) == (plan.pk, 1, len(charges) + 1)
    assert same.measures.first().evidence == "台账"

    signed = sign_plan(same, at=AT, by=officer)
    acknowledge_plan(signed, at=AT, by=officer)
    note_progress(signed.measures.first(), state="doing", text="已立项", on=ON, at=AT, by=officer)
    charges = [charge(due_on=date(2027, 3, 31)) for _ in signed.measures.all()]
    with pytest.raises(CannotPlan, match="写明原因"):
        revise_plan(signed, charges, on=ON, at=AT, by=officer)
    following = revise_plan(signed, charges, reason="申报年度调整", on=ON, at=AT, by=officer)
    signed.refresh_from_db()
    assert (following.version, following.previous, following.state) == (2, signed, PlanState.DRAFT)
    assert (signed.state, signed.measures.first().due_on) == (PlanState.REPLACED, DECEMBER)
    assert following.acknowledged_at is None
    first = following.measures.first()
    assert (first.state, [note.text for note in first.notes.all()]) == ("doing", ["已立项"])
    with pytest.raises(CannotPlan, match="已被新版代替"):
        revise_plan(signed, charges, reason="再改", on=ON, at=AT, by=officer)


def test_it_is_signed_once_and_acknowledged_after_that_once(firm):
    plan = drawn(firm)
    with pytest.raises(CannotSettle, match="签发后企业才能确认"):
        acknowledge_plan(plan, at=AT, by=person())
    signed = sign_plan(plan, at=AT, by=person())
    with pytest.raises(CannotSettle, match="已签发，不用再签发"):
        sign_plan(signed, at=AT, by=person())
    acknowledge_plan(signed, at=AT, by=person())
    with pytest.raises(CannotSettle, match="已经确认过"):
        acknowledge_plan(signed, at=AT, by=person())


def test_progress_is_noted_on_a_signed_plan_with_a_reason_for_giving_up(firm):
    plan = drawn(firm)
    measure = plan.measures.first()
    with pytest.raises(CannotNote, match="签发后的现行版才登记进展"):
        note_progress(measure, state="doing", on=ON, at=AT, by=person())
    sign_plan(plan, at=AT, by=person())
    for given, sentence in (
        ({"state": "dropped"}, "写明原因"),
        ({"state": "planned"}, "没有变化"),
        ({"state": "finished"}, "没有“finished”这种进展"),
        ({"state": "doing", "text": "说" * 301}, "说明有301个字，最多300个字"),
    ):
        with pytest.raises(CannotNote, match=sentence):
            note_progress(measure, on=ON, at=AT, by=person(), **given)
    note_progress(measure, state="dropped", text="企业今年不申报", on=ON, at=AT, by=person())
    measure.refresh_from_db()
    assert measure.state == "dropped"


def test_what_was_done_is_read_from_the_facts_and_not_typed(firm):
    plan = drawn(firm)
    moved = [figure["word"] for measure in plan.measures.all() for figure in measure.figures]
    assert {each.state for each in measures_now(plan, on=ON)} == {SHORT}
    figure = plan.measures.first().figures[0]
    column = {"tech_staff_6m": "tech_staff_6m_e4", "rd_deductible": "rd_deductible_fen"}[moved[0]]
    report(firm, **{column: figure["was"] + figure["amount"]})
    assert measures_now(plan, on=ON)[0].state == REACHED
    report(firm, **{column: None})
    assert measures_now(plan, on=ON)[0].state == UNKNOWN


@pytest.mark.parametrize(
    ("was", "amount", "now", "state"),
    [
        (10, 5, 15, REACHED),
        (10, 5, 14, SHORT),
        (10, -5, 5, REACHED),
        (10, -5, 6, SHORT),
        (10, 5, None, UNKNOWN),
        (None, 0, 0, REACHED),
        (None, 0, None, UNKNOWN),
    ],
)
def test_a_figure_is_reached_to_the_last_unit(was, amount, now, state):
    assert figure_state({"was": was, "amount": amount}, now) == state


def test_a_measure_is_late_only_while_it_is_open(firm):
    plan = sign_plan(drawn(firm), at=AT, by=person())
    later = DECEMBER + timedelta(days=1)
    assert not any(each.is_late for each in measures_now(plan, on=DECEMBER))
    assert all(each.is_late for each in measures_now(plan, on=later))
    note_progress(plan.measures.first(), state="done", on=ON, at=AT, by=person())
    assert not measures_now(FirmPlan.objects.get(), on=later)[0].is_late


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 12, date(2026, 12, 31)), (2027, 2, date(2027, 2, 28)), (2028, 2, date(2028, 2, 29))],
)
def test_a_month_ends_on_its_last_day(year, month, day):
    assert month_end(year, month) == day
