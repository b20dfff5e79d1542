"""Recompute: stale is a comparison, only changes are written, running twice writes nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.evidence import evidence_of, figures_for
from cultivation.pools.models import Assessment, AssessmentChange
from cultivation.pools.recompute.plan import plan
from cultivation.pools.recompute.rulings import Ruling, rulings_on, words_of
from cultivation.pools.recompute.run import assess, run
from cultivation.pools.recompute.store import Verdicts, store
from enterprises.enums import EnterpriseStatus
from enterprises.models import AnnualReport, Enterprise, ListCheck
from enterprises.queries.columns import fact_columns
from policies.engine import explain
from policies.library import load
from portal.accounts.queries import system_user
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
PERSON = 10_000
WAN = 1_000_000


@pytest.fixture
def rulings():
    RegionFactory(city_of_hebi=True)
    load_ladders(by=system_user())
    return rulings_on(ON)


def recompute(rulings, on=ON, size=20_000, **given):
    tallies = [run(chunk, rulings=rulings, on=on) for chunk in plan(rulings, on=on, size=size, **given)]
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


def test_both_national_rules_judge_everybody_once(rulings):
    enterprises = [described() for _ in range(3)]
    tally = recompute(rulings)
    assert {ruling.programme for ruling in rulings} == {"tech_sme", "hnte"}
    assert tally.judged == 3
    assert {name: part.new for name, part in tally.written.items()} == {"tech_sme": 3, "hnte": 3}
    assert Assessment.objects.count() == 6
    kept = verdict(enterprises[0])
    assert (kept.outcome, kept.score_low, kept.score_high, kept.fact_revision) == (1, 7_000, 7_000, 1)


def test_a_second_run_finds_nothing_stale_and_writes_nothing(rulings):
    described()
    recompute(rulings)
    assert plan(rulings, on=ON) == []
    before = list(Assessment.objects.values_list("pk", "judged_on", "fact_revision"))
    with CaptureQueriesContext(connection) as queries:
        tally = recompute(rulings, everything=True)
    writes = [
        query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert writes == []
    assert (tally.judged, tally.moved_ids) == (1, ())
    assert list(Assessment.objects.values_list("pk", "judged_on", "fact_revision")) == before
    assert not AssessmentChange.objects.exists()


def test_a_changed_fact_makes_only_its_enterprise_stale_and_the_move_is_kept(rulings):
    moved, still = described(), described()
    recompute(rulings)
    touch(moved, tech_staff_6m_e4=9 * PERSON)
    chunks = plan(rulings, on=ON)
    assert [chunk.size for chunk in chunks] == [1]
    tally = recompute(rulings)
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


def test_a_change_without_consequence_refreshes_the_basis_and_keeps_no_move(rulings):
    enterprise = described()
    recompute(rulings)
    touch(enterprise, cost_expense_fen=4_501 * WAN)
    tally = recompute(rulings)
    assert {name: (part.moved, part.refreshed) for name, part in tally.written.items()} == {
        "tech_sme": (0, 1),
        "hnte": (0, 1),
    }
    assert verdict(enterprise).fact_revision == 2
    assert not AssessmentChange.objects.exists()
    assert plan(rulings, on=ON) == []


def test_the_calendar_alone_makes_stale(rulings):
    enterprise = described(founded_on=date(2025, 12, 1))
    recompute(rulings)
    due = verdict(enterprise, "hnte").recheck_on
    assert due == date(2026, 12, 1)
    assert plan(rulings, on=date(2026, 11, 30)) == []
    assert [chunk.size for chunk in plan(rulings, on=due)] == [1]
    recompute(rulings, on=due)
    assert plan(rulings, on=due) == []


def test_another_text_makes_everything_stale(rulings):
    described()
    recompute(rulings)
    Assessment.objects.filter(programme="hnte").update(pack_digest="0" * 64)
    assert [chunk.size for chunk in plan(rulings, on=ON)] == [1]
    tally = recompute(rulings)
    assert {name: part.refreshed for name, part in tally.written.items()} == {"tech_sme": 0, "hnte": 1}


def test_enterprises_that_are_gone_are_not_judged(rulings):
    described(status=EnterpriseStatus.CANCELLED)
    assert plan(rulings, on=ON) == []


def test_chunks_cover_each_wanted_enterprise_once_whatever_their_size(rulings):
    enterprises = [described() for _ in range(7)]
    Enterprise.objects.filter(pk=enterprises[3].pk).update(status=EnterpriseStatus.CANCELLED)
    tally = recompute(rulings, size=2)
    assert tally.judged == 6
    assert Assessment.objects.filter(enterprise=enterprises[3]).exists() is False
    assert plan(rulings, on=ON, size=2) == []


def test_a_dense_chunk_with_a_gone_enterprise_leaves_it_alone(rulings):
    enterprises = [described() for _ in range(4)]
    Enterprise.objects.filter(pk=enterprises[1].pk).update(status=EnterpriseStatus.MERGED)
    recompute(rulings)
    assert not Assessment.objects.filter(enterprise=enterprises[1]).exists()


def test_a_slow_worker_with_older_facts_cannot_overwrite_newer_ones(rulings):
    enterprise = described()
    old = _stored_by(rulings, enterprise)
    touch(enterprise, tech_staff_6m_e4=9 * PERSON)
    recompute(rulings)
    written = store(old, on=ON)
    assert (written.new, written.moved, written.refreshed) == (0, 0, 0)
    assert verdict(enterprise).outcome == 0
    assert verdict(enterprise).fact_revision == 2


def _stored_by(rulings, enterprise) -> Verdicts:
    chunk = plan(rulings, on=ON, only=[enterprise.pk])[0]
    return next(part for part in assess(chunk, rulings=rulings, on=ON).verdicts if part.programme == "tech_sme")


def test_the_stored_verdict_is_the_one_that_is_explained(rulings):
    enterprises = [described(), EnterpriseFactory(), described(founded_on=date(2026, 6, 1))]
    recompute(rulings)
    for enterprise in enterprises:
        figures = figures_for()
        facts = fact_columns(on=ON, ids=[enterprise.pk], figures=figures.figures, long=figures.long)
        for pack in (pack for ruling in rulings for pack in ruling.packs):
            told = explain(pack, evidence_of(facts, on=ON), ON)
            assert verdict(enterprise, pack.programme).outcome == told.outcome


def test_each_enterprise_is_judged_by_the_text_of_its_place():
    county = RegionFactory(county_qibin=True)
    other = RegionFactory(county_xun=True)
    here, elsewhere, _ = described(county=county), described(county=None), described(county=other)
    local, general = load("tech_sme/2017").choosing({}), load("tech_sme/2017")
    object.__setattr__(local, "digest", "1" * 64)
    rulings = [Ruling("tech_sme", general, {county.pk: local, other.pk: None})]
    tally = recompute(rulings)
    assert tally.judged == 2
    digests = dict(Assessment.objects.values_list("enterprise_id", "pack_digest"))
    assert digests == {here.pk: local.digest, elsewhere.pk: general.digest}
    assert plan(rulings, on=ON) == []
    Enterprise.objects.filter(pk=elsewhere.pk).update(county=county)
    assert [chunk.ids or chunk.low for chunk in plan(rulings, on=ON)] == [elsewhere.pk]
    recompute(rulings)
    assert verdict(elsewhere, "tech_sme").pack_digest == local.digest


def test_a_province_without_published_numbers_is_not_judged_by_the_national_caliber(rulings):
    RegionFactory(county_qibin=True)
    by_programme = {ruling.programme: ruling for ruling in rulings_on(ON)}
    assert set(by_programme) == {"tech_sme", "hnte"}
    assert by_programme["hnte"].special == {}
    assert words_of(list(by_programme.values())) >= {"sales", "staff"}


def test_a_province_with_its_own_text_is_judged_by_it(rulings):
    city = RegionFactory(code="320600", name="南通市", level="city")
    ruling = next(one for one in rulings_on(ON) if one.programme == "gazelle")
    assert ruling.special[city.pk].region == "320000"
