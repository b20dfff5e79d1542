"""Beginning, saving, submitting, returning and giving up a draft."""

from datetime import date

import pytest

from policies import library
from policies.actions.create_draft import CannotDraft, create_draft
from policies.actions.return_draft import CannotReturn, return_draft
from policies.actions.save_draft import CannotSave, Conflict, save_draft
from policies.actions.submit_draft import CannotSubmit, submit_draft
from policies.actions.withdraw_draft import CannotWithdraw, withdraw_draft
from policies.models import Draft
from portal.accounts.roles import Role
from portal.audit.queries import history_of
from portal.notices.models import Notice
from tests.factories.accounts import person, stranger
from tests.factories.policies import AT, CASES, ON, TEXT, DraftFactory, preview, text
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def begun(by, **given):
    name = given.pop("name", "hnte/2016")
    given = {
        "region": RegionFactory(city_of_hebi=True),
        "base": library.load(name),
        "text": (library.PACKS / f"{name}.toml").read_text(encoding="utf-8"),
        "cases": (library.PACKS / f"{name}.cases.toml").read_text(encoding="utf-8"),
        "version": "2016-hebi",
        "in_force_from": date(2026, 12, 1),
        **given,
    }
    return create_draft(**given, by=by, at=AT)


def deeds(subject) -> list[str]:
    return [entry.deed for entry in history_of(subject)][::-1]


def test_a_draft_copies_a_text_with_a_head_of_its_own():
    officer = person(Role.SECTION)
    draft = begun(officer, note="按省厅通知的读法")
    pack = library.trial_of(draft).pack
    assert (pack.version, pack.region, pack.in_force_from) == ("2016-hebi", "410600", date(2026, 12, 1))
    assert pack.digest != library.load("hnte/2016").digest
    assert library.trial_of(draft).is_sound
    assert (draft.programme, draft.author, list(draft.editors.all())) == ("hnte", officer, [officer])
    assert draft.based_on.startswith("高新技术企业认定（2016，000000）")
    assert deeds(draft) == ["draft.created"]
    assert str(draft) == "高新技术企业认定草稿（鹤壁市）"


def test_the_end_of_the_older_text_is_not_taken_over():
    ended = text(("kinds ", "in_force_to   = 2026-12-31\nkinds "))
    draft = begun(person(), base=library.load("hnte/2016"), text=ended, cases=CASES, version="2027")
    assert library.trial_of(draft).pack.in_force_to is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"version": "二〇二六 版"}, "版本“二〇二六 版”不可用"),
        ({"version": ""}, "版本“”不可用"),
        ({"text": "= broken"}, "不能照抄这份规则"),
    ],
)
def test_a_head_that_cannot_be_written_is_refused(given, said):
    with pytest.raises(CannotDraft, match=said):
        begun(person(), **given)
    assert not Draft.objects.exists()


def test_rules_are_written_for_cities_and_counties_of_ones_own_territory_only():
    qibin = RegionFactory(county_qibin=True)
    assert begun(person(), region=qibin).city_id == RegionFactory(city_of_hebi=True).pk
    of_the_county = person(Role.SECTION, region=qibin)
    assert begun(of_the_county, region=qibin)
    for by, region in (
        (of_the_county, RegionFactory(city_of_hebi=True)),
        (stranger(), qibin),
        (person(Role.COUNTY), qibin),
        (person(), RegionFactory(province=True)),
        (person(), RegionFactory(zone_of_hebi=True)),
    ):
        with pytest.raises(CannotDraft, match="只能为本辖区的市、县区起草"):
            begun(by, region=region)


def test_a_save_counts_and_names_its_writer():
    author, colleague = person(), person()
    draft = DraftFactory(author=author)
    saved = save_draft(draft, text=TEXT.replace("500", "400"), cases=CASES, revision=1, by=colleague, at=AT)
    assert (saved.revision, saved.saved_by) == (2, colleague)
    assert set(saved.editors.all()) == {author, colleague}
    assert deeds(saved) == ["draft.saved"]
    again = save_draft(saved, text=saved.text.replace("\n", "\r\n"), cases=CASES, revision=2, by=author, at=AT)
    assert again.revision == 2


def test_the_second_of_two_savers_is_told_and_nothing_is_lost():
    author, colleague = person(), person()
    draft = DraftFactory(author=author)
    save_draft(draft, text=TEXT.replace("500", "400"), cases=CASES, revision=1, by=colleague, at=AT)
    with pytest.raises(Conflict, match=f"{colleague}在您编辑期间保存过") as conflict:
        save_draft(draft, text=TEXT.replace("500", "300"), cases=CASES, revision=1, by=author, at=AT)
    assert "value = 400" in conflict.value.now.text
    draft.refresh_from_db()
    assert "value = 400" in draft.text
    saved = save_draft(draft, text=TEXT.replace("500", "300"), cases=CASES, revision=2, by=author, at=AT)
    assert "value = 300" in saved.text


@pytest.mark.parametrize("field", ["text", "cases"])
def test_a_megabyte_is_refused(field):
    draft = DraftFactory()
    given = {"text": TEXT, "cases": CASES, field: "#" * 1_048_576}
    with pytest.raises(CannotSave, match="1,048,576字节，最多200,000字节"):
        save_draft(draft, **given, revision=1, by=person(), at=AT)


def test_a_text_may_be_wrong_while_it_is_edited_and_says_its_programme_when_it_loads():
    officer = person()
    draft = DraftFactory()
    wrong = save_draft(draft, text="programme = ", cases="", revision=1, by=officer, at=AT)
    assert wrong.programme == "local_trial"
    right = save_draft(draft, text=text(("local_trial", "other_trial")), cases="", revision=2, by=officer, at=AT)
    assert right.programme == "other_trial"


def test_what_is_under_review_is_not_edited_by_anybody():
    author = person()
    draft = preview(DraftFactory(author=author), by=author)
    submit_draft(draft, by=author, on=ON, at=AT)
    with pytest.raises(CannotSave, match="草稿待复核，不能修改"):
        save_draft(draft, text="x", cases="", revision=1, by=author, at=AT)
    with pytest.raises(CannotWithdraw, match="草稿待复核，不能撤销"):
        withdraw_draft(draft, by=author)
    with pytest.raises(CannotSubmit, match="草稿待复核，不能提交"):
        submit_draft(draft, by=author, on=ON, at=AT)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "x = "}, "规则文本有错"),
        ({"cases": ""}, "还没有算例"),
        ({"cases": CASES.replace('"eligible"', '"not_eligible"')}, "1个算例中有1个与预期不符"),
        ({"cases": "case = 1"}, "算例有错"),
        ({"text": text(("410600", "410611"))}, "文本写的地区是410611，这份草稿属于鹤壁市（410600）"),
    ],
)
def test_a_draft_that_is_not_ready_is_not_submitted(fields, said):
    author = person()
    draft = DraftFactory(author=author, **fields)
    if library.trial_of(draft).pack is not None:
        preview(draft, by=author)
    with pytest.raises(CannotSubmit, match=said):
        submit_draft(draft, by=author, on=ON, at=AT)


def test_a_draft_is_submitted_with_the_estimate_of_its_present_text():
    author = person()
    draft = DraftFactory(author=author)
    with pytest.raises(CannotSubmit, match="还没有做影响预估"):
        submit_draft(draft, by=author, on=ON, at=AT)
    preview(draft, by=author)
    save_draft(draft, text=TEXT.replace("500 }", "450 }"), cases="", revision=1, by=author, at=AT)
    with pytest.raises(CannotSubmit, match="影响预估之后文本又改过"):
        submit_draft(draft, by=author, on=ON, at=AT)
    save_draft(draft, text="# 只改注释\n" + TEXT, cases=CASES, revision=2, by=author, at=AT)
    assert submit_draft(draft, by=author, on=ON, at=AT).state == "submitted"
    assert deeds(draft)[0] == "draft.previewed" and deeds(draft)[-1] == "draft.submitted"


def test_a_second_person_returns_it_with_a_reason_and_the_first_is_told():
    author, reviewer = person(), person()
    draft = submit_draft(preview(DraftFactory(author=author), by=author), by=author, on=ON, at=AT)
    with pytest.raises(CannotReturn, match="请写明退回的理由"):
        return_draft(draft, note="  ", by=reviewer, at=AT)
    with pytest.raises(CannotReturn, match="理由有301个字，最多300个字"):
        return_draft(draft, note="改" * 301, by=reviewer, at=AT)
    for nobody in (author, person(Role.SECTION), stranger()):
        with pytest.raises(CannotReturn, match="不在等您复核"):
            return_draft(draft, note="不对", by=nobody, at=AT)
    returned = return_draft(draft, note="上限应为400人", by=reviewer, at=AT)
    assert (returned.state, returned.reviewer, returned.review_note) == ("returned", reviewer, "上限应为400人")
    assert Notice.objects.get(to=author).text == f"鹤壁市科技企业试行条件草稿（鹤壁市）被{reviewer}退回：上限应为400人"
    assert history_of(draft).first().reason == "上限应为400人"
    edited = save_draft(draft, text=TEXT.replace("500", "400"), cases=CASES, revision=1, by=author, at=AT)
    assert edited.state == "editing"


def test_a_draft_that_is_given_up_is_kept_and_changes_no_more():
    author = person()
    draft = withdraw_draft(DraftFactory(author=author), by=author)
    assert draft.state == "withdrawn"
    assert deeds(draft) == ["draft.withdrawn"]
    with pytest.raises(CannotSave, match="草稿已撤销，不能修改"):
        save_draft(draft, text="x", cases="", revision=1, by=author, at=AT)
