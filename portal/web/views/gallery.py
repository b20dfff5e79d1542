"""样张: every component in every state, for whoever builds pages, for screenshots and for the accessibility rules."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from portal.web import formats
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Action, Bar, Chip, Crumb, Event, Explained, Fact, Progress, Tab, View, Way
from portal.web.say import UNDO
from portal.web.tables import Cell, Column, Row, Table, table

_NOW = datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_TODAY = date(2026, 11, 22)

TIERS = ("泛科技企业", "科技型中小企业", "高企培育库", "高新技术企业", "瞪羚企业", "小巨人企业", "领军企业")


class Sample(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="企业名称", help_text="与营业执照一致，写全称。")
    code = forms.CharField(label="统一社会信用代码", help_text="18位，字母大写，不含I、O、S、V、Z。")
    revenue = forms.CharField(label="营业收入", help_text="利润表口径，两位小数。")
    founded = forms.CharField(label="注册日期", help_text="例如 2019-12-02。")
    county = forms.ChoiceField(label="所在县区", choices=[("410611", "淇滨区"), ("410621", "浚县")])
    finished = forms.ChoiceField(
        label="这一节填完了吗？", choices=[("yes", "填完了"), ("no", "以后再填")], widget=forms.RadioSelect
    )
    titles = forms.MultipleChoiceField(
        label="已有称号", choices=[("s", "科技型中小企业"), ("h", "高新技术企业")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="证明材料", required=False, help_text="PDF、JPG或PNG，单个不超过20MB。")
    agreed = forms.BooleanField(label="以上内容属实", help_text="提交后由县区科技部门初审。")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].width = "code"
        self.fields["revenue"].width, self.fields["revenue"].unit = "number", "万元"
        self.fields["revenue"].last_year = "4,980.00"
        self.fields["founded"].width = "date"
        self.fields["county"].width = "short"

    def clean_revenue(self) -> str:
        raise forms.ValidationError("“3,500,000”大于上年的700倍，可能填成了元。请核对单位，例如 350.00 万元。")


def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery, and with `?paper` the printed frame; for the system administrator, and for everybody while developing."""
    is_open = getattr(settings, "GALLERY_OPEN", settings.DEBUG)
    acting = getattr(request.user, "acting", None)
    if not is_open and not (acting and acting.may("gallery.view")):
        raise Http404
    if "paper" in request.GET:
        return page(request, "portal/web/gallery_paper.html", {"table": _ledger(request.GET)})
    return page(request, "portal/web/gallery.html", _samples(request), fragment="list")


def _samples(request: HttpRequest) -> dict[str, object]:
    wrong = Sample(
        auto_id="wrong_%s", data={"name": "某某精密制造有限公司", "revenue": "3,500,000", "county": "410611"}
    )
    wrong.is_valid()
    return {
        "crumbs": [Crumb("帮助", "/help/"), Crumb("样张")],
        "tiers": list(enumerate(TIERS, start=1)),
        "colours": ("green", "blue", "yellow", "red", "grey"),
        "kpis": _key_figures(),
        "bars": _bars(),
        "table": _ledger(request.GET),
        "empty_table": table("没有行的名单", _COLUMNS, []),
        "page": paginate(range(1, 413), request.GET),
        "views": [View("我包联的", "?view=mine", True), View("2027到期", "?view=2027"), View("研发不足", "?view=rd")],
        "toolbar_actions": [
            Action("新增", "?new", "plus-lg"),
            Action("导入", "?import", "upload"),
            Action("导出当前412家", "?export", "download"),
        ],
        "bulk_actions": [Action("批量分派", value="assign"), Action("批量打标签", value="label")],
        "chips": [Chip("县区", "淇滨区", "?"), Chip("梯队", "高企、培育库", "?")],
        "tabs": [
            Tab("概况", "?tab=facts", True),
            Tab("诊断", "?tab=diagnosis"),
            Tab("知识产权", "?tab=ip", count=6),
            Tab("问题", "?tab=problems", count=2),
        ],
        "events": [
            Event("县区初审通过", "2026-11-20 16:12", "淇滨区科技局 李某", "材料11项，退回补正1次。"),
            Event("市级复核", "2026-11-22 08:00", "高新科", "还剩3个工作日。", "now"),
            Event("公示", "", "", "预计12月上旬。", ""),
        ],
        "facts": [
            Fact("统一社会信用代码", "91410600MA0XXXXX4T", copy=True),
            Fact("营业收入（万元）", "5,836.00", "企业年报 2026-04-18 提交", change_url="?edit"),
            Fact("资产总额（万元）", gap=formats.NOT_GIVEN, change_url="?edit"),
            Fact("联系电话", formats.mask_phone("13812341402")),
        ],
        "rail_facts": [
            Fact("领导", "李副局长"),
            Fact("科室", "高新科"),
            Fact("干部", "张某 138****1402"),
            Fact("上次走访", "2026-10-30", "23天前"),
        ],
        "criteria": _criteria(),
        "steps": ["选文件", "对列", "检查", "看差异", "确认写入"],
        "jobs": _jobs(),
        "messages_shown": [
            Message(constants.SUCCESS, "已分派37家。", extra_tags=f"{UNDO}/help/"),
            Message(constants.INFO, "规则库今晚22:00更新，期间诊断照常。"),
            Message(constants.WARNING, "有5家企业的营业收入可能填成了元。"),
            Message(constants.ERROR, "没有写入：第17行的信用代码校验位不对。请把该列设为文本后重填。"),
        ],
        "form": None,
        "sample": Sample(),
        "wrong": wrong,
        "formats": _formats(),
    }


def _key_figures() -> list[dict[str, object]]:
    return [
        {
            "title": "高新技术企业",
            "value": "1,312",
            "unit": "家",
            "light": "yellow",
            "word": "落后",
            "share": 0.875,
            "expected": 0.893,
            "label": "完成87.5%，序时89.3%",
            "lines": [("目标1,500", "完成87.5%"), ("序时89.3%", "欠1.8百分点")],
        },
        {
            "title": "科技型中小企业",
            "value": "9,420",
            "unit": "家",
            "light": "green",
            "word": "正常",
            "share": 0.942,
            "expected": 0.893,
            "label": "完成94.2%，序时89.3%",
            "lines": [("目标10,000", "完成94.2%"), ("序时89.3%", "超4.9百分点")],
        },
        {
            "title": "研发投入强度",
            "value": "1.21%",
            "unit": "",
            "light": "red",
            "word": "逾期",
            "share": 0.834,
            "expected": 0.893,
            "label": "完成83.4%，序时89.3%",
            "lines": [("目标1.45%", "差0.24百分点"), ("同比+0.06百分点", "")],
        },
        {
            "title": "技术合同额",
            "value": "",
            "unit": "亿元",
            "light": "grey",
            "word": "缺数据",
            "gap": formats.NOT_REPORTED,
            "lines": [("目标95.00", "3个县区未报"), ("序时89.3%", "")],
        },
    ]


def _bars() -> list[Bar]:
    counts = (14206, 9420, 1864, 1312, 58, 12, 8)
    return [
        Bar(title, f"{count:,}", count / counts[0], tier=step, url="?pool", cells=(entered, left, ratio))
        for (step, title), count, entered, left, ratio in zip(
            enumerate(TIERS, start=1),
            counts,
            ("+1,120", "+1,904", "+402", "+231", "+11", "+2", "+1"),
            ("-310", "-640", "-118", "-52", "-2", "0", "0"),
            ("--", "66.3%", "19.8%", "70.4%", "4.4%", "20.7%", "66.7%"),
            strict=True,
        )
    ]


_COLUMNS = (
    Column("企业名称", "name", is_sortable=True, is_fixed=True),
    Column("统一社会信用代码", priority=3),
    Column("县区", "county", is_sortable=True, priority=2),
    Column("梯队"),
    Column("营业收入", "revenue", unit="万元", is_number=True, is_sortable=True, priority=2),
    Column("研发占比", "rd", is_number=True, is_sortable=True, priority=2),
    Column("诊断"),
    Column("更新", priority=3),
)


def _ledger(query: QueryDict) -> Table:
    names = ("鹤壁精密制造", "淇河新材料", "浚县环保装备", "朝歌生物医药", "天章电子信息", "鹤煤机械", "镁合金压铸")
    rows = [
        Row(
            ref=f"01J{number:023d}",
            label=f"{name}有限公司",
            is_selected=number == 1,
            cells=(
                Cell(f"{name}有限公司", url="?enterprise", note="高企有效至 2027-10-18" if number == 0 else ""),
                Cell(f"91410600MA0{number}XX4T", "code"),
                Cell(("淇滨区", "山城区", "浚县", "淇县")[number % 4]),
                Cell(TIERS[number % 7], "tier", tier=number % 7 + 1),
                Cell(formats.NOT_GIVEN, "gap")
                if number == 3
                else Cell(formats.wan(5_836_000_000 - number * 317_000_000)),
                Cell(formats.NOT_APPLICABLE, "gap")
                if number == 3
                else Cell(formats.percent(0.0521 - number * 0.003, 2)),
                Cell((1, 0, 1, -1, 2, 0, 1)[number % 7], "verdict", note="差0.04百分点" if number == 1 else ""),
                Cell(formats.ago(_NOW - timedelta(minutes=7 * 9**number), _NOW), "date"),
            ),
        )
        for number, name in enumerate(names)
    ]
    return table(
        "企业台账，按营业收入从高到低",
        _COLUMNS,
        rows,
        query=query,
        sort=query.get("sort", "-revenue"),
        total=("合计412家（全部）", "", "", "", "1,904,233.10", "加权4.87%", "", ""),
        is_selectable=True,
        form="bulk",
        id="ledger",
    )


def _criteria() -> list[Explained]:
    basis = "国科发政〔2017〕115号 第七条"
    return [
        Explained("居民企业", 1, "是", "是", basis="国科发政〔2017〕115号 第六条(一)", basis_url="/help/"),
        Explained(
            "研发费用占营业收入",
            0,
            "≥ 4.00%",
            "178.00 / 5,200.00 = 3.42%",
            gap="差30.00万元",
            ways=(Way("再归集30.00万元，到4%", "+10分"), Way("再归集82.00万元，到5%", "+20分")),
            basis=basis,
            basis_url="/help/",
            source="企业年报 2026-04-18 提交，县区04-25审核通过",
        ),
        Explained("资产总额", -1, "≤ 20,000.00万元", "", basis="国科发政〔2017〕115号 第六条(二)", fill_url="?edit"),
        Explained(
            "近一年未发生重大安全事故", 2, "未发生", "企业承诺未发生", basis="第六条(四)", note="需应急部门比对后确认。"
        ),
    ]


def _jobs() -> list[Progress]:
    return [
        Progress("导入企业台账", "running", 234, 383, "每秒39行", "约4秒", started_at=_NOW, stop_url="/help/"),
        Progress("全市重新测算", "waiting"),
        Progress("导出当前412家", "done", 412, 412, result_url="/help/"),
        Progress(
            "导入年报", "failed", 120, 606, problem="写到第121行时数据库断开，前120行也没有写入。", retry_url="/help/"
        ),
    ]


def _formats() -> list[tuple[str, str]]:
    return [
        ("万元", formats.wan(5_836_000_000)),
        ("亿元", formats.yi(950_000_000_000)),
        ("百分比", formats.percent(0.0342, 2)),
        ("百分点", formats.points(0.0006)),
        ("同比", formats.growth(5836, 4980)),
        ("人数", formats.persons(865_000)),
        ("日期", formats.day(_TODAY)),
        ("期限", formats.deadline(_TODAY + timedelta(days=5), _TODAY)),
        ("逾期", formats.deadline(_TODAY - timedelta(days=6), _TODAY)),
        ("相对时间", formats.ago(_NOW - timedelta(minutes=42), _NOW)),
        ("电话", formats.mask_phone("13812341402")),
        ("没填", formats.wan(None)),
        ("零", formats.wan(0)),
    ]
