"""The pages on which a rule is written, tried, submitted, returned and published."""

import re

import pytest
from django.urls import reverse
from freezegun import freeze_time

from policies import library
from policies.actions.create_draft import CannotDraft
from policies.models import Draft, Release
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.policies import CASES, TEXT, DraftFactory, preview, release, text
from tests.factories.regions import RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture
def officer(client) -> User:
    user = person(Role.SECTION)
    client.force_login(user)
    return user


def at(draft: Draft, page: str = "draft") -> str:
    return reverse(f"policies:{page}", args=[draft.ref])


def body(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def posted(client, draft, page, **data):
    return client.post(at(draft, page), data, follow=True)


NEW = {"base": "hnte-2016", "region": "410600", "version": "2026", "in_force_from": "2026-12-01", "note": "试改"}


def test_a_draft_is_begun_from_a_text(client, officer):
    shown = body(client.get("/w/rules/new/?base=hnte-2016"))
    assert re.search(r'<option value="hnte-2016" selected', shown) and 'value="2026-11-22"' in shown
    answer = client.post("/w/rules/new/", NEW, follow=True)
    draft = Draft.objects.get()
    assert "草稿已建立" in body(answer) and "还没有做影响预估" in answer.content.decode()
    assert (draft.title, draft.note, draft.author) == ("高新技术企业认定", "试改", officer)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "二 版"}, "版本只能用字母、数字、点和短横"),
        ({"in_force_from": "明天"}, "施行日期写成2026-12-01这样"),
        ({"region": "131000"}, "选择一个有效的选项"),
        ({"base": "nothing"}, "选择一个有效的选项"),
    ],
)
def test_a_wrong_form_begins_nothing(client, officer, change, said):
    assert said in body(client.post("/w/rules/new/", {**NEW, **change}), 422)
    assert not Draft.objects.exists()


def test_a_refusal_of_the_deed_is_shown_in_the_form(client, officer, monkeypatch):
    def refuse(**_: object) -> None:
        raise CannotDraft("不能照抄这份规则：写法特殊")

    monkeypatch.setattr("policies.views.new.create_draft", refuse)
    assert "不能照抄这份规则" in body(client.post("/w/rules/new/", NEW), 422)


def test_a_bureaus_release_may_be_the_beginning_too(client, officer):
    made = release()
    client.post("/w/rules/new/", {**NEW, "base": made.ref})
    assert "职工总数不超过五百人" in Draft.objects.latest("id").text


def test_the_text_is_saved_and_tried(client, officer):
    draft = DraftFactory(author=officer)
    shown = body(client.get(at(draft, "text")))
    assert "职工总数不超过五百人" in shown and 'id="text-1"' in shown and 'id="cases-1"' in shown
    answer = posted(client, draft, "text", text=TEXT.replace("500 }", "400 }"), cases=CASES, revision=1)
    assert "已保存第2稿：0/1个算例与预期相符" in body(answer)
    assert "结论应为符合，得到不符合" in answer.content.decode()


def test_a_wrong_text_is_kept_with_its_refusal_on_its_line(client, officer):
    draft = DraftFactory(author=officer)
    wrong = text(("staff <= staff_max", "staf <= staff_max"))
    line = wrong[: wrong.index("staf <=")].count("\n") + 1
    shown = body(posted(client, draft, "text", text=wrong, cases=CASES, revision=1))
    assert "已保存第2稿，但有读不了的地方" in shown
    assert f'href="#text-{line}"' in shown and f'id="text-{line}"' in shown
    assert "里没有&quot;staf&quot;这个词" in shown
    on_the_draft = body(client.get(at(draft)))
    assert f"/text/#text-{line}" in on_the_draft and f"规则文本第{line}行" in on_the_draft


def test_a_wrong_case_is_named_too(client, officer):
    draft = DraftFactory(author=officer, cases=CASES.replace("staff =", "staf =", 1))
    assert 'href="#cases-1"' in body(client.get(at(draft, "text")))
    assert "算例有错，改好后才能提交" in body(client.get(at(draft)))


@pytest.mark.parametrize("field", ["text", "cases"])
def test_a_megabyte_is_refused_and_the_draft_stays(client, officer, field):
    draft = DraftFactory(author=officer)
    data = {"text": TEXT, "cases": CASES, "revision": 1, field: "#" * 1_048_576}
    shown = body(client.post(at(draft, "text"), data), 422)
    assert "1,048,576字节，最多200,000字节" in shown and len(shown) < 100_000
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == (TEXT, 1)


def test_an_empty_text_is_not_saved(client, officer):
    draft = DraftFactory(author=officer)
    assert "规则文本是空的，没有保存" in body(
        client.post(at(draft, "text"), {"text": "", "cases": CASES, "revision": 1}), 422
    )


def test_two_who_edit_at_once_see_both_texts_and_lose_nothing(client, officer):
    draft = DraftFactory(author=officer)
    colleague = person()
    client.force_login(colleague)
    posted(client, draft, "text", text=TEXT.replace("五百", "四百"), cases=CASES, revision=1)
    client.force_login(officer)
    mine = TEXT.replace("五百", "三百")
    shown = body(client.post(at(draft, "text"), {"text": mine, "cases": CASES + "\n", "revision": 1}), 409)
    assert f"没有保存：{colleague}在您编辑期间保存过这份草稿" in shown
    assert "-&quot;第一条&quot; = &quot;职工总数不超过四百人。&quot;" in shown
    assert "+&quot;第一条&quot; = &quot;职工总数不超过三百人。&quot;" in shown
    assert shown.count("职工总数不超过三百人") >= 2 and "以我的为准保存" in shown
    assert 'name="revision" value="2"' in shown
    draft.refresh_from_db()
    assert "四百" in draft.text
    assert "已保存第3稿" in body(posted(client, draft, "text", text=mine, cases=CASES, revision=2))


def test_the_figures_are_changed_in_a_table_and_the_comment_stays(client, officer):
    draft = DraftFactory(author=officer)
    shown = body(client.get(at(draft, "parameters")))
    assert 'name="value-staff_max-2026-01-01" value="500"' in shown and "《鹤壁市科技企业试行办法》" in shown
    data = {
        "revision": 1,
        "value-staff_max-2026-01-01": "４５０",
        "from-staff_max": "2027-01-01",
        "new-staff_max": "1,200.5",
    }
    assert "已改2个数值，存为第2稿" in body(posted(client, draft, "parameters", **data))
    draft.refresh_from_db()
    line = "values  = [{ from = 2026-01-01, value = 450 }, { from = 2027-01-01, value = 1200.5 }]  # 以上年平均数计"
    assert line in draft.text
    assert "没有改动" in body(
        posted(
            client,
            draft,
            "parameters",
            **{"revision": 2, "value-staff_max-2026-01-01": "450", "value-staff_max-2027-01-01": "1200.5"},
        )
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value-staff_max-2026-01-01": "五百"}, "“五百”不是数"),
        ({"value-staff_max-2026-01-01": ""}, "不能留空"),
        ({"new-staff_max": "400"}, "请填写职工总数上限的新值从哪天起"),
        ({"from-staff_max": "2027-01-01"}, "请填写职工总数上限自2027-01-01起的新值"),
        ({"from-staff_max": "2026-01-01", "new-staff_max": "4"}, "从2026-01-01起已有一个值"),
        ({"from-staff_max": "明年", "new-staff_max": "4"}, "日期写成2026-12-01这样"),
    ],
)
def test_a_wrong_figure_changes_nothing_and_says_what_to_type(client, officer, typed, said):
    draft = DraftFactory(author=officer)
    data = {"revision": 1, "value-staff_max-2026-01-01": "500", **typed}
    assert said in body(client.post(at(draft, "parameters"), data), 422)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_conflict_in_the_table_keeps_the_figures(client, officer):
    draft = DraftFactory(author=officer, revision=7)
    data = {"revision": 6, "value-staff_max-2026-01-01": "450"}
    shown = body(client.post(at(draft, "parameters"), data), 409)
    assert "在您编辑期间保存过这份草稿" in shown and 'value="450"' in shown and 'name="revision" value="7"' in shown


def test_a_text_that_cannot_be_read_is_mended_as_text_first(client, officer):
    draft = DraftFactory(author=officer, text="= broken")
    answer = client.get(at(draft, "parameters"), follow=True)
    assert "先在文本里改好，再改数值" in body(answer)
    assert answer.redirect_chain[-1][0] == at(draft, "text")


def test_figures_in_points_and_fractions_are_shown_as_they_are_written(client, officer):
    path = library.PACKS / "hnte" / "2016.toml"
    words = path.read_text(encoding="utf-8").replace('region        = "000000"', 'region        = "410600"')
    draft = DraftFactory(author=officer, text=words, cases="")
    shown = body(client.get(at(draft, "parameters")))
    for value in re.findall(r"\[\{ from = [\d-]+, value = ([\d.]+) \}\]", words):
        assert f'value="{value}"' in shown


def test_a_draft_is_submitted_returned_mended_and_published(client, officer):
    draft = DraftFactory(author=officer)
    assert "还不能提交：还没有做影响预估" in body(posted(client, draft, "submit"))
    preview(draft, by=officer)
    shown = body(client.get(at(draft)))
    assert "可以提交复核" in shown and "提交复核</button>" in shown
    assert "已提交复核" in body(posted(client, draft, "submit"))
    assert "复核的人不能是起草、修改或提交过它的人" in body(client.get(at(draft)))
    body(client.get(at(draft, "text")), 403)
    body(client.get(at(draft, "parameters")), 403)

    approver = person()
    client.force_login(approver)
    assert "请您复核" in body(client.get(at(draft)))
    assert "请填写退回理由" in body(client.post(at(draft, "return"), {"note": ""}), 422)
    assert "已退回，起草人会收到理由" in body(posted(client, draft, "return", note="缺原文页码"))
    assert "这份草稿不在等您复核" in body(client.post(at(draft, "return"), {"note": "再退"}), 422)

    client.force_login(officer)
    assert "缺原文页码" in body(client.get(at(draft)))
    posted(client, draft, "submit")
    client.force_login(approver)
    answer = posted(client, draft, "approve")
    made = Release.objects.get()
    assert "已发布，自2026-01-01起施行" in body(answer)
    assert answer.redirect_chain[-1][0] == reverse("policies:pack", args=[made.ref])
    assert "这份草稿不在等您批准" in body(posted(client, draft, "approve"))
    assert "看发布的版本" in body(client.get(at(draft)))


def test_what_no_longer_passes_can_only_be_returned(client, officer):
    draft = DraftFactory(author=officer, state="submitted", submitted_by=officer, cases="")
    client.force_login(person())
    shown = body(client.get(at(draft)))
    assert "请您复核：还不能发布" in shown and "退回修改" in shown and "批准并发布</button>" not in shown
    assert "还不能发布：还没有算例" in body(posted(client, draft, "approve"))


def test_a_draft_is_given_up_once(client, officer):
    draft = DraftFactory(author=officer)
    assert "草稿已撤销，不再修改" in body(posted(client, draft, "withdraw"))
    assert "草稿已撤销，不能撤销" in body(posted(client, draft, "withdraw"))
    assert "已撤销" in body(client.get(at(draft)))


def test_the_draft_shows_what_it_says_otherwise_than_the_text_in_force(client, officer):
    release()
    draft = DraftFactory(author=officer, text=text(("value = 500", "value = 450")), note="上限调低")
    shown = body(client.get(at(draft)))
    assert "+values  = [{ from = 2026-01-01, value = 450 }]" in shown and "上限调低" in shown
    national = DraftFactory(author=officer, programme="hnte")
    assert "高新技术企业认定管理办法" in body(client.get(at(national)))
    assert "与现行规则的差异" not in body(client.get(at(DraftFactory(author=officer, programme="none"))))


def test_the_draft_costs_the_same_however_long_its_history(client, officer, django_assert_num_queries):
    draft = DraftFactory(author=officer)
    client.get(at(draft))
    for number in range(3):
        posted(client, draft, "text", text=f"# {number}\n{TEXT}", cases=CASES, revision=number + 1)
    with django_assert_num_queries(8):
        client.get(at(draft))


def test_a_county_officer_of_the_bureau_reads_its_own_drafts_only(client):
    county = person(Role.COUNTY, region=RegionFactory(county_qibin=True))
    client.force_login(county)
    own = DraftFactory(region=RegionFactory(county_qibin=True))
    shown = body(client.get(at(own)))
    assert "/text/" not in shown and "提交复核</button>" not in shown
