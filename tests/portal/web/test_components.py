"""Each component draws with the least it may be given, and with all of it; an undefined variable fails."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import QueryDict
from django.template.loader import render_to_string

from portal.web.frontend import SYMBOLS
from portal.web.pagination import paginate
from portal.web.parts import Action, Bar, Chip, Crumb, Event, Explained, Fact, Progress, Tab, View, Way
from portal.web.tables import Cell, Column, Row, heads, table

COLUMNS = (Column("企业名称", "name", is_sortable=True, is_fixed=True), Column("营业收入", unit="万元", is_number=True))


class Form(forms.Form):
    revenue = forms.CharField(label="营业收入", help_text="两位小数。")
    county = forms.ChoiceField(label="县区", choices=[("1", "淇县")])
    done = forms.ChoiceField(label="填完了吗？", choices=[("y", "填完了")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="以上内容属实")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)


def draw(name: str, **values: object) -> str:
    return render_to_string(f"components/{name}.html", values)


def a_table(**extra: object):
    rows = [Row(("甲公司", "1.00"), ref="r1", label="甲公司")]
    return table("名单", COLUMNS, rows, query=QueryDict(""), sort="name", **extra)


LEAST = {
    "badge": {"text": "规上"},
    "bars": {
        "caption": "各梯队",
        "name_title": "梯队",
        "value_title": "家",
        "bar_title": "占比",
        "head": [],
        "rows": [Bar("科小", "--", None)],
    },
    "breadcrumb": {"crumbs": [Crumb("企业台账")]},
    "bulk": {"id": "b", "url": "/x/", "csrf_token": "t", "actions": [], "total": "3", "unit": "家", "query": ""},
    "button": {"title": "提交审核"},
    "cell": {"cell": Cell("甲")},
    "chips": {"chips": [], "clear_url": "?"},
    "copy": {"text": "9141", "what": "信用代码"},
    "diff": {"kind": "new", "after": "1"},
    "empty": {"kind": "N0", "title": "还没有企业"},
    "errors": {"problems": [("请填写营业收入", "#id_revenue")]},
    "explain": {"item": Explained("资产总额", -1, "≤ 20,000.00万元")},
    "explain_list": {"title": "门槛", "items": []},
    "facts": {"rows": [Fact("县区")]},
    "field": {"field": Form()["revenue"]},
    "job": {"job": Progress("导入", "waiting"), "id": "j", "url": "/j/"},
    "kpi": {"title": "高企", "value": "1,312"},
    "ladder": {},
    "light": {"colour": "grey"},
    "messages": {"messages": []},
    "meter": {"share": None, "label": "还没有数据"},
    "note": {"kind": "info", "text": "规则库今晚更新。"},
    "pagination": {"page": paginate([], QueryDict(""))},
    "paper_signs": {},
    "rail_card": {"title": "包联"},
    "refresh": {"seconds": 3},
    "stepper": {"steps": ["选文件"], "now": 1},
    "table": {"table": a_table()},
    "table_head": {"heads": heads(COLUMNS, QueryDict(""))},
    "tabs": {"tabs": [Tab("概况", "?")], "label": "资料"},
    "tier": {"step": 1, "title": "泛科技企业"},
    "timeline": {"events": [Event("受理")]},
    "toolbar": {},
    "verdict": {"code": 1},
}
# Pieces of one component only, drawn by it: never included by a page.
PIECES = {"bar_row", "sort_link"}


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_component_draws_with_the_least_it_may_be_given(name):
    draw(name, **LEAST[name])


def test_every_component_is_tried():
    found = {path.stem for path in Path("templates/components").glob("*.html")}
    assert found == set(LEAST) | PIECES


def test_every_symbol_a_template_names_is_in_the_sprite():

    pattern = re.compile(r'{% icon "([a-z0-9-]+)"')
    named = {name for path in Path("templates").rglob("*.html") for name in pattern.findall(path.read_text("utf-8"))}
    assert named - set(SYMBOLS) == set()


@pytest.mark.parametrize(
    ("code", "word", "colour"),
    [(1, "达标", "green"), (0, "不达标", "red"), (-1, "缺数据", "grey"), (2, "待专家确认", "blue")],
)
def test_a_verdict_is_shape_word_and_colour(code, word, colour):
    drawn = draw("verdict", code=code)
    assert word in drawn
    assert f"light-{colour}" in drawn
    assert f"#light-{colour}" in drawn


@pytest.mark.parametrize(
    ("colour", "word"), [("green", "正常"), ("blue", "临期"), ("yellow", "落后"), ("red", "逾期"), ("grey", "缺数据")]
)
def test_a_light_without_a_word_takes_the_word_of_its_colour(colour, word):
    drawn = draw("light", colour=colour)
    assert word in drawn
    assert f"#light-{colour}" in drawn


def test_what_comes_from_people_is_escaped():
    evil = "<script>x</script>"
    for drawn in (
        draw("badge", text=evil),
        draw("light", colour="red", word=evil, note=evil),
        draw("table", table=table(evil, COLUMNS, [(Cell(evil, url="?", note=evil, title=evil), evil)])),
        draw("facts", rows=[Fact(evil, evil, evil)]),
        draw("note", kind="info", text=evil, title=evil),
        draw("explain", item=Explained(evil, 0, evil, evil, evil, [Way(evil, evil)], evil, note=evil, source=evil)),
        draw("copy", text=evil, what=evil),
        draw("chips", chips=[Chip(evil, evil, "?")], clear_url="?"),
    ):
        assert "<script>" not in drawn


class TestField:
    def test_a_unit_and_last_year_stand_behind_the_input(self):
        form = Form()
        form.fields["revenue"].unit, form.fields["revenue"].last_year = "万元", "96.00"
        drawn = draw("field", field=form["revenue"])
        assert drawn.index("<input") < drawn.index("万元") < drawn.index("上年 96.00")
        assert 'aria-describedby="id_revenue_help id_revenue_unit"' in drawn

    def test_an_error_stands_above_the_input_and_is_tied_to_it(self):
        form = Form({"county": "1"})
        drawn = draw("field", field=form["revenue"])
        assert drawn.index("请填写营业收入。") < drawn.index("<input")
        assert 'aria-invalid="true"' in drawn
        assert "id_revenue_error" in drawn.split("aria-describedby=")[1].split(">")[0]

    def test_the_summary_says_the_same_words_and_reaches_the_field(self):
        form = Form({"county": "9"})
        drawn = draw("errors", form=form)
        assert "有4处需要改" in drawn
        assert '<a href="#id_revenue">请填写营业收入。</a>' in drawn
        assert '<a href="#div_id_done">请选择“填完了吗”。</a>' in drawn
        assert '<a href="#id_agreed">请勾选“以上内容属实”。</a>' in drawn
        for target in ("div_id_done", "id_agreed", "id_county", "id_revenue"):
            assert any(f'id="{target}"' in draw("field", field=field) for field in form)

    def test_only_fields_that_may_stay_empty_say_so(self):
        assert "选填" not in draw("field", field=Form()["revenue"])
        assert "选填" in draw("field", field=Form()["note"])

    def test_a_group_of_choices_is_a_fieldset(self):
        drawn = draw("field", field=Form()["done"])
        assert "<legend" in drawn
        assert 'for="id_done_0"' in drawn

    def test_a_hidden_field_draws_only_itself(self):
        assert "<label" not in draw("field", field=Form()["secret"])


class TestTable:
    def test_it_is_one_table_with_scopes_in_a_named_region_one_can_focus(self):
        drawn = draw("table", table=a_table())
        assert drawn.count("<table") == 1
        assert 'role="region" tabindex="0" aria-labelledby="table-caption"' in drawn
        assert '<th scope="row" class="is-fixed p1">' in drawn
        assert 'aria-sort="ascending"' in drawn
        assert "（万元）" in drawn

    def test_rows_can_be_chosen_by_name_for_a_form_elsewhere(self):
        drawn = draw("table", table=a_table(is_selectable=True, form="bulk"))
        assert 'name="ref" value="r1" form="bulk"' in drawn
        assert 'aria-label="选中 甲公司"' in drawn

    def test_the_sum_stands_in_the_foot(self):
        drawn = draw("table", table=a_table(total=("合计1家", "1.00")))
        assert drawn.index("<tfoot>") < drawn.index("合计1家")

    def test_links_are_answered_by_htmx_only_where_the_page_says_so(self):
        assert "hx-get" not in draw("table", table=a_table())
        assert 'hx-get="?sort=-name"' in draw("table", table=a_table(), live=True)


def test_a_key_figure_without_a_value_says_which_gap_it_is():
    drawn = draw(
        "kpi",
        title="技术合同额",
        gap="未报",
        light="grey",
        word="缺数据",
        lines=[("目标95.00", "")],
        url="?",
        more="看明细",
    )
    assert "未报" in drawn
    assert '<svg class="meter"' not in drawn


def test_a_meter_marks_where_it_should_be_and_shows_a_little_as_more_than_nothing():
    assert 'x1="89.3%"' in draw("meter", share=0.5, expected=0.893, label="完成50%")
    assert 'width="0.6%"' in draw("meter", share=0.0001, label="完成0.01%")
    assert 'width="100.0%"' in draw("meter", share=1.7, label="完成170%")
    assert 'width="0%"' in draw("meter", share=0, label="完成0%")


def test_an_open_job_asks_again_and_a_closed_one_does_not():
    started = datetime(2026, 11, 22, tzinfo=UTC)
    running = Progress("导入", "running", 234, 383, "每秒39行", "约4秒", started_at=started, stop_url="/stop/")
    drawn = draw("job", job=running, id="j", url="/j/", csrf_token="t")
    assert 'hx-trigger="every 2s"' in drawn
    assert "234 / 383" in drawn
    assert "hx-trigger" not in draw("job", job=Progress("导入", "done", 3, 3, result_url="/r/"), id="j", url="/j/")


def test_an_undo_is_a_form_of_its_own():
    message = Message(constants.SUCCESS, "已分派37家。", extra_tags="undo:/undo/")
    drawn = draw("messages", messages=[message], csrf_token="t")
    assert 'action="/undo/"' in drawn
    assert "撤销" in drawn
    assert "撤销" not in draw("messages", messages=[Message(constants.ERROR, "没有写入。")])


def test_an_unknown_value_is_never_called_unmet():
    drawn = draw("explain", item=Explained("资产总额", -1, "≤ 20,000.00万元", fill_url="/fill/"))
    assert "未填" in drawn
    assert "不算不达标" in drawn
    assert "light-red" not in drawn


def test_buttons_are_links_deeds_or_say_why_not():
    assert draw("button", title="导出", url="?export", kind="text").startswith('<a class="btn btn-text')
    assert 'method="post"' in draw("button", title="发布", post="/publish/", csrf_token="t")
    off = draw("button", title="发布", off="还有20家未分解")
    assert "<button" not in off
    assert "还有20家未分解" in off


def test_the_toolbar_marks_the_view_in_use():
    drawn = draw(
        "toolbar", views=[View("我包联的", "?mine", True)], save_url="?save", actions=[Action("导出", "?e", "download")]
    )
    assert 'aria-current="true"' in drawn
    assert "另存为视图" in drawn
