"""Facts as columns: what is missing stays missing, dates decide what counts, and the calendar says when to look again."""

from datetime import date, timedelta

import pytest

from enterprises.enums import ComplianceKind, RecognitionKind, RightKind, Scheme
from enterprises.models import (
    AnnualReport,
    Certificate,
    ComplianceEvent,
    IntellectualProperty,
    ListCheck,
    Merit,
    Statement,
)
from enterprises.models.size_class import line_of, size_of
from enterprises.queries.bulk import MISSING, day_number
from enterprises.queries.columns import fact_columns, years_before
from tests.factories.enterprises import PERSON, WAN, EnterpriseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


def right(enterprise, number, kind=RightKind.UTILITY_MODEL, **given):
    fields = {"granted_on": date(2024, 1, 1), "serves_main_product": True, "acquisition": "own"} | given
    return IntellectualProperty.objects.create(
        enterprise=enterprise,
        kind=kind,
        right_class=IntellectualProperty.class_of(kind),
        number=number,
        name="一种装置",
        **fields,
    )


def single(enterprise, name, on=ON):
    return int(fact_columns(on=on, ids=[enterprise.pk]).single[name][0])


def test_rows_come_in_id_order_with_their_revision_and_only_those_asked_for():
    one, two, three = (EnterpriseFactory(fact_revision=revision) for revision in (4, 5, 6))
    facts = fact_columns(on=ON, low=one.pk, high=three.pk + 1, ids=[three.pk, one.pk])
    assert facts.ids.tolist() == [one.pk, three.pk]
    assert facts.revisions.tolist() == [4, 6]
    assert fact_columns(on=ON, low=two.pk, high=three.pk).ids.tolist() == [two.pk]
    assert fact_columns(on=ON, ids=[]).n == 0


def test_a_figure_nobody_gave_is_missing_and_a_zero_is_zero():
    enterprise = EnterpriseFactory()
    AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2025, sales_fen=0, rd_expense_fen=None)
    yearly = fact_columns(on=ON, ids=[enterprise.pk]).yearly
    assert yearly["sales_fen"].tolist() == [[MISSING, MISSING, 0]]
    assert yearly["rd_expense_fen"].tolist() == [[MISSING] * 3]


def test_only_the_current_submitted_revision_of_the_three_years_before_counts():
    enterprise = EnterpriseFactory()
    for year, revision, current, state, sales in (
        (2022, 1, True, "submitted", 1),
        (2023, 1, True, "confirmed", 2),
        (2024, 1, False, "submitted", 3),
        (2024, 2, True, "submitted", 4),
        (2025, 1, True, "draft", 5),
        (2026, 1, True, "submitted", 6),
    ):
        AnnualReport.objects.create(
            enterprise=enterprise, fiscal_year=year, revision=revision, is_current=current, state=state, sales_fen=sales
        )
    assert fact_columns(on=ON, ids=[enterprise.pk]).yearly["sales_fen"].tolist() == [[2, 4, MISSING]]


def test_net_assets_need_both_sides():
    enterprise = EnterpriseFactory()
    AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2024, assets_fen=500, liabilities_fen=700)
    AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2025, assets_fen=500)
    assert fact_columns(on=ON, ids=[enterprise.pk]).yearly["net_assets_fen"].tolist() == [[MISSING, -200, MISSING]]


def test_a_right_counts_from_its_grant_until_it_ends_unless_disputed_or_idle():
    enterprise = EnterpriseFactory()
    right(enterprise, "counts-one", RightKind.INVENTION)
    right(enterprise, "counts-two", RightKind.SOFTWARE, used_in_hnte_year=2023, acquisition="bought")
    right(enterprise, "ends-today", expires_on=ON)
    right(enterprise, "ended", expires_on=ON - timedelta(days=1))
    right(enterprise, "lapsed", lapsed_on=ON)
    right(enterprise, "not-yet", granted_on=ON + timedelta(days=1))
    right(enterprise, "applied-only", granted_on=None)
    right(enterprise, "disputed", is_disputed=True)
    right(enterprise, "idle", serves_main_product=False)
    right(enterprise, "unlinked", serves_main_product=None)
    facts = fact_columns(on=ON, ids=[enterprise.pk]).single
    found = {name: int(facts[name][0]) for name in facts if name.startswith("rights_") and name != "rights_checked"}
    assert found == {
        "rights_one": 1,
        "rights_two": 2,
        "rights_two_unused": 1,
        "rights_own": 2,
        "rights_origin_unsaid": 0,
        "rights_unlinked": 1,
        "rights_one_own": 1,
        "rights_one_origin_unsaid": 0,
        "rights_one_recent": 1,
        "rights_two_recent": 4,
    }


def test_a_title_is_held_from_its_first_to_its_last_day_unless_revoked():
    enterprise = EnterpriseFactory()
    Certificate.objects.create(
        enterprise=enterprise,
        scheme=Scheme.HNTE,
        number="GR202441000001",
        kind=RecognitionKind.FIRST,
        valid_from=date(2024, 12, 2),
        valid_to=date(2027, 12, 1),
        revoked_on=date(2027, 6, 1),
    )
    seen = {
        day: single(enterprise, "holds_hnte", on=day)
        for day in (date(2024, 12, 1), date(2024, 12, 2), date(2027, 5, 31), date(2027, 6, 1))
    }
    assert list(seen.values()) == [0, 1, 1, 0]


def test_a_listing_counts_until_it_is_lifted_and_an_accident_on_its_day():
    enterprise = EnterpriseFactory()
    for kind, ended in ((ComplianceKind.ABNORMAL, None), (ComplianceKind.DISHONEST, date(2025, 3, 1))):
        ComplianceEvent.objects.create(
            enterprise=enterprise, kind=kind, happened_on=date(2024, 1, 1), ended_on=ended, authority="市场监管局"
        )
    ComplianceEvent.objects.create(
        enterprise=enterprise, kind=ComplianceKind.SAFETY, happened_on=date(2025, 1, 2), authority="应急管理局"
    )
    assert single(enterprise, "abnormal_last") == day_number(ON)
    assert single(enterprise, "dishonest_last") == day_number(date(2025, 3, 1))
    assert single(enterprise, "safety_last") == day_number(date(2025, 1, 2))
    assert single(enterprise, "quality_last") == MISSING


def test_merits_count_with_their_rank_for_five_years():
    enterprise = EnterpriseFactory()
    for kind, day, rank in (
        (Merit.Kind.NATIONAL_AWARD, date(2021, 11, 22), 3),
        (Merit.Kind.NATIONAL_AWARD, date(2021, 11, 21), 1),
        (Merit.Kind.NATIONAL_AWARD, date(2025, 1, 1), None),
        (Merit.Kind.STANDARD_INDUSTRY, date(2025, 1, 1), 6),
        (Merit.Kind.STANDARD_NATIONAL, date(2010, 1, 1), 5),
    ):
        Merit.objects.create(enterprise=enterprise, kind=kind, name="奖项", granted_on=day, unit_rank=rank)
    facts = fact_columns(on=ON, ids=[enterprise.pk]).single
    found = {name: int(facts[name][0]) for name in ("award_top3", "award_unranked", "standard_top5", "standards")}
    assert found == {"award_top3": 1, "award_unranked": 1, "standard_top5": 0, "standards": 2}


def test_the_next_look_is_the_first_day_on_which_time_alone_may_change_a_fact():
    grown, young, holder, checked = (EnterpriseFactory(founded_on=date(2010, 1, 1)) for _ in range(4))
    young.founded_on = date(2025, 12, 1)
    young.save()
    right(grown, "ending", expires_on=date(2026, 12, 9))
    Certificate.objects.create(
        enterprise=holder, scheme=Scheme.HNTE, number="GR1", valid_from=date(2023, 12, 6), valid_to=date(2026, 12, 5)
    )
    ListCheck.objects.create(enterprise=checked, safety_on=date(2025, 11, 30), quality_on=date(2026, 6, 1))
    ids = [one.pk for one in (grown, young, holder, checked)]
    recheck = fact_columns(on=ON, ids=ids).recheck.tolist()
    assert recheck == [
        day_number(day) for day in (date(2026, 12, 10), date(2026, 12, 1), date(2026, 12, 6), date(2026, 12, 1))
    ]
    assert fact_columns(on=date(2026, 12, 31), ids=[grown.pk]).recheck.tolist() == [day_number(date(2027, 1, 1))]


def test_a_figure_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="turnover"):
        fact_columns(on=ON, figures=("turnover",))


def stated(enterprise, item, value, as_of, *, is_current=True):
    Statement.objects.create(enterprise=enterprise, item=item, value=value, as_of=as_of, is_current=is_current)


@pytest.mark.parametrize(
    ("won", "last_day"),
    [
        (date(2023, 11, 22), date(2026, 11, 21)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 27)),
    ],
)
@pytest.mark.parametrize("item", ["maker_china_500", "maker_china_50"])
def test_an_award_counts_from_its_day_for_three_years_and_then_nothing_is_known(item, won, last_day):
    enterprise = EnterpriseFactory()
    stated(enterprise, item, 1, won)
    day = timedelta(days=1)
    seen = [single(enterprise, item, on=on) for on in (won - day, won, last_day, last_day + day)]
    assert seen == [MISSING, 1, 1, MISSING]


def test_a_score_is_this_years_in_its_year_and_last_years_in_the_next():
    enterprise = EnterpriseFactory()
    stated(enterprise, "development_score", 58, date(2026, 6, 30))
    days = [date(2026, 6, 29), date(2026, 6, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)]
    assert [single(enterprise, "development_score", on=on) for on in days] == [MISSING, 58, 58, MISSING, MISSING]
    before = [single(enterprise, "development_score_before", on=on) for on in [*days, date(2028, 1, 1)]]
    assert before == [MISSING, MISSING, MISSING, 58, 58, MISSING]


def test_a_newer_score_does_not_take_the_older_year_away_and_what_is_said_of_last_year_goes_first():
    enterprise = EnterpriseFactory()
    stated(enterprise, "development_score", 49, date(2025, 5, 1), is_current=False)
    stated(enterprise, "development_score", 58, date(2025, 7, 1), is_current=False)
    stated(enterprise, "development_score", 61, date(2026, 7, 1))
    assert single(enterprise, "development_score", on=ON) == 61
    assert single(enterprise, "development_score_before", on=ON) == 58
    assert single(enterprise, "development_score", on=date(2025, 8, 1)) == 58
    stated(enterprise, "development_score_before", 57, date(2026, 8, 1))
    assert single(enterprise, "development_score_before", on=ON) == 57


def test_what_was_taken_back_is_not_known_though_it_was_stated_before():
    enterprise = EnterpriseFactory()
    stated(enterprise, "development_score", 58, date(2026, 5, 1), is_current=False)
    stated(enterprise, "development_score", None, date(2026, 6, 1))
    stated(enterprise, "maker_china_50", 1, date(2025, 5, 1), is_current=False)
    stated(enterprise, "maker_china_50", None, date(2026, 6, 1))
    assert single(enterprise, "development_score") == MISSING
    assert single(enterprise, "maker_china_50") == MISSING


@pytest.mark.parametrize(
    "code", ["C3425", "A01", "E47", "K7010", "K7020", "K7030", "L72", "M73", "I65", "J66", "P83", ""]
)
@pytest.mark.parametrize("below", [None, "staff_end_count", "revenue_operating_fen", "assets_fen"])
@pytest.mark.parametrize("gap", [None, "staff_end_count", "revenue_operating_fen", "assets_fen"])
def test_small_by_column_is_small_by_the_table(code, below, gap):
    line = line_of(code)
    limits = dict(zip(line.measures, line.large, strict=True)) if line else {}
    figures = {
        "staff_end_count": limits.get("staff", 10**4),
        "revenue_operating_fen": limits.get("revenue", 10**6) * WAN,
        "assets_fen": limits.get("assets", 10**6) * WAN,
    }
    if below:
        figures[below] -= 1
    if gap:
        figures[gap] = None
    enterprise = EnterpriseFactory(industry_code=code)
    report = AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2025, **figures)
    expected = {"": MISSING, "large": 0}.get(size_of(enterprise, report), 1)
    if size_of(enterprise, report) == "" and single(enterprise, "is_sme") == 1:
        # Which of the smaller classes is open, but not that it is one of them.
        assert all(size_of(enterprise, guess) not in ("large", "") for guess in guesses(report, gap))
    else:
        assert single(enterprise, "is_sme") == expected


def guesses(report, gap):
    for value in (0, 10**18):
        setattr(report, gap, value)
        yield report


def test_size_is_that_of_the_last_year_seen_from_the_day_asked():
    enterprise = EnterpriseFactory(industry_code="C34", size_class="large")
    for year, staff, sales in ((2024, 1_000, 40_000 * WAN), (2025, 999, 40_000 * WAN)):
        AnnualReport.objects.create(
            enterprise=enterprise, fiscal_year=year, staff_e4=staff * PERSON, sales_fen=sales, assets_fen=1
        )
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1)]
    assert [single(enterprise, "is_sme", on=on) for on in days] == [MISSING, 0, 0, 1, MISSING]


def everything(enterprise, on):
    """All facts as of a day; a listing that still stands moves every day and is left out."""
    facts = fact_columns(on=on, ids=[enterprise.pk])
    ages = {
        f"{name} {years}": (years_before(on, years) >= since, years_before(on, years) > since)
        for name, since in (("founded", enterprise.founded_on),)
        for years in (1, 2, 3, 5)
    }
    clean = {
        f"{kind.value} clean": int(facts.single[f"{kind.value}_last"][0]) > day_number(years_before(on, 3))
        for kind in ComplianceKind
    }
    return {name: int(column[0]) for name, column in facts.single.items()} | ages | clean, int(facts.recheck[0])


@pytest.mark.parametrize("begun", [date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)])
@pytest.mark.parametrize("what", ["founded", "right", "merit", "award", "accident"])
@pytest.mark.parametrize("around", [1, 3, 4, 5])
def test_no_fact_moves_before_the_day_of_the_next_look(begun, what, around):
    enterprise = EnterpriseFactory(founded_on=begun if what == "founded" else date(2010, 7, 1))
    match what:
        case "right":
            right(enterprise, "1", granted_on=begun)
        case "merit":
            Merit.objects.create(
                enterprise=enterprise, kind=Merit.Kind.NATIONAL_AWARD, name="奖项", granted_on=begun, unit_rank=1
            )
        case "award":
            stated(enterprise, "maker_china_50", 1, begun)
        case "accident":
            ComplianceEvent.objects.create(
                enterprise=enterprise, kind=ComplianceKind.SAFETY, happened_on=begun, authority="应急管理局"
            )
    first = date(begun.year + around, 2, 25)
    seen = [(first + timedelta(days=n), *everything(enterprise, first + timedelta(days=n))) for n in range(8)]
    for on, facts, recheck in seen:
        assert recheck > day_number(on)
        moved = next((day_number(later) for later, other, _ in seen if later > on and other != facts), None)
        assert moved is None or recheck <= moved, (on, recheck)
