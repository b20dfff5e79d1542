"""Fields that understand what people really type: full-width digits, thousands, 万元 behind the number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from enterprises.models import Figure
from portal.web import formats
from portal.workbooks.problems import Severity
from portal.workbooks.spec import ColumnSpec, Kind
from portal.workbooks.values import Context, clean, parse


class SpecField(forms.CharField):
    """A text input read like a cell of a workbook; an empty one is None, which means unknown."""

    width = "number"

    def __init__(self, spec: ColumnSpec, *, on: date, **options: Any) -> None:
        self.spec, self.on = spec, on
        self.unit = spec.unit
        super().__init__(required=False, label=spec.header, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = clean(str(value or ""))
        if not text:
            return None
        reading = parse(self.spec, text, Context(on=self.on))
        fault = reading.fault
        if fault is not None and fault.severity is not Severity.NOTE:
            allowed = f"，应为{fault.allowed}" if fault.allowed else ""
            raise forms.ValidationError(f"{fault.message}{allowed}。实际填写“{text[:40]}”。")
        return reading.value

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else shown(self.spec, value)


def shown(spec: ColumnSpec, value: int) -> str:
    """A kept value as it stands in the input, in the unit beside it."""
    if spec.kind is Kind.MONEY:
        return formats.wan(value)
    if spec.kind is Kind.DECIMAL and spec.places == 4:
        return formats.persons(value)
    if spec.kind is Kind.DECIMAL:
        return formats.wan(value)
    return formats.number(value)


def spec_of(figure: Figure) -> ColumnSpec:
    """How a figure of the report is typed: money in 万元, people with decimals, counts whole."""
    if figure.unit == "fen":
        return ColumnSpec(figure.label, figure.name, Kind.MONEY, unit="万元", example="5,200.00")
    if figure.unit == "usd_cent":
        return ColumnSpec(figure.label, figure.name, Kind.DECIMAL, unit="万美元", places=6, example="35")
    if figure.unit == "person":
        return ColumnSpec(figure.label, figure.name, Kind.DECIMAL, unit="人", places=4, example="86.5")
    return ColumnSpec(figure.label, figure.name, Kind.INTEGER, example="12")


class DayField(forms.CharField):
    """A date as people write it: 2017-05-11, 2017年5月11日, 2017/5/11. Empty is None."""

    width = "date"

    def __init__(self, label: str, *, on: date, **options: Any) -> None:
        self.on = on
        options.setdefault("required", False)
        super().__init__(label=label, **options)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2017-05-11"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(clean(str(value or "")))
        if not text:
            return None
        reading = parse(ColumnSpec(str(self.label), "day", Kind.DATE), text, Context(on=self.on))
        if reading.fault is not None or not isinstance(reading.value, date):
            message = reading.fault.message if reading.fault else "不是日期"
            raise forms.ValidationError(f"{message}，应为年月日，例如2017-05-11。实际填写“{text[:40]}”。")
        return reading.value

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value
