"""Choosing a file to import."""

from __future__ import annotations

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from django import forms


class Upload(forms.Form):
    """Which sheet, and the file; what the file really is is decided by its content."""

    sheet = forms.ChoiceField(
        label="导入什么",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择导入什么。", "invalid_choice": "没有这种表，请从选项里选。"},
    )
    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        help_text="xlsx或csv，不超过20 MB、20万行、200列。格子留空表示不改动已有的内容。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.xls"}),
        error_messages={
            "required": "请选择文件。",
            "missing": "请选择文件。",
            "invalid": "文件没有传上来，请重新选择。",
        },
    )

    def __init__(self, *args: object, sheets: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["sheet"].choices = list(sheets)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
