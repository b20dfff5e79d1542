"""科技创新体检: kept whole and never changed, at least one prescription for what fails, and what moved the next time."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cultivation.pools.actions.keep_clinic import CannotKeep, add_clinic, revise_clinic
from cultivation.pools.actions.make_checkup import CannotCheckUp, make_checkup
from cultivation.pools.evidence.checkup import NOTHING_TO_DO, compare, is_failed, key_of, parts_of
from cultivation.pools.evidence.frozen import inspect
from cultivation.pools.models import Attestation, CheckUp, CheckUpPart
from enterprises.enums import ReportState
from enterprises.models import AnnualReport
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import PERSON, WAN, described
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.jobs import AT
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
ALL = ("tech_sme", "hnte", "innovative_sme", "specialised_sme")


def examined(enterprise, *programmes, on=ON, at=AT, **given):
    return make_checkup(
        enterprise, programmes=programmes or ALL, on=on, at=at, by=given.pop("by", None) or person(), **given
    )


def report(enterprise, **figures):
    AnnualReport.objects.filter(enterprise=enterprise, fiscal_year=2025).update(**figures)


def clinic(**given):
    fields = {
        "name": "装备制造企业创新诊所",
        "host": "市生产力促进中心",
        "domain": "装备制造",
        "started_on": ON,
        **given,
    }
    return add_clinic(region=given.pop("region", None) or RegionFactory(city_of_hebi=True), **fields, by=person())


def test_it_points_to_one_reproducible_verdict_for_each_programme():
    made = examined(described(), remark=" 研发费用归集不全。 ")
    assert (made.number, made.previous) == (1, None)
    assert list(made.parts.values_list("attestation__programme", flat=True)) == list(ALL)
    for part in made.parts.all():
        assert inspect(part.attestation).state == "same"
        assert part.outcome_text
    content = json.loads(made.content)
    assert content["occasion"]["reason"] == "研发费用归集不全。"
    assert hashlib.sha256(made.content.encode()).hexdigest() == made.checksum
    assert [each["checksum"] for each in content["parts"]] == [
        part.attestation.checksum for part in made.parts.select_related("attestation")
    ]


def test_every_line_that_fails_or_lacks_data_has_a_prescription():
    poor = described()
    report(poor, tech_staff_6m_e4=PERSON, rd_deductible_fen=WAN, sales_fen=50_000 * WAN)
    for enterprise in (poor, EnterpriseFactory()):
        for part in parts_of(examined(enterprise)):
            open_lines = [one for one in part.told.accounts if is_failed(one, part.told) or one.outcome == -1]
            assert open_lines, part.told.title
            for account in open_lines:
                texts = part.prescriptions[key_of(account)]
                assert texts and all(text.strip() for text in texts)


def test_a_firm_that_passes_gets_no_prescription_for_what_it_has():
    (part,) = parts_of(examined(described(), "tech_sme"))
    assert part.told.outcome == 1
    assert not [one for one in part.told.gates if part.prescriptions.get(key_of(one))]


def test_the_shortest_ways_are_kept_as_they_were_found():
    enterprise = described()
    report(enterprise, tech_staff_6m_e4=0, rd_deductible_fen=0)
    (part,) = parts_of(examined(enterprise, "tech_sme"))
    assert part.told.outcome == 0
    assert part.ways.proposals
    change = part.ways.proposals[0].elements[0].changes[0]
    assert change.amount > 0
    assert change.before != change.after


def test_a_figure_that_was_confirmed_is_left_alone_and_the_next_year_is_prescribed():
    enterprise = described()
    report(enterprise, tech_staff_6m_e4=0, rd_deductible_fen=0, state=ReportState.CONFIRMED)
    (part,) = parts_of(examined(enterprise, "tech_sme"))
    assert part.year == 2026
    assert part.ways.proposals
    (texts,) = [part.prescriptions[key_of(one)] for one in part.told.items if one.title == "研发投入"]
    assert texts[0].startswith("2026年度做到（上年度的数已审核，不再改动）：")


@pytest.mark.parametrize("model", [CheckUp, CheckUpPart])
def test_the_database_refuses_to_change_or_delete_it(model):
    examined(described(), "tech_sme")
    rows = model.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**({"checksum": "0" * 64} if model is CheckUp else {"outcome_text": "符合"}))
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=rows.first().pk)._raw_delete("default")
    assert rows.count() == 1


def test_a_second_one_knows_the_first_and_says_what_moved():
    enterprise = described()
    report(enterprise, tech_staff_6m_e4=5 * PERSON, staff_e4=100 * PERSON, rd_deductible_fen=0)
    first = examined(enterprise, "tech_sme")
    report(enterprise, tech_staff_6m_e4=40 * PERSON, rd_deductible_fen=400 * WAN)
    second = examined(enterprise, "tech_sme", "hnte", on=ON + timedelta(days=3), at=AT + timedelta(days=3))
    assert (second.number, second.previous) == (2, first)
    tech, high = compare(parts_of(first), parts_of(second))
    assert (tech.was.outcome, tech.now.outcome) == (0, 1)
    moved = {line.title: line for line in tech.lines if line.moved}
    assert moved["研发投入"].was == "0分" and moved["研发投入"].now == "50分"
    assert "科技人员得分" in tech.solved
    assert tech.new_gaps == ()
    assert high.was is None
    states = {deed.title: deed.state for deed in tech.deeds}
    assert (states["研发投入"], states["科技人员得分"], states["科技成果"]) == ("做到", "做到", "没有做到")


def test_a_relapse_is_a_new_gap_and_what_was_left_undone_is_named():
    enterprise = described()
    report(enterprise, rd_deductible_fen=0, tech_staff_6m_e4=10 * PERSON)
    first = examined(enterprise, "tech_sme")
    report(enterprise, tech_staff_6m_e4=0)
    (found,) = compare(parts_of(first), parts_of(examined(enterprise, "tech_sme")))
    assert "科技人员得分" in found.new_gaps
    assert found.solved == ()
    assert "没有做到" in {deed.state for deed in found.deeds}
    assert all(deed.note for deed in found.deeds)


def test_half_of_what_was_asked_for_is_half_done():
    enterprise = described()
    report(enterprise, tech_staff_6m_e4=0, rd_deductible_fen=0)
    first = examined(enterprise, "tech_sme")
    asked = {
        change.word: change.amount
        for proposal in parts_of(first)[0].ways.proposals
        for element in proposal.elements
        for change in element.changes
    }
    report(enterprise, tech_staff_6m_e4=asked["tech_staff_6m"] // 2)
    (found,) = compare(parts_of(first), parts_of(examined(enterprise, "tech_sme")))
    assert "做到一部分" in {deed.state for deed in found.deeds if "认定" in deed.text}


def test_data_that_came_settle_a_line_and_data_that_went_cannot_be_judged():
    enterprise = described()
    report(enterprise, sales_fen=None)
    first = examined(enterprise, "tech_sme")
    still = examined(enterprise, "tech_sme")
    (stayed,) = compare(parts_of(first), parts_of(still))
    assert {deed.state for deed in stayed.deeds if deed.text.startswith("补报")} == {"没有做到"}
    report(enterprise, sales_fen=5_000 * WAN)
    second = examined(enterprise, "tech_sme")
    (came,) = compare(parts_of(still), parts_of(second))
    assert [deed.state for deed in came.deeds if deed.text.startswith("补报")] != []
    assert {deed.state for deed in came.deeds if deed.text.startswith("补报")} == {"做到"}
    report(enterprise, sales_fen=5_000 * WAN, rd_deductible_fen=0)
    poor = examined(enterprise, "tech_sme")
    report(enterprise, rd_deductible_fen=None)
    (went,) = compare(parts_of(poor), parts_of(examined(enterprise, "tech_sme")))
    assert "不能判断" in {deed.state for deed in went.deeds if deed.title == "研发投入"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"programmes": []}, "至少选一个体检项目"),
        ({"programmes": [f"p{number}" for number in range(13)]}, "一次最多12个"),
        ({"programmes": ["innovation_points"]}, "没有可供判断的数值"),
        ({"programmes": ["nothing_such"]}, "没有“nothing_such”的规则"),
        ({"programmes": ["tech_sme"], "remark": "长" * 401}, "有401个字，最多400个字"),
    ],
)
def test_what_cannot_be_examined_is_refused_and_nothing_is_kept(given, said):
    enterprise = described()
    with pytest.raises(CannotCheckUp, match=said):
        make_checkup(enterprise, **given, on=ON, at=AT, by=person())
    assert not CheckUp.objects.exists()
    assert not Attestation.objects.exists()


def test_a_clinic_that_is_not_open_makes_none():
    enterprise = described()
    for closed in (clinic(name="已停", closed_on=ON), clinic(name="未开", started_on=ON + timedelta(days=1))):
        with pytest.raises(CannotCheckUp, match="不在办") as refusal:
            examined(enterprise, "tech_sme", clinic=closed)
        assert refusal.value.field == "clinic"


def test_a_report_keeps_the_name_of_its_clinic():
    named = clinic()
    made = examined(described(), "tech_sme", clinic=named)
    revise_clinic(named, name="另一个名字", by=person())
    assert json.loads(CheckUp.objects.get(pk=made.pk).content)["clinic"]["name"] == "装备制造企业创新诊所"


def test_it_is_recorded_under_the_enterprise():
    made = examined(described(), "tech_sme", remark="建辅助账")
    entry = Entry.objects.filter(deed="checkup.made").get()
    assert (entry.subject_ref, entry.reason) == (made.enterprise.ref, "建辅助账")
    assert entry.after["programmes"] == ["tech_sme"]


def test_clinics_have_one_name_in_a_region_and_end_after_they_begin():
    first = clinic()
    with pytest.raises(CannotKeep, match="已有名为") as refusal:
        clinic()
    assert refusal.value.field == "name"
    with pytest.raises(CannotKeep, match="早于设立日期"):
        revise_clinic(first, closed_on=ON - timedelta(days=1), by=person())
    with pytest.raises(TypeError, match="no such field"):
        revise_clinic(first, owner="某人", by=person())


def test_a_revision_records_what_changed_and_nothing_when_nothing_did():
    named = clinic()
    revise_clinic(named, domain="数控机床", name=named.name, by=person())
    entry = Entry.objects.filter(deed="clinic.revised").get()
    assert (entry.before, entry.after) == ({"domain": "装备制造"}, {"domain": "数控机床"})
    revise_clinic(named, domain="数控机床", by=person())
    assert Entry.objects.filter(deed="clinic.revised").count() == 1


def test_the_last_resort_is_a_sentence():
    assert NOTHING_TO_DO.endswith("。")
