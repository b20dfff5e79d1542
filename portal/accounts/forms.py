"""What a person may type about accounts, checked; actions write."""

from __future__ import annotations

import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import validate_password

from portal.accounts.models import Bureau, User
from portal.accounts.queries import bureaus_for, territories_for
from portal.accounts.roles import Role
from portal.regions.models import Region

# What the validators of the settings ask, in the words of the page; and what is said when one refuses.
PASSWORD_RULES = (
    "至少10个字符，可以是好几个词或一句话，也可以粘贴密码管理器生成的密码。",
    "不能只有数字。",
    "不能是常见密码，例如 password123、qwertyuiop。",
    "不能和您的用户名、姓名相近。",
    "不能和现在的密码相同。",
)
_REFUSALS = {
    "password_too_short": "不足10个字符",
    "password_entirely_numeric": "只有数字",
    "password_too_common": "是常见密码",
    "password_too_similar": "和您的用户名或姓名太相近",
}


def fields_only() -> FormHelper:
    """A form that draws its fields; the page writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class SignIn(forms.Form):
    """用户名 and 密码."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": "请填写用户名。", "max_length": "用户名最多60个字符。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-caps": "caps"}),
        error_messages={"required": "请填写密码。", "max_length": "密码最多200个字符。"},
    )

    helper = fields_only()

    def clean_username(self) -> str:
        """The name as accounts keep it: half-width, lower case."""
        return unicodedata.normalize("NFKC", self.cleaned_data["username"]).strip().lower()


class ChangePassword(forms.Form):
    """The present password, and the new one twice."""

    present = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-caps": "caps"}),
        error_messages={"required": "请填写现在的密码。"},
    )
    chosen = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-caps": "caps"}),
        error_messages={"required": "请填写新密码。", "max_length": "新密码最多200个字符。"},
    )
    repeated = forms.CharField(
        label="再填一次新密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-caps": "caps"}),
        error_messages={"required": "请再填一次新密码。", "max_length": "新密码最多200个字符。"},
    )

    helper = fields_only()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_present(self) -> str:
        """The present password must be right: a screen left open is not enough."""
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError("现在的密码不对。请核对大小写后重新填写。")
        return present

    def clean_chosen(self) -> str:
        """The new password against every rule of PASSWORD_RULES."""
        chosen: str = self.cleaned_data["chosen"]
        try:
            validate_password(chosen, self.user)
        except forms.ValidationError as refusal:
            found = "，".join(_REFUSALS[each.code or ""] for each in refusal.error_list)
            raise forms.ValidationError(f"这个新密码{found}，请换一个，例如几个不相干的词连起来。") from refusal
        if self.user.check_password(chosen):
            raise forms.ValidationError("新密码和现在的密码相同，请换一个。")
        return chosen

    def clean(self) -> dict[str, Any]:
        """Both spellings of the new password agree."""
        given = super().clean() or {}
        if "chosen" in given and "repeated" in given and given["chosen"] != given["repeated"]:
            self.add_error("repeated", "两次填写的新密码不一样，请重新填写。")
        return given


class _By(forms.Form):
    """A form whose choices depend on who fills it in."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by


class GrantFields(_By):
    """A role, its territory, and perhaps an end."""

    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *Role.choices], error_messages={"required": "请选择角色。"}
    )
    region = forms.ModelChoiceField(
        label="辖区",
        queryset=Region.objects.none(),
        required=False,
        empty_label="不需要辖区",
        help_text="管理员、科室、领导、审计选全市或一个县区；县区科技部门选一个县区或功能区；其余角色不需要。",
        error_messages={"invalid_choice": "这个辖区不在本局范围内，请从列表里选。"},
    )
    line = forms.CharField(label="业务线", required=False, max_length=40, help_text="科室填写，例如 高新科。")
    expires_on = forms.DateField(
        label="到期日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="到期当天仍有效；长期有效请留空。",
        error_messages={"invalid": "到期日期写成 2027-06-30 这样。"},
    )

    helper = fields_only()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = territories_for(self.by)
        self.fields["expires_on"].width = "date"


class PersonFields(_By):
    """What the portal knows of a person."""

    full_name = forms.CharField(
        label="姓名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写姓名。", "max_length": "姓名最多60个字。"},
    )
    phone = forms.RegexField(
        r"^[0-9 +\-()（）转]{5,20}$",
        label="电话",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"invalid": "电话写成 13800001402 或 0392-3300000 这样。"},
    )
    bureau = forms.ModelChoiceField(
        label="所属科技局",
        queryset=Bureau.objects.none(),
        empty_label=None,
        help_text="企业用户选为它服务的科技局。",
        error_messages={"required": "请选择所属科技局。", "invalid_choice": "请从列表里选科技局。"},
    )

    helper = fields_only()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = bureaus_for(self.by)


class NewPerson(GrantFields, PersonFields):
    """A new person with their first grant."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text="英文字母、数字和 . _ -，至少3个字符，不分大小写，例如 qibin.wang。",
        error_messages={"required": "请填写用户名。", "max_length": "用户名最多60个字符。"},
    )
    field_order = ("username", "full_name", "phone", "bureau", "role", "region", "line", "expires_on")


class Disabling(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(
        label="停用原因",
        max_length=200,
        help_text="写进操作日志，例如 调离岗位。",
        error_messages={"required": "请填写停用原因，例如 调离岗位。", "max_length": "停用原因最多200个字。"},
    )

    helper = fields_only()
