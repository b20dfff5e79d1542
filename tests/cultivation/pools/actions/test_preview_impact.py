"""Estimating what a draft would change: against the text in force at each place, on the facts as they stand."""

from datetime import date

import numpy as np
import pytest

from cultivation.pools.actions.preview_impact import CannotPreview, preview_impact, start_preview
from cultivation.pools.enums import Outcome
from cultivation.pools.evidence.impact import Question, moves
from cultivation.pools.models import Assessment, ImpactMove, ImpactPreview
from enterprises.enums import EnterpriseStatus
from policies import library
from policies.models import Draft
from portal.accounts.roles import Role
from portal.audit.queries import history_of
from portal.jobs.execute import execute
from portal.jobs.models import Job, State
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import PERSON, AnnualReportFactory, EnterpriseFactory
from tests.factories.policies import AT, DraftFactory, release, text
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
LOWER = ("value = 500", "value = 300")
NEXT_YEAR = ("in_force_from = 2026-01-01", "in_force_from = 2027-01-01")


def firm(staff: int | None, **fields):
    made = EnterpriseFactory(**fields)
    AnnualReportFactory(enterprise=made, staff_e4=None if staff is None else staff * PERSON)
    return made


def estimate(draft: Draft, **given) -> ImpactPreview:
    preview_impact(draft, on=ON, at=AT, by=person(), **given)
    return ImpactPreview.objects.get(draft=draft)


def moved(preview: ImpactPreview) -> dict[str, tuple[int | None, int]]:
    return {move.enterprise.name: (move.was, move.now) for move in preview.moves.select_related("enterprise")}


def lower(**fields) -> Draft:
    return DraftFactory(text=text(LOWER, ('version       = "2026"', 'version       = "2026-2"')), **fields)


def test_it_names_whose_verdict_would_move_and_from_what_to_what():
    release()
    firm(200), firm(501), firm(None)
    one, two = firm(301), firm(500, in_xun=True)
    preview = estimate(lower())
    assert (preview.judged, preview.moved) == (5, 2)
    assert moved(preview) == {one.name: (1, 0), two.name: (1, 0)}
    assert preview.counts == [[1, 0, 2]]
    assert preview.by_county == [["410611", 1, 0, 1], ["410621", 1, 0, 1]]
    assert preview.against == [library.in_force("local_trial", "410600", ON).digest]
    assert not Assessment.objects.exists()


def test_where_no_text_is_in_force_everybody_gets_a_first_verdict():
    made = firm(100)
    bare = firm(None, without_county=True)
    preview = estimate(DraftFactory())
    assert moved(preview) == {made.name: (None, Outcome.ELIGIBLE), bare.name: (None, Outcome.UNKNOWN)}
    assert preview.against == []
    assert ["", None, -1, 1] in preview.by_county or ["410600", None, -1, 1] in preview.by_county


def test_a_county_with_a_text_of_its_own_is_not_moved_by_the_citys():
    release()
    release(("410600", "410621"), region=RegionFactory(county_xun=True))
    of_the_county, other = firm(400, in_xun=True), firm(400)
    preview = estimate(lower())
    assert preview.judged == 2
    assert set(moved(preview)) == {other.name}
    assert of_the_county.name not in moved(preview)
    assert len(preview.against) == 2


def test_a_countys_draft_stands_before_the_citys_text_in_the_county_only():
    release()
    firm(400)
    inside = firm(400, in_xun=True)
    draft = DraftFactory(text=text(LOWER, ("410600", "410621")), region=RegionFactory(county_xun=True))
    preview = estimate(draft)
    assert (preview.judged, set(moved(preview))) == (1, {inside.name})


def test_only_enterprises_of_the_region_that_exist_are_judged():
    firm(100, elsewhere=True)
    firm(100, status=EnterpriseStatus.CANCELLED)
    firm(100)
    assert estimate(DraftFactory()).judged == 1


def test_what_moves_moves_by_the_text_alone_and_not_by_the_calendar():
    release()
    firm(400)
    same = estimate(DraftFactory(text=text(NEXT_YEAR, ('version       = "2026"', 'version       = "2027"'))))
    assert (same.moved, same.on, same.judged_on) == (0, ON, date(2027, 1, 1))
    ended = text(("kinds ", "in_force_to   = 2026-06-30\nkinds "))
    assert estimate(DraftFactory(text=ended)).judged_on == date(2026, 6, 30)


def test_a_draft_for_other_kinds_is_compared_with_their_text():
    release()
    made = firm(400)
    again = text(LOWER, ('kinds         = ["first", "again"]', 'kinds         = ["again"]'))
    assert moved(estimate(DraftFactory(text=again))) == {made.name: (1, 0)}


def test_asking_again_replaces_the_former_estimate():
    release()
    firm(400)
    draft = lower()
    first = estimate(draft)
    beats = []
    second = estimate(draft, beat=beats.append)
    assert (first.pk != second.pk, ImpactPreview.objects.count(), ImpactMove.objects.count()) == (True, 1, 1)
    assert beats == [1]
    assert str(second) == "鹤壁市科技企业试行条件草稿（鹤壁市）影响预估"
    assert str(second.moves.get()).endswith("：1→0")
    draft.refresh_from_db()
    assert draft.previewed_digest == second.digest
    assert history_of(draft).first().after == {"digest": second.digest, "moved": 1, "judged": 1}


def test_chunks_give_what_one_piece_gives():
    release()
    for staff in (100, 301, 400, 600, 700):
        firm(staff, in_xun=staff == 400)
    pack = library.trial_of(lower()).pack
    question = Question(pack, RegionFactory(city_of_hebi=True), library.shelf(), ON)
    whole, parts = list(moves(question)), list(moves(question, size=2))
    assert [part.judged for part in parts] == [2, 2, 1]
    assert np.concatenate([part.ids for part in parts]).tolist() == whole[0].ids.tolist()
    assert len(whole[0].ids) == 2


def test_an_estimate_is_stale_once_the_draft_or_a_text_in_force_moved():
    release(until=date(2026, 12, 31))
    draft = lower()
    preview = estimate(draft)
    region = draft.region

    def ask(on=ON) -> Question:
        return Question(library.trial_of(draft).pack, region, library.shelf(), on)

    assert ask().is_answered_by(preview)
    assert not ask(date(2027, 1, 1)).is_answered_by(preview)
    draft.text = draft.text.replace("value = 300", "value = 299")
    assert not ask().is_answered_by(preview)


def test_a_national_pack_is_what_a_citys_draft_is_compared_with():
    path = library.PACKS / "tech_sme" / "2017.toml"
    words = path.read_text(encoding="utf-8").replace('"000000"', '"410600"', 1)
    firm(501)
    preview = estimate(DraftFactory(text=words, programme="tech_sme"))
    assert preview.against == [library.load("tech_sme/2017").digest]
    assert preview.moved == 0


def test_a_text_that_does_not_load_or_judges_nothing_is_not_estimated():
    officer = person(Role.SECTION)
    broken = DraftFactory(text="= broken", author=officer)
    with pytest.raises(CannotPreview, match="规则文本有错，改好后才能做影响预估"):
        start_preview(broken, by=officer, at=AT)
    with pytest.raises(CannotPreview, match="规则文本有错，或者没有可供判断的数值"):
        preview_impact(broken, on=ON, at=AT, by=officer)


def test_whoever_drafts_for_the_region_starts_one_job_at_a_time():
    officer = person(Role.SECTION)
    draft, other = DraftFactory(), DraftFactory()
    job = start_preview(draft, by=officer, at=AT)
    assert start_preview(draft, by=officer, at=AT) == job
    assert start_preview(other, by=officer, at=AT) != job
    assert (job.task, job.arguments, job.link) == (
        "pools.preview_release",
        {"draft": draft.ref},
        f"/w/rules/drafts/{draft.ref}/impact/",
    )
    for nobody in (stranger(), person(Role.COUNTY), person(Role.LEADER)):
        with pytest.raises(CannotPreview, match="只有本辖区的起草人"):
            start_preview(draft, by=nobody, at=AT)
    with pytest.raises(CannotPreview, match="还没有发布或撤销"):
        start_preview(DraftFactory(state="published"), by=officer, at=AT)


@pytest.mark.django_db(transaction=True)
def test_the_job_does_it_and_says_how_many():
    firm(400)
    draft = DraftFactory()
    job = start_preview(draft, by=person(Role.SECTION), at=AT)
    assert execute(job.ref, clock=lambda: AT) == State.DONE
    assert Job.objects.get(pk=job.pk).result == {"试算企业": "1家", "结论会变": "1家"}
    assert ImpactPreview.objects.get(draft=draft).made_by == job.asked_by


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("change", "said"), [("broken", "规则文本有错"), ("gone", "草稿已不在")])
def test_the_job_says_why_it_cannot(change, said):
    draft = DraftFactory()
    job = start_preview(draft, by=person(Role.SECTION), at=AT)
    if change == "broken":
        Draft.objects.filter(pk=draft.pk).update(text="= broken")
    else:
        draft.editors.clear()
        draft.delete()
    assert execute(job.ref, clock=lambda: AT) == State.FAILED
    assert said in Job.objects.get(pk=job.pk).error
