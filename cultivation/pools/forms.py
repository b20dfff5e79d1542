"""What a person may type about pools, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.db.models import QuerySet

from cultivation.pools.enums import Answer, CoreItem, CountedBy, Finding, RetentionItem
from cultivation.pools.evidence.visits import Found, Group
from cultivation.pools.models import RetentionRecord, RetentionStandard, Sorting, Visit
from cultivation.pools.queries.retention import Said
from enterprises.models import Agency
from enterprises.models.identity import normalise_code, problem_of_code

ENTERED = "entered_on"


class _DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: str, *, help_text: str, required: bool = True) -> forms.DateField:
    field = forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=_DateInput(),
        error_messages={
            "required": f"请填写{label}，例如2026-11-22。",
            "invalid": f"{label}不是日期，请按2026-11-22的样子填写。",
        },
    )
    field.width = "date"
    return field


def _text(label: str, *, help_text: str, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=200,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多200个字，实际有%(show_value)d个字。",
        },
    )


class Entering(forms.Form):
    """人工入库: one enterprise by its credit code."""

    code = forms.CharField(
        label="统一社会信用代码",
        help_text="18位，企业须已在台账中。",
        max_length=40,
        error_messages={"required": "请填写统一社会信用代码，例如91350100M000100Y43。"},
    )
    entered_on = _day("入库日期", help_text="早于今天的，原因里要说明为什么补录。")
    reason = _text("原因", help_text="例如：统计部门升规入统名单。")
    note = _text("依据", help_text="文件名称、文号或证书编号，例如：鹤科〔2026〕15号。")

    code.width = "code"

    def clean_code(self) -> str:
        """The code as it is kept. A code that is none is refused with what is wrong about it."""
        code = normalise_code(self.cleaned_data["code"])
        if problem := problem_of_code(code):
            raise forms.ValidationError(problem)
        return code


class Leaving(forms.Form):
    """退出: when and why."""

    left_on = _day("退出日期", help_text="退出当天起不再计入在库。")
    reason = _text("退出原因", help_text="例如：证书到期未续。")


class Deciding(forms.Form):
    """确认 or 不采纳, for one proposal or many."""

    entered_on = _day("入库日期", help_text="默认今天；早于今天的，意见里要写明原因。", required=False)
    note = _text("处理意见", help_text="", required=False)

    def __init__(self, *args: object, is_entry: bool, is_dismissal: bool, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not is_entry or is_dismissal:
            del self.fields[ENTERED]
        else:
            self.fields[ENTERED].initial = on
        if is_dismissal:
            self.fields["note"].required = True
            self.fields["note"].label = "不采纳的原因"
            self.fields["note"].help_text = "例如：企业已书面说明不申报。"
            self.fields["note"].error_messages["required"] = "请填写不采纳的原因。"

    def answer(self) -> dict[str, object]:
        """What the deed is given: the note, and the day of entry when one was asked for and given."""
        day = self.cleaned_data.get(ENTERED)
        return {"note": self.cleaned_data["note"], **({ENTERED: day} if day else {})}


class CheckingUp(forms.Form):
    """做体检: which programmes, which clinic, and what the examiner has to say."""

    programmes = forms.MultipleChoiceField(
        label="体检项目",
        help_text="报告按这里的次序写。",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一个体检项目，例如高新技术企业认定。",
            "invalid_choice": "没有“%(value)s”这个项目，请在列出的项目里选。",
        },
    )
    clinic = forms.ChoiceField(label="体检机构", required=False, help_text="由企业创新诊所体检的，选诊所。")
    remark = forms.CharField(
        label="体检意见",
        required=False,
        max_length=400,
        help_text="写进报告，出具后不能改。例如：研发费用归集不全，建议先建辅助账。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "体检意见最多400个字，实际有%(show_value)d个字。"},
    )

    def __init__(
        self,
        *args: object,
        programmes: Sequence[tuple[str, str]],
        clinics: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programmes"].choices = programmes
        self.fields["clinic"].choices = [("", "科技部门"), *clinics]


class KeepingClinic(forms.Form):
    """企业创新诊所: name, host, domain, contact, region, and its days."""

    name = forms.CharField(
        label="名称",
        max_length=80,
        help_text="例如：装备制造企业创新诊所。",
        error_messages={
            "required": "请填写名称，例如装备制造企业创新诊所。",
            "max_length": "名称最多80个字，实际有%(show_value)d个字。",
        },
    )
    host = forms.CharField(
        label="依托单位",
        max_length=120,
        help_text="高校、院所、平台或服务机构的全称。",
        error_messages={
            "required": "请填写依托单位，例如市生产力促进中心。",
            "max_length": "依托单位最多120个字，实际有%(show_value)d个字。",
        },
    )
    domain = forms.CharField(
        label="服务领域",
        max_length=120,
        help_text="例如：数控机床、汽车零部件。",
        error_messages={
            "required": "请填写服务领域，例如数控机床、汽车零部件。",
            "max_length": "服务领域最多120个字，实际有%(show_value)d个字。",
        },
    )
    region = forms.ChoiceField(label="服务地区")
    contact_name = forms.CharField(label="联系人", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)
    started_on = _day("设立日期", help_text="批准或挂牌的日期。")
    closed_on = _day("停办日期", help_text="停办当天起不再出具体检报告；在办的不填。", required=False)

    def __init__(self, *args: object, regions: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions


class Planning(forms.Form):
    """一企一策: of every measure who sees to it, until which month, and what proves it; and measures of one's own.

    measures: (heading, text) of each; people: ref → name of who may be in charge, beside the enterprise; months: the last
    day of each month that may be chosen. years: to choose from, or nothing where the year stands. needs_reason: a signed
    plan is being revised.
    """

    OWN = 2

    def __init__(
        self,
        *args: object,
        measures: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        months: Sequence[date],
        years: Sequence[int] = (),
        needs_reason: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        self._people, self._months = people, months
        if years:
            self.fields["year"] = forms.TypedChoiceField(
                label="年度", coerce=int, choices=[(year, f"{year}年") for year in years]
            )
        for place in range(len(self.measures)):
            self._charge(place, required=True)
        for place in range(self.OWN):
            self.fields[f"own_{place}"] = forms.CharField(
                label="做法", required=False, max_length=300, help_text="例如：请专家上门辅导研发费用归集。"
            )
            self._charge(len(self.measures) + place, required=False)
        if needs_reason:
            self.fields["reason"] = _text("修订原因", help_text="例如：企业申报年度调整。")

    def _charge(self, place: int, *, required: bool) -> None:
        self.fields[f"owner_{place}"] = forms.ChoiceField(
            label="责任人", required=False, choices=[("", "企业"), *self._people]
        )
        self.fields[f"due_{place}"] = forms.TypedChoiceField(
            label="完成时限",
            required=required,
            coerce=date.fromisoformat,
            empty_value=None,
            choices=[("", "请选月份"), *((day.isoformat(), f"{day:%Y年%m月}") for day in self._months)],
            error_messages={
                "required": "请选完成的月份。",
                "invalid_choice": "没有“%(value)s”这个月份，请在列出的月份里选。",
            },
        )
        self.fields[f"evidence_{place}"] = forms.CharField(
            label="证明材料",
            required=required,
            max_length=200,
            error_messages={
                "required": "请写明用什么证明，例如研发辅助账。",
                "max_length": "证明材料最多200个字，实际有%(show_value)d个字。",
            },
        )

    def clean(self) -> dict[str, object]:
        """A measure of one's own needs its month and its proof as well."""
        cleaned = super().clean() or self.cleaned_data
        for place in range(self.OWN):
            number = len(self.measures) + place
            if cleaned.get(f"own_{place}"):
                for name, sentence in (
                    (f"due_{number}", "请选完成的月份。"),
                    (f"evidence_{number}", "请写明用什么证明，例如研发辅助账。"),
                ):
                    if not cleaned.get(name) and name not in self.errors:
                        self.add_error(name, sentence)
        return cleaned

    def rows(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(heading, text, fields) of each measure that is there."""
        return [(*measure, self._fields(place)) for place, measure in enumerate(self.measures)]

    def own_rows(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """(what to do, fields) of each measure of one's own."""
        return [(self[f"own_{place}"], self._fields(len(self.measures) + place)) for place in range(self.OWN)]

    def _fields(self, place: int) -> list[forms.BoundField]:
        return [self[f"{name}_{place}"] for name in ("owner", "due", "evidence")]


class KeepingSorting(forms.Form):
    """分类办法: which conditions make up each dimension, how many gaps each class allows, and the year it applies in.

    sorting: the one in force, whose names stay; options: (key, title) of every condition and item of the rule.
    """

    def __init__(self, *args: object, sorting: Sorting, options: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._sorting = sorting
        self.fields["valid_from"] = _day("施行日期", help_text="从这一天起按新办法分类，以前的分类不改。")
        self.fields["source"] = _text("依据", help_text="文件名称和文号，例如：鹤科〔2026〕15号。")
        for each in sorting.dimensions:
            self.fields[f"lines_{each['code']}"] = forms.MultipleChoiceField(
                label=each["name"],
                choices=options,
                initial=each["lines"],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": f"“{each['name']}”至少选一项条件。"},
            )
        for each in sorting.classes:
            if each["most"] is not None:
                self.fields[f"most_{each['code']}"] = _number(
                    f"{each['name']}：短板不超过几项", initial=each["most"], most=len(sorting.dimensions)
                )
            self.fields[f"years_{each['code']}"] = _number(f"{each['name']}：几年后申报", initial=each["years"], most=5)
            self.fields[f"guidance_{each['code']}"] = forms.CharField(
                label=f"{each['name']}：指导意见",
                initial=each["guidance"],
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": f"请填写“{each['name']}”的指导意见。"},
            )
        for each in sorting.stages:
            if each["when"].startswith("younger:"):
                self.fields[f"months_{each['code']}"] = _number(
                    f"{each['name']}：成立不满几个月", initial=int(each["when"].partition(":")[2]), most=600, least=1
                )

    def parts(self) -> dict[str, object]:
        """What the valid form says, as keep_sorting takes it."""
        typed = self.cleaned_data
        return {
            "valid_from": typed["valid_from"],
            "source": typed["source"],
            "dimensions": [{**each, "lines": typed[f"lines_{each['code']}"]} for each in self._sorting.dimensions],
            "classes": [
                {
                    **each,
                    "most": typed.get(f"most_{each['code']}"),
                    "years": typed[f"years_{each['code']}"],
                    "guidance": typed[f"guidance_{each['code']}"],
                }
                for each in self._sorting.classes
            ],
            "stages": [
                {**each, "when": f"younger:{typed[name]}"} if (name := f"months_{each['code']}") in typed else each
                for each in self._sorting.stages
            ],
        }


def _number(label: str, *, initial: int, most: int, least: int = 0) -> forms.IntegerField:
    sentence = f"{label}：请填{least}到{most}的整数。"
    field = forms.IntegerField(
        label=label,
        initial=initial,
        min_value=least,
        max_value=most,
        error_messages={"required": sentence, "invalid": sentence, "min_value": sentence, "max_value": sentence},
    )
    field.width = "number"
    return field


class Mandating(forms.Form):
    """授权: which agency, for which programmes, whether it may fill, from when to when."""

    agency = forms.ModelChoiceField(
        label="服务机构",
        queryset=Agency.objects.none(),
        to_field_name="ref",
        empty_label="请选择",
        help_text="只列科技局登记过的机构；没有您要的，请让机构先到科技局登记。",
        error_messages={"required": "请选择服务机构。", "invalid_choice": "请从列表里选服务机构。"},
    )
    programmes = forms.MultipleChoiceField(
        label="可看的事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="机构只能看选中事项的预诊断，连同判断所用的数据。",
        error_messages={"required": "请至少选一个事项。", "invalid_choice": "请从列表里选事项。"},
    )
    may_fill = forms.BooleanField(
        label="并可代填年报和补充情况", required=False, help_text="代填的数会记下由谁、哪家机构所填，仍由县区审核。"
    )
    valid_from = _day("起始日期", help_text="不早于今天。")
    valid_to = _day("截止日期", help_text="当天仍有效；随时可以收回。")

    def __init__(
        self, *args: object, agencies: QuerySet[Agency], programmes: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["programmes"].choices = programmes


class Agencying(forms.Form):
    """登记服务机构."""

    code = forms.CharField(
        label="统一社会信用代码",
        help_text="机构自己的18位代码。",
        max_length=40,
        error_messages={"required": "请填写统一社会信用代码，例如91350100M000100Y43。"},
    )
    name = _text("机构名称", help_text="与营业执照一致。")

    code.width = "code"


class Joining(forms.Form):
    """登记机构人员: an account that holds the role already."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        help_text="先由系统管理员建立账号，并授予“服务机构”角色。",
        error_messages={"required": "请填写用户名。"},
    )


def _line(label: str, *, most: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=most,
        error_messages={"max_length": f"{label}最多{most}个字，实际有%(show_value)d个字。"},
    )


def _points(label: str) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": f"{label}应为整数，例如18。"},
    )
    field.width, field.unit = "short", "分"
    return field


EXAMPLES = {
    CoreItem.IP: ("例如：发明专利证书原件2件。", "例如：Ⅰ类2件、Ⅱ类6件。"),
    CoreItem.CONVERSION: ("例如：3项转化的合同和用户证明。", "例如：近三年转化12项。"),
    CoreItem.MANAGEMENT: ("例如：研发管理制度和项目立项书。", "例如：制度4份、产学研协议1份。"),
    CoreItem.GROWTH: ("例如：近三年审计报告。", "例如：净资产1,755万元、销售收入3,645万元。"),
}


class Visiting(forms.Form):
    """走访: the day, and for each group of the score what was found. Groups without a finding were not looked at."""

    PARTS = ("finding", "seen", "value", "low", "high", "evidence")

    def __init__(self, data: object, *, groups: Sequence[Group], on: date, corrects: Visit | None = None) -> None:
        super().__init__(data, initial=_initial(groups, on, corrects))
        self.groups = list(groups)
        self.fields["visited_on"] = _day("走访日期", help_text="到企业的那一天，可以补登记。")
        self.fields["companions"] = _line("同行人员", most=200, help_text="例如：县税务局李某。")
        for group in self.groups:
            self.fields[f"{group.code}-finding"] = forms.ChoiceField(
                label="核实结果", required=False, choices=[("", "没有看这一组"), *Finding.choices]
            )
            seen, value = EXAMPLES.get(group.code, ("", ""))
            self.fields[f"{group.code}-seen"] = _line("看到了什么", most=500, help_text=seen)
            self.fields[f"{group.code}-value"] = _line("核实的数值", most=200, help_text=value)
            self.fields[f"{group.code}-low"] = _points("评分下限")
            self.fields[f"{group.code}-high"] = _points("评分上限")
            self.fields[f"{group.code}-evidence"] = _line("依据", most=300, help_text="原件、台账、照片的名称或编号。")
        self.fields["note"] = _line("其他情况", most=500)

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the groups."""
        return [self["visited_on"], self["companions"]]

    @property
    def tail(self) -> list[forms.BoundField]:
        """The fields below the groups."""
        return [self["note"]]

    @property
    def groups_drawn(self) -> list[tuple[Group, list[forms.BoundField]]]:
        """Each group with its fields."""
        return [(group, [self[f"{group.code}-{part}"] for part in self.PARTS]) for group in self.groups]

    def clean(self) -> dict[str, object]:
        """What is written about a group without saying what was found would be lost; it is asked about."""
        facts: dict[str, object] = super().clean() or {}
        for group in self.groups:
            said = [facts.get(f"{group.code}-{part}") for part in self.PARTS[1:]]
            if not facts.get(f"{group.code}-finding") and any(each not in (None, "") for each in said):
                self.add_error(f"{group.code}-finding", f"“{group.title}”写了内容，请选核实结果。")
        return facts

    def visit(self) -> dict[str, object]:
        """What the deed is given."""
        facts = self.cleaned_data
        found = [
            Found(group.code, **{part: facts[f"{group.code}-{part}"] for part in self.PARTS})
            for group in self.groups
            if facts[f"{group.code}-finding"]
        ]
        return {
            "found": found,
            "visited_on": facts["visited_on"],
            "companions": facts["companions"],
            "note": facts["note"],
        }


def _initial(groups: Sequence[Group], on: date, corrects: Visit | None) -> dict[str, object]:
    """Today; or, for a correction, what was recorded."""
    if corrects is None:
        return {"visited_on": on}
    found: dict[str, object] = {
        "visited_on": corrects.visited_on,
        "companions": corrects.companions,
        "note": corrects.note,
    }
    units = {group.code: group.per_point for group in groups}
    for row in corrects.items.all():
        unit = units.get(row.section, 1)
        found |= {
            f"{row.section}-finding": row.finding,
            f"{row.section}-seen": row.seen,
            f"{row.section}-value": row.value,
            f"{row.section}-low": None if row.points_low is None else row.points_low // unit,
            f"{row.section}-high": None if row.points_high is None else row.points_high // unit,
            f"{row.section}-evidence": row.evidence,
        }
    return found


UNSAID = ("", "未知")
CHOICES = {
    RetentionItem.RD_PROJECT: [
        UNSAID,
        (Answer.YES.value, "研发项目已全部备案"),
        (Answer.NO.value, "有研发项目，没有全部备案"),
        (Answer.NONE.value, "当年没有研发项目"),
    ],
    RetentionItem.LEDGER: [UNSAID, (Answer.YES.value, "已建辅助账"), (Answer.NO.value, "没有建")],
    RetentionItem.DEDUCTION: [UNSAID, (Answer.YES.value, "已享受"), (Answer.NO.value, "没有享受")],
}


class Retaining(forms.Form):
    """登记高企巩固情况 of one year; what is left at 未知 is unknown."""

    def __init__(self, data: object, *, held: Mapping[str, RetentionRecord], on: date) -> None:
        rd = held.get(RetentionItem.RD_PROJECT)
        note = next((row.source_note for row in held.values() if row.source_note), "")
        initial = {item: row.answer for item, row in held.items()}
        super().__init__(data, initial=initial | {"reason": rd.reason if rd else "", "as_of": on, "source_note": note})
        for item in RetentionItem:
            self.fields[item.value] = forms.ChoiceField(label=item.label, required=False, choices=CHOICES[item])
            if item == RetentionItem.RD_PROJECT:
                self.fields["reason"] = _line(
                    "没有研发项目的原因", most=200, help_text="选“当年没有研发项目”时必填，据此不计入加计扣除的分母。"
                )
        self.fields["as_of"] = _day("情况截至", help_text="这些情况是哪一天的。")
        self.fields["source_note"] = _line("来源说明", most=120, help_text="例如：税务局2026年7月反馈名单。")

    def said(self) -> dict[str, object]:
        """What the deed is given."""
        facts = self.cleaned_data
        none = facts[RetentionItem.RD_PROJECT] == Answer.NONE
        said = {
            item.value: Said(
                facts[item.value], facts["reason"].strip() if none and item == RetentionItem.RD_PROJECT else ""
            )
            for item in RetentionItem
        }
        return {"said": said, "as_of": facts["as_of"], "source_note": facts["source_note"]}

    def field_of(self, problem: str) -> str | None:
        """The field that a refusal of the deed belongs to."""
        if problem == RetentionItem.RD_PROJECT and self.cleaned_data.get(problem) == Answer.NONE:
            return "reason"
        return problem if problem in self.fields else None


def _whole(
    label: str, *, least: int, most: int, example: int, unit: str = "", help_text: str = ""
) -> forms.IntegerField:
    said = f"{label}应为{least}到{most}之间的整数，例如{example}。"
    field = forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": said, "invalid": said, "min_value": said, "max_value": said},
    )
    field.width, field.unit = "short", unit
    return field


class Standard(forms.Form):
    """高企巩固标准: what the city asks of a valid 高企 each year."""

    from_year = _whole("从哪一年起", least=2008, most=2100, example=2022, help_text="以前的年度仍按以前的标准。")
    ip_min = _whole("每年知识产权", least=0, most=999, example=5, unit="项")
    class_one_min = _whole("其中Ⅰ类至少", least=0, most=999, example=1, unit="项")
    counted_by = forms.ChoiceField(
        label="计入年度按", choices=CountedBy.choices, help_text="文件说“申报”按申请日，说“授权”按授权日。"
    )
    rd_percent = _whole("研发项目备案覆盖率", least=0, most=100, example=100, unit="%")
    ledger_percent = _whole("辅助账覆盖率", least=0, most=100, example=100, unit="%")
    deduction_percent = _whole("加计扣除享受率", least=0, most=100, example=100, unit="%")
    source = _text("来源文件", help_text="例如：海政办发〔2022〕12号。")

    def __init__(self, data: object, *, latest: RetentionStandard | None, on: date) -> None:
        initial: dict[str, object] = {"from_year": on.year}
        if latest is not None:
            initial |= {name: getattr(latest, name) for name in self.base_fields if name != "source"}
        super().__init__(data, initial=initial)
