"""Recompute: stale is a comparison, only changes are written, running twice writes nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cultivation.pools.evidence import evidence_of
from cultivation.pools.models import Assessment, AssessmentChange
from cultivation.pools.recompute.plan import plan
from cultivation.pools.recompute.run import assess, run
from cultivation.pools.recompute.store import Verdicts, store
from enterprises.enums import EnterpriseStatus
from enterprises.models import AnnualReport, Enterprise, ListCheck
from enterprises.queries.columns import fact_columns
from policies.engine import explain
from policies.library import packs_in_force
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
PERSON = 10_000
WAN = 1_000_000


@pytest.fixture
def packs():
    return packs_in_force(on=ON)


def recompute(packs, on=ON, size=20_000, **given):
    tallies = [run(chunk, packs=packs, on=on) for chunk in plan(packs, on=on, size=size, **given)]
    total = tallies[0] if tallies else None
    for tally in tallies[1:]:
        total += tally
    return total


def described(**given):
    """An enterprise that the 科技型中小企业 rule finds eligible: 30 % technical staff, R&D of 6 % of sales."""
    enterprise = EnterpriseFactory(
        is_resident=True,
        tax_collection="audited",
        accounts_sound=True,
        industry_allowed=True,
        industry_barred=False,
        **given,
    )
    AnnualReport.objects.create(
        enterprise=enterprise,
        fiscal_year=2025,
        staff_e4=100 * PERSON,
        tech_staff_6m_e4=30 * PERSON,
        sales_fen=5_000 * WAN,
        assets_fen=4_000 * WAN,
        cost_expense_fen=4_500 * WAN,
        rd_deductible_fen=300 * WAN,
    )
    ListCheck.objects.create(
        enterprise=enterprise,
        **{
            f"{name}_on": date(2026, 10, 1)
            for name in (
                "safety",
                "quality",
                "environment",
                "research",
                "abnormal",
                "dishonest",
                "rights",
                "titles",
                "merits",
            )
        },
    )
    return enterprise


def verdict(enterprise, programme="tech_sme"):
    return Assessment.objects.get(enterprise=enterprise, programme=programme)


def touch(enterprise, **figures):
    AnnualReport.objects.filter(enterprise=enterprise).update(**figures)
    enterprise.fact_revision += 1
    enterprise.save(update_fields=["fact_revision"])


def test_both_national_rules_judge_everybody_once(packs):
    enterprises = [described() for _ in range(3)]
    tally = recompute(packs)
    assert {pack.programme for pack in packs} == {"tech_sme", "hnte"}
    assert tally.judged == 3
    assert {name: part.new for name, part in tally.written.items()} == {"tech_sme": 3, "hnte": 3}
    assert Assessment.objects.count() == 6
    kept = verdict(enterprises[0])
    assert (kept.outcome, kept.score_low, kept.score_high, kept.fact_revision) == (1, 7_000, 7_000, 1)


def test_a_second_run_finds_nothing_stale_and_writes_nothing(packs):
    described()
    recompute(packs)
    assert plan(packs, on=ON) == []
    before = list(Assessment.objects.values_list("pk", "judged_on", "fact_revision"))
    with CaptureQueriesContext(connection) as queries:
        tally = recompute(packs, everything=True)
    writes = [
        query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert writes == []
    assert (tally.judged, tally.moved_ids) == (1, ())
    assert list(Assessment.objects.values_list("pk", "judged_on", "fact_revision")) == before
    assert not AssessmentChange.objects.exists()


def test_a_changed_fact_makes_only_its_enterprise_stale_and_the_move_is_kept(packs):
    moved, still = described(), described()
    recompute(packs)
    touch(moved, tech_staff_6m_e4=9 * PERSON)
    chunks = plan(packs, on=ON)
    assert [chunk.size for chunk in chunks] == [1]
    tally = recompute(packs)
    assert tally.moved_ids == (moved.pk,)
    assert verdict(moved).outcome == 0
    change = AssessmentChange.objects.get()
    assert (change.enterprise_id, change.programme, change.was, change.now, change.fact_revision) == (
        moved.pk,
        "tech_sme",
        1,
        0,
        2,
    )
    assert verdict(still).fact_revision == 1


def test_a_change_without_consequence_refreshes_the_basis_and_keeps_no_move(packs):
    enterprise = described()
    recompute(packs)
    touch(enterprise, cost_expense_fen=4_501 * WAN)
    tally = recompute(packs)
    assert {name: (part.moved, part.refreshed) for name, part in tally.written.items()} == {
        "tech_sme": (0, 1),
        "hnte": (0, 1),
    }
    assert verdict(enterprise).fact_revision == 2
    assert not AssessmentChange.objects.exists()
    assert plan(packs, on=ON) == []


def test_the_calendar_alone_makes_stale(packs):
    enterprise = described(founded_on=date(2025, 12, 1))
    recompute(packs)
    due = verdict(enterprise, "hnte").recheck_on
    assert due == date(2026, 12, 1)
    assert plan(packs, on=date(2026, 11, 30)) == []
    assert [chunk.size for chunk in plan(packs, on=due)] == [1]
    recompute(packs, on=due)
    assert plan(packs, on=due) == []


def test_another_text_makes_everything_stale(packs):
    described()
    recompute(packs)
    Assessment.objects.filter(programme="hnte").update(pack_digest="0" * 64)
    assert [chunk.size for chunk in plan(packs, on=ON)] == [1]
    tally = recompute(packs)
    assert {name: part.refreshed for name, part in tally.written.items()} == {"tech_sme": 0, "hnte": 1}


def test_enterprises_that_are_gone_are_not_judged(packs):
    described(status=EnterpriseStatus.CANCELLED)
    assert plan(packs, on=ON) == []


def test_chunks_cover_each_wanted_enterprise_once_whatever_their_size(packs):
    enterprises = [described() for _ in range(7)]
    Enterprise.objects.filter(pk=enterprises[3].pk).update(status=EnterpriseStatus.CANCELLED)
    tally = recompute(packs, size=2)
    assert tally.judged == 6
    assert Assessment.objects.filter(enterprise=enterprises[3]).exists() is False
    assert plan(packs, on=ON, size=2) == []


def test_a_dense_chunk_with_a_gone_enterprise_leaves_it_alone(packs):
    enterprises = [described() for _ in range(4)]
    Enterprise.objects.filter(pk=enterprises[1].pk).update(status=EnterpriseStatus.MERGED)
    recompute(packs)
    assert not Assessment.objects.filter(enterprise=enterprises[1]).exists()


def test_a_slow_worker_with_older_facts_cannot_overwrite_newer_ones(packs):
    enterprise = described()
    old = _stored_by(packs, enterprise)
    touch(enterprise, tech_staff_6m_e4=9 * PERSON)
    recompute(packs)
    written = store(old, on=ON)
    assert (written.new, written.moved, written.refreshed) == (0, 0, 0)
    assert verdict(enterprise).outcome == 0
    assert verdict(enterprise).fact_revision == 2


def _stored_by(packs, enterprise) -> Verdicts:
    chunk = plan(packs, on=ON, only=[enterprise.pk])[0]
    return next(part for part in assess(chunk, packs=packs, on=ON) if part.programme == "tech_sme")


def test_the_stored_verdict_is_the_one_that_is_explained(packs):
    enterprises = [described(), EnterpriseFactory(), described(founded_on=date(2026, 6, 1))]
    recompute(packs)
    for enterprise in enterprises:
        evidence = evidence_of(fact_columns(on=ON, ids=[enterprise.pk]), on=ON)
        for pack in packs:
            told = explain(pack, evidence, ON)
            assert verdict(enterprise, pack.programme).outcome == told.outcome
