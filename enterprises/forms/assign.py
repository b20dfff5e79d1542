"""Who is to stand by the enterprises."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from enterprises.enums import AssignmentLayer
from portal.accounts.models import User


class Officer(forms.ModelChoiceField):
    """A person of the bureau, with the bureau they belong to."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}（{obj.bureau.short_name}）" if obj.bureau else obj.full_name


class Assign(forms.Form):
    """One officer and one layer for all enterprises chosen."""

    layer = forms.ChoiceField(label="包联层级", choices=AssignmentLayer.choices, initial=AssignmentLayer.OFFICER)

    def __init__(self, data: Any, *, people: QuerySet[User]) -> None:
        super().__init__(data, initial={"layer": AssignmentLayer.OFFICER})
        self.fields["officer"] = Officer(
            people.select_related("bureau"), label="包联人", to_field_name="ref", empty_label="请选择"
        )
        self.order_fields(["officer", "layer"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
