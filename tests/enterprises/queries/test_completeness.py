"""How much is known of an enterprise."""

import pytest

from enterprises.queries import completeness
from enterprises.queries.completeness import FIGURES, IDENTITY
from tests.factories.enterprises import AnnualReportFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db


def test_nothing_known_names_every_gap_with_its_place():
    enterprise = EnterpriseFactory(without_county=True, founded_on=None, industry_code="")
    found = completeness(enterprise, None, 2025)
    assert (found.known, found.total) == (0, len(IDENTITY) + len(FIGURES))
    assert {gap.block for gap in found.gaps} == {"identity", "place", "standing", "people", ""}
    assert {gap.section for gap in found.gaps} == {"", "people", "income", "assets", "research"}


def test_false_and_zero_are_known():
    enterprise = EnterpriseFactory(is_resident=False)
    report = AnnualReportFactory(enterprise=enterprise, without_figures=True, income_nontax_fen=0)
    labels = {gap.label for gap in completeness(enterprise, report, 2025).gaps}
    assert "居民企业" not in labels
    assert "不征税收入" not in labels
    assert "收入总额" in labels


def test_the_share_is_of_the_whole():
    found = completeness(EnterpriseFactory(), None, 2025)
    assert found.known == 3
    assert found.share == 3 / found.total


def test_figures_before_the_foundation_are_not_asked_for():
    found = completeness(EnterpriseFactory(young=True), None, 2025)
    assert found.total == len(IDENTITY)
    assert {gap.section for gap in found.gaps} == {""}
