"""What a person may type about pools, checked."""

from __future__ import annotations

from datetime import date

from django import forms

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
