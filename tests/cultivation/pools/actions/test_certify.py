"""存证: frozen whole, reproduced bit for bit however the facts move, refused to be rewritten, made when entry relies on it."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.actions.certify import CannotCertify, certify
from cultivation.pools.actions.decide import CannotDecide, confirm, confirm_many
from cultivation.pools.evidence.frozen import explanation_in, inspect, is_reproduced, reproduce
from cultivation.pools.models import Attestation, Membership, Proposal
from enterprises.models import AnnualReport
from policies import library
from policies.library import NoPack
from policies.models import Release, ReleaseSpan
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import PERSON, described
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import CertificateFactory
from tests.factories.jobs import AT
from tests.factories.policies import release
from tests.factories.pools import ProposalFactory, TierFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


def certified(enterprise=None, programme="tech_sme", **given):
    return certify(
        enterprise or described(), programme, on=ON, at=AT, by=person(), **{"reason": "2026年第2批推荐", **given}
    )


def same(kept):
    return is_reproduced(kept.content, kept.checksum, kept.pack_digest, kept.on)


@pytest.mark.parametrize("programme", ["tech_sme", "hnte", "innovative_sme", "specialised_sme", "gazelle"])
def test_judging_again_gives_the_same_words_whatever_the_firm_reports_later(programme):
    enterprise = described(county=None)
    enterprise.city.code = "440100"
    kept = certified(enterprise, programme)
    AnnualReport.objects.filter(enterprise=enterprise).update(tech_staff_6m_e4=0, sales_fen=1)
    kept.refresh_from_db()
    assert same(kept)
    assert reproduce(kept.content, kept.pack_digest, kept.on).programme == programme


def test_a_letter_that_moved_is_found():
    kept = certified()
    assert not is_reproduced(kept.content.replace("达标", "达标 ", 1), kept.checksum, kept.pack_digest, kept.on)
    with pytest.raises(NoPack):
        reproduce(kept.content, "0" * 64, kept.on)


def test_the_database_refuses_to_rewrite_it():
    kept = certified()
    with pytest.raises(DatabaseError), transaction.atomic():
        Attestation.objects.filter(pk=kept.pk).update(reason="别的用途")
    kept.refresh_from_db()
    assert kept.reason == "2026年第2批推荐"


def test_it_is_recorded_with_its_checksum():
    kept = certified()
    entry = Entry.objects.latest("id")
    assert (entry.deed, entry.after["checksum"], entry.reason) == ("diagnosis.attested", kept.checksum, kept.reason)


@pytest.mark.parametrize("reason", ["", " ", "长" * 201])
def test_a_purpose_is_needed(reason):
    with pytest.raises(CannotCertify, match="存证用途"):
        certified(reason=reason)


def test_where_no_text_judges_nothing_is_frozen():
    with pytest.raises(CannotCertify, match="没有可供判断的数值"):
        certified(programme="innovation_points")
    assert not Attestation.objects.exists()


def test_who_enters_by_the_diagnosis_alone_enters_by_what_it_said():
    enterprise, tier = described(), TierFactory(tech_sme=True)
    proposal = ProposalFactory(
        enterprise=enterprise, tier=tier, ground="eligible:2026", reason="预诊断达标，尚无有效证书"
    )
    confirm(proposal, on=ON, at=AT, by=person())
    kept = Attestation.objects.get()
    assert Membership.objects.get().evidence["attestation"] == kept.ref
    assert (kept.enterprise, kept.programme, kept.reason) == (enterprise, "tech_sme", "确认入库")
    assert same(kept)


def test_the_page_makes_one_and_shows_that_it_is_reproduced(client):
    enterprise = described()
    client.force_login(person())
    address = reverse("pools:certify", args=[enterprise.ref, "tech_sme"])
    answer = client.post(address, {"reason": "2026年第2批推荐"}, follow=True)
    shown = answer.content.decode()
    assert "复算一致" in shown
    assert (
        "2026年第2批推荐" in client.get(reverse("pools:diagnosis", args=[enterprise.ref, "tech_sme"])).content.decode()
    )
    AnnualReport.objects.filter(enterprise=enterprise).update(tech_staff_6m_e4=9 * PERSON)
    kept = Attestation.objects.get()
    again = client.get(reverse("pools:attestation", args=[kept.ref])).content.decode()
    assert "复算一致" in again
    assert "30人/100人 = 30.00%" in again
    client.force_login(stranger())
    assert client.get(reverse("pools:attestation", args=[kept.ref])).status_code == 404


def test_without_a_purpose_the_page_says_so_and_makes_none(client):
    enterprise = described()
    client.force_login(person())
    address = reverse("pools:certify", args=[enterprise.ref, "tech_sme"])
    assert "存证用途" in client.post(address, {}, follow=True).content.decode()
    assert not Attestation.objects.exists()


def may_enter(enterprise, tier=None):
    tier = tier or TierFactory(tech_sme=True)
    return ProposalFactory(enterprise=enterprise, tier=tier, ground="eligible:2026", reason="预诊断达标，尚无有效证书")


def test_who_no_longer_qualifies_is_left_alone_and_named():
    good, fallen = may_enter(described()), may_enter(described())
    AnnualReport.objects.filter(enterprise=fallen.enterprise).update(tech_staff_6m_e4=0, rd_deductible_fen=0)
    decided = confirm_many([good, fallen], on=ON, at=AT, by=person())
    assert decided.done == 1
    (sentence,) = decided.skipped
    assert sentence.startswith(f"{fallen.enterprise}没有进入“科技型中小企业”库。按现在的数据暂不能入库：")
    assert list(Membership.objects.values_list("enterprise", flat=True)) == [good.enterprise_id]
    assert list(Attestation.objects.values_list("enterprise", flat=True)) == [good.enterprise_id]
    assert Proposal.objects.get(pk=fallen.pk).state == "open"
    with pytest.raises(CannotDecide, match="没有进入"):
        confirm(fallen, on=ON, at=AT, by=person())


def test_whose_figure_is_missing_by_now_is_left_alone_too():
    proposal = may_enter(described())
    AnnualReport.objects.filter(enterprise=proposal.enterprise).update(sales_fen=None)
    (sentence,) = confirm_many([proposal], on=ON, at=AT, by=person()).skipped
    assert "按现在的数据缺数据，补齐后才能判断：" in sentence
    assert not Membership.objects.exists()


def test_a_certificate_that_ended_and_no_rule_to_judge_by_enter_nobody():
    certificate = CertificateFactory(scheme="gazelle", valid_to=ON - timedelta(days=1))
    proposal = ProposalFactory(enterprise=certificate.enterprise, tier=TierFactory(gazelle=True))
    (sentence,) = confirm_many([proposal], on=ON, at=AT, by=person()).skipped
    assert "没有有效证书，“瞪羚企业”也没有可判断的规则" in sentence
    assert not Membership.objects.exists()


def ended_release(enterprise):
    """A release that has already been given its last day, in force where the enterprise is."""
    made = release(until=ON + timedelta(days=30))
    assert library.shelf().in_force("local_trial", enterprise.county.code, ON).in_force_to == ON + timedelta(days=30)
    return made


def test_a_verdict_under_a_release_that_has_an_end_is_reproduced():
    enterprise = described()
    made = ended_release(enterprise)
    kept = certified(enterprise, "local_trial")
    assert kept.pack_digest == made.digest
    assert same(kept)
    for rows in (Release.objects.filter(pk=made.pk), ReleaseSpan.objects.filter(release=made)):
        rows.update(in_force_to=ON)
    assert same(kept)


def test_the_database_refuses_to_delete_it():
    kept = certified()
    with pytest.raises(DatabaseError), transaction.atomic():
        Attestation.objects.filter(pk=kept.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM pools_attestation")
    assert Attestation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_refuses_again():
    kept = certified()
    with pytest.raises(DatabaseError):
        Attestation.objects.filter(pk=kept.pk).delete()
    assert Attestation.objects.count() == 1


def test_what_is_sealed_says_for_whom_when_by_whom_and_by_which_text():
    by = person()
    enterprise = described()
    kept = certify(enterprise, "tech_sme", on=ON, at=AT, reason="推荐", by=by)
    content = json.loads(kept.content)
    assert content["occasion"] == {
        "enterprise": {"ref": enterprise.ref, "code": enterprise.code, "name": enterprise.name},
        "on": "2026-11-22",
        "at": "2026-11-22T01:00:00.000000+00:00",
        "by": {"ref": by.ref, "name": by.full_name, "role": by.role_in_force},
        "reason": "推荐",
        "kind": "first",
        "fact_revision": enterprise.fact_revision,
    }
    pack = library.pack_of(kept.pack_digest)
    assert content["pack"]["version"] == pack.version
    assert content["pack"]["region"] == pack.region
    assert content["facts"]["sales"]["period"] == "申报前三个会计年度"
    assert content["facts"]["sales"]["fiscal_years"] == [2023, 2024, 2025]
    assert content["facts"]["staff"]["fiscal_years"] == [2025]
    assert content["facts"]["is_resident"]["fiscal_years"] == []
    assert {name: each["option"] for name, each in content["options"].items()} == {
        name: pack.option(name) for name in pack.choices
    }


@pytest.mark.parametrize("changed", ["reason", "made_at", "on", "fact_revision", "made_by"])
def test_a_row_that_says_something_else_than_its_seal_is_found(changed):
    kept = certified()
    other = {
        "made_at": AT + timedelta(days=1),
        "on": ON - timedelta(days=1),
        "fact_revision": 99,
        "made_by": stranger(),
    }
    assert inspect(kept).state == "same"
    setattr(kept, changed, other.get(changed, "别的用途"))
    assert inspect(kept).state == "broken"


def test_the_revision_sealed_is_that_of_the_facts_read():
    enterprise = described()
    type(enterprise).objects.filter(pk=enterprise.pk).update(fact_revision=7)
    kept = certified(enterprise)
    assert kept.fact_revision == 7
    assert json.loads(kept.content)["occasion"]["fact_revision"] == 7


def test_the_frozen_explanation_comes_back_whole():
    enterprise = described()
    for programme in ("tech_sme", "hnte"):
        kept = certified(enterprise, programme)
        told = explanation_in(kept.content)
        assert told == reproduce(kept.content, kept.pack_digest, ON)
        assert told.as_dict() == reproduce(kept.content, kept.pack_digest, ON).as_dict()


def reworded(kept, *, outcome=None):
    """The same row as an engine of another day would have sealed it."""
    content = json.loads(kept.content)
    content["explanation"]["sentence"] = "换了说法。"
    content["explanation"].pop("readings", None)
    if outcome is not None:
        content["explanation"]["outcome"] = outcome
    return content


def test_other_words_for_the_same_verdicts_are_told_apart_from_another_verdict():
    kept = certified()
    for outcome, state in ((None, "reworded"), (0, "moved")):
        content = reworded(kept, outcome=outcome)
        kept.content = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        kept.checksum = hashlib.sha256(kept.content.encode()).hexdigest()
        found = inspect(kept)
        assert (found.state, found.told.sentence, found.told.readings) == (state, "换了说法。", ())


def test_the_page_shows_what_was_frozen_and_says_when_the_text_is_gone(client, monkeypatch):
    enterprise = described()
    kept = certified(enterprise)
    client.force_login(person())
    page = reverse("pools:attestation", args=[kept.ref])

    def gone(digest):
        raise NoPack("没有摘要为000000000000的规则。")

    monkeypatch.setattr("policies.library.pack_of", gone)
    answer = client.get(page)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "没有摘要为000000000000的规则" in shown
    assert "30人/100人 = 30.00%" in shown


def test_confirming_three_costs_no_more_queries_than_two():
    def queries(number):
        proposals = [may_enter(described()) for _ in range(number)]
        by = person()
        with CaptureQueriesContext(connection) as captured:
            assert confirm_many(proposals, on=ON, at=AT, by=by).done == number
        return len(captured)

    queries(1)  # what is read once a process
    assert (queries(1), queries(2), queries(4)) == (queries(1),) * 3
