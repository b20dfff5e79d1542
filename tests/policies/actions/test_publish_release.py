"""Putting a rule in force: two people, one text a day, and days gone by left alone."""

from datetime import date

import pytest
from django.db import IntegrityError

from policies import library
from policies.actions import publish_release as module
from policies.actions.publish_release import CannotPublish, publish_release
from policies.actions.save_draft import save_draft
from policies.actions.submit_draft import submit_draft
from policies.models import Release
from portal.accounts.roles import Role
from portal.audit.queries import history_of
from portal.notices.models import Notice
from tests.factories.accounts import person, stranger
from tests.factories.policies import AT, DraftFactory, preview, text
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


def from_day(day: str, version: str, *more: tuple[str, str]) -> str:
    return text(
        ('version       = "2026"', f'version       = "{version}"'),
        ("in_force_from = 2026-01-01", f"in_force_from = {day}"),
        *more,
    )


def submitted(body: str, **fields):
    author = person(Role.SECTION)
    draft = DraftFactory(author=author, text=body, **fields)
    preview(draft, by=author, moved=3, judged=9)
    return submit_draft(draft, by=author, on=ON, at=AT)


def published(body: str, **fields) -> Release:
    return publish_release(submitted(body, **fields), by=person(), on=ON, at=AT)


def spans(release: Release) -> dict[str, tuple[date, date | None]]:
    return {span.kind: (span.in_force_from, span.in_force_to) for span in release.spans.all()}


def test_two_people_put_a_rule_in_force():
    draft = submitted(text())
    approver = person()
    release = publish_release(draft, note="同意", by=approver, on=ON, at=AT)
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer, draft.review_note) == ("published", approver, "同意")
    assert (release.published_by, release.approved_by) == (draft.author, approver)
    assert release.digest == library.in_force("local_trial", "410600", ON).digest
    assert spans(release) == {"first": (date(2026, 1, 1), None), "again": (date(2026, 1, 1), None)}
    assert history_of(release).get().deed == "release.published"
    assert Notice.objects.get(to=draft.author).text == f"{release}已由{approver}批准发布。"


def test_nobody_approves_what_they_wrote_a_word_of():
    draft = submitted(text())
    editor = person()
    draft.editors.add(editor)
    author = draft.author
    author.acting = person().acting
    for nobody in (author, editor, person(Role.SECTION), person(Role.LEADER), stranger()):
        with pytest.raises(CannotPublish, match="不在等您批准"):
            publish_release(draft, by=nobody, on=ON, at=AT)
    assert not Release.objects.exists()


def test_a_county_does_not_approve_for_its_city():
    draft = submitted(text())
    with pytest.raises(CannotPublish, match="不在等您批准"):
        publish_release(draft, by=person(region=RegionFactory(county_qibin=True)), on=ON, at=AT)


def test_only_what_was_submitted_is_published():
    with pytest.raises(CannotPublish, match="须已提交"):
        publish_release(DraftFactory(), by=person(), on=ON, at=AT)


def test_what_no_longer_passes_is_not_published(monkeypatch):
    draft = submitted(text())
    type(draft).objects.filter(pk=draft.pk).update(previewed_digest="0" * 64)
    with pytest.raises(CannotPublish, match="还不能发布：影响预估之后文本又改过"):
        publish_release(draft, by=person(), on=ON, at=AT)


def test_an_estimate_against_what_is_no_longer_in_force_is_made_again():
    waiting = submitted(from_day("2027-01-01", "2027", ("value = 500", "value = 600")))
    between = published(text())
    with pytest.raises(CannotPublish, match="影响预估之后，本辖区施行的规则变了，请重新预估。"):
        publish_release(waiting, by=person(), on=ON, at=AT)
    assert publish_release(preview(waiting, by=waiting.author), by=person(), on=ON, at=AT).replaces == between


def test_a_successor_ends_its_predecessor_the_day_before():
    one = published(text())
    two = published(from_day("2027-01-01", "2027", ("value = 500", "value = 600")))
    one.refresh_from_db()
    assert (one.in_force_to, two.replaces) == (date(2026, 12, 31), one)
    assert library.in_force("local_trial", "410600", date(2026, 12, 31)).version == "2026"
    assert library.in_force("local_trial", "410600", date(2027, 1, 1)).version == "2027"
    assert [entry.deed for entry in history_of(one)] == ["release.closed", "release.published"]


def test_a_rule_is_undone_by_publishing_the_earlier_text_from_a_day():
    published(text())
    two = published(from_day("2026-12-01", "2026-12", ("value = 500", "value = 600")))
    three = published(from_day("2026-12-01", "2026-13"))
    two.refresh_from_db()
    assert (two.in_force_from, two.in_force_to) == (date(2026, 12, 1), date(2026, 11, 30))
    assert library.in_force("local_trial", "410600", date(2026, 11, 30)).version == "2026"
    assert library.in_force("local_trial", "410600", date(2026, 12, 1)).digest == three.digest
    assert library.pack_of(two.digest).version == "2026-12"


def test_days_gone_by_are_not_judged_anew():
    published(text())
    with pytest.raises(CannotPublish, match=r"2026-10-01早于今天，.*“2026”.*请把in_force_from改为2026-11-22或以后"):
        published(from_day("2026-10-01", "2026-10"))
    assert Release.objects.count() == 1
    assert published(from_day("2026-11-22", "2026-11")).replaces is not None


def test_the_first_text_of_a_place_may_be_older_than_the_portal():
    assert (
        published(from_day("2019-01-01", "2019", ("from = 2026-01-01", "from = 2019-01-01"))).in_force_from.year == 2019
    )


def test_a_text_does_not_reach_into_the_days_of_a_later_one():
    published(from_day("2027-01-01", "2027"))
    with pytest.raises(CannotPublish, match="“2027”已经发布，自2027-01-01起施行。请把in_force_to写到2026-12-31"):
        published(text())
    before = published(from_day("2026-12-01", "2026", ("kinds ", "in_force_to   = 2026-12-31\nkinds ")))
    assert spans(before)["first"] == (date(2026, 12, 1), date(2026, 12, 31))


def test_only_the_kinds_that_the_successor_rules_are_ended():
    one = published(text())
    published(from_day("2027-01-01", "2027", ('kinds         = ["first", "again"]', 'kinds         = ["first"]')))
    one.refresh_from_db()
    assert spans(one) == {"first": (date(2026, 1, 1), date(2026, 12, 31)), "again": (date(2026, 1, 1), None)}
    assert one.in_force_to is None
    assert library.in_force("local_trial", "410600", date(2027, 1, 1), "again").version == "2026"
    published(from_day("2027-02-01", "2027-again", ('kinds         = ["first", "again"]', 'kinds         = ["again"]')))
    one.refresh_from_db()
    assert one.in_force_to == date(2027, 1, 31)


def test_a_version_is_published_once():
    published(text())
    with pytest.raises(CannotPublish, match="已经有版本“2026”"):
        published(from_day("2027-01-01", "2026"))


def test_another_place_has_its_own_text():
    city = published(text())
    county = published(text(("410600", "410611")), region=RegionFactory(county_qibin=True))
    city.refresh_from_db()
    assert city.in_force_to is None and county.replaces is None


def test_two_who_publish_at_once_leave_one_release(monkeypatch):
    draft = submitted(text())

    def overlap(*_: object, **__: object) -> None:
        raise IntegrityError("release_span_apart")

    monkeypatch.setattr(module, "_make_room", overlap)
    with pytest.raises(CannotPublish, match="同一时刻有人发布了"):
        publish_release(draft, by=person(), on=ON, at=AT)
    assert not Release.objects.exists()


def test_a_returned_and_mended_draft_can_be_published():
    author = person(Role.SECTION)
    draft = DraftFactory(author=author, text=text(), state="returned")
    mended, cases = text(("value = 500", "value = 450")), draft.cases.replace("500", "450")
    saved = save_draft(draft, text=mended, cases=cases, revision=1, by=author, at=AT)
    preview(saved, by=author)
    release = publish_release(submit_draft(saved, by=author, on=ON, at=AT), by=person(), on=ON, at=AT)
    assert "value = 450" in release.text
