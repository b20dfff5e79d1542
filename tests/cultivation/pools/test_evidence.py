"""Every word has a home, and what nobody has said is neither zero nor no."""

from datetime import date

import pytest

from cultivation.pools.evidence import BINDINGS, evidence_of, figures_for
from cultivation.pools.evidence.sources import sources_of
from enterprises.enums import ComplianceKind, RightKind, Scheme
from enterprises.models import (
    AnnualReport,
    Certificate,
    ComplianceEvent,
    IntellectualProperty,
    ListCheck,
    Merit,
    Statement,
)
from enterprises.queries.columns import fact_columns
from policies.engine import NOT_APPLICABLE, SAID, UNSAID
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
CHECKED = date(2026, 10, 30)


def facts_of(enterprise, on):
    """The facts behind every word."""
    figures = figures_for()
    return fact_columns(on=on, ids=[enterprise.pk], figures=figures.figures, long=figures.long)


def said(enterprise, word, on=ON):
    """The value of a word, None when unknown; for a series, with `-` for a year that does not apply."""
    evidence = evidence_of(facts_of(enterprise, on), on=on)
    column = evidence.columns[word]
    values, known = column.values[0], column.known[0]
    if column.values.ndim == 1:
        return values.item() if known == SAID else None
    return [
        {SAID: int(value), UNSAID: None, NOT_APPLICABLE: "-"}[int(code)]
        for value, code in zip(values, known, strict=True)
    ]


def check(enterprise, **days):
    ListCheck.objects.update_or_create(enterprise=enterprise, defaults=days)


def test_an_enterprise_nobody_described_has_no_known_word_but_its_founding_day():
    enterprise = EnterpriseFactory(founded_on=date(2017, 5, 11))
    evidence = evidence_of(facts_of(enterprise, ON), on=ON)
    known = {word for word, column in evidence.columns.items() if (column.known == SAID).any()}
    assert known == {"founded_on"}
    assert set(evidence.columns) == set(BINDINGS)


def test_years_before_the_founding_do_not_apply_and_later_gaps_are_unknown():
    enterprise = EnterpriseFactory(founded_on=date(2024, 7, 1))
    AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2025, sales_fen=800)
    assert said(enterprise, "sales") == ["-", None, 800]
    enterprise.founded_on = None
    enterprise.save()
    assert said(enterprise, "sales") == [None, None, 800]


def test_a_year_that_was_reported_counts_even_before_the_founding_on_file():
    enterprise = EnterpriseFactory(founded_on=date(2025, 1, 10))
    AnnualReport.objects.create(enterprise=enterprise, fiscal_year=2024, sales_fen=7)
    assert said(enterprise, "sales") == ["-", 7, None]


def test_no_rights_on_file_is_zero_only_after_the_list_was_checked():
    enterprise = EnterpriseFactory()
    assert said(enterprise, "ip_class2") is None
    assert said(enterprise, "core_ip") is None
    check(enterprise, rights_on=CHECKED)
    assert said(enterprise, "ip_class2") == 0
    assert said(enterprise, "core_ip") is False


def test_a_right_nobody_has_linked_leaves_counts_open_but_one_linked_right_is_enough_for_yes():
    enterprise = EnterpriseFactory()
    check(enterprise, rights_on=CHECKED)
    for number, linked in (("1", True), ("2", None)):
        IntellectualProperty.objects.create(
            enterprise=enterprise,
            kind=RightKind.SOFTWARE,
            right_class="2",
            number=number,
            granted_on=date(2024, 1, 1),
            serves_main_product=linked,
        )
    assert said(enterprise, "ip_class2") is None
    assert said(enterprise, "core_ip") is True
    assert said(enterprise, "ip_self_developed") is None


def test_a_title_on_file_is_yes_and_its_absence_is_no_only_after_a_check():
    enterprise = EnterpriseFactory()
    assert said(enterprise, "holds_hnte") is None
    check(enterprise, titles_on=CHECKED)
    assert said(enterprise, "holds_hnte") is False
    Certificate.objects.create(
        enterprise=enterprise,
        scheme=Scheme.HNTE,
        number="GR1",
        valid_from=date(2024, 1, 1),
        valid_to=date(2026, 12, 31),
    )
    assert said(enterprise, "holds_hnte") is True


def test_an_award_without_rank_leaves_the_no_open():
    enterprise = EnterpriseFactory()
    check(enterprise, merits_on=CHECKED)
    assert said(enterprise, "national_award") is False
    Merit.objects.create(enterprise=enterprise, kind=Merit.Kind.NATIONAL_AWARD, name="奖", granted_on=date(2025, 1, 1))
    assert said(enterprise, "national_award") is None


@pytest.mark.parametrize(
    ("happened", "whole_years", "last_365_days"),
    [
        (date(2024, 12, 31), True, True),
        (date(2025, 1, 1), False, True),
        (date(2025, 11, 21), False, True),
        (date(2025, 11, 22), False, False),
        (date(2026, 11, 22), False, False),
    ],
)
def test_an_accident_counts_in_the_period_each_text_names(happened, whole_years, last_365_days):
    enterprise = EnterpriseFactory()
    check(enterprise, safety_on=CHECKED)
    ComplianceEvent.objects.create(
        enterprise=enterprise, kind=ComplianceKind.SAFETY, happened_on=happened, authority="应急管理局"
    )
    assert said(enterprise, "clean_safety") is whole_years
    assert said(enterprise, "clean_safety_365") is last_365_days


@pytest.mark.parametrize(
    ("checked", "clean"), [(None, None), (date(2025, 11, 21), None), (date(2025, 11, 22), True), (ON, True)]
)
def test_clean_needs_a_comparison_of_the_last_year(checked, clean):
    enterprise = EnterpriseFactory()
    check(enterprise, quality_on=checked)
    assert said(enterprise, "clean_quality") is clean


def test_an_event_on_file_is_known_without_any_comparison():
    enterprise = EnterpriseFactory()
    ComplianceEvent.objects.create(
        enterprise=enterprise, kind=ComplianceKind.ABNORMAL, happened_on=date(2020, 1, 1), authority="市场监管局"
    )
    assert said(enterprise, "not_abnormal_listed") is False


def test_a_figure_names_the_file_it_came_from_and_a_statement_its_paper():
    enterprise = EnterpriseFactory()
    AnnualReport.objects.create(
        enterprise=enterprise, fiscal_year=2025, sales_fen=1, source="imported", source_note="2025年报.xlsx"
    )
    Statement.objects.create(enterprise=enterprise, item="is_listed", value=0, as_of=ON, evidence="工商登记")
    sources = sources_of(enterprise, on=ON)
    assert sources["sales"] == ("2025年度报告（Excel导入“2025年报.xlsx”，已提交）",)
    assert sources["is_sme"] == sources["sales"]
    assert sources["is_listed"] == ("补充情况（人工录入，截至2026-11-22，依据工商登记）",)
