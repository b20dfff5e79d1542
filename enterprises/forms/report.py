"""The figures of a year as a person types them, a section at a time, beside last year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from enterprises.forms.fields import SpecField, shown, spec_of
from enterprises.models import FIGURES, AnnualReport

_BY_NAME = {figure.name: figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the form: at most twelve figures, asked together because one person knows them."""

    key: str
    title: str
    names: tuple[str, ...]
    note: str = ""


SECTIONS = (
    Section(
        "people", "人员",
        ("staff_e4", "staff_onjob_e4", "staff_parttime_e4", "staff_temporary_e4", "tech_staff_e4", "tech_staff_6m_e4",
         "rd_staff_e4"),
        "全年月平均数＝各月月初月末平均数之和÷12，可填小数",
    ),
    Section(
        "structure", "人员结构",
        ("staff_end_count", "new_hires_count", "graduates_hired_count", "doctor_count", "master_count",
         "bachelor_count", "insured_count"),
    ),
    Section(
        "income", "收入",
        ("sales_fen", "revenue_operating_fen", "revenue_main_fen", "income_total_fen", "income_nontax_fen",
         "income_hightech_fen", "income_tech_fen", "tech_contract_fen"),
    ),
    Section(
        "assets", "成本、资产与税费",
        ("cost_expense_fen", "assets_fen", "liabilities_fen", "profit_fen", "net_profit_fen", "tax_paid_fen",
         "cit_relief_fen", "super_deduction_fen", "export_usd_cent", "equity_new_fen", "valuation_usd_cent"),
    ),
    Section(
        "collection", "研发费用归集",
        ("rd_staff_cost_fen", "rd_direct_fen", "rd_depreciation_fen", "rd_amortisation_fen", "rd_design_fen",
         "rd_trial_fen", "rd_other_fen", "rd_outsourced_domestic_fen", "rd_outsourced_overseas_fen"),
        "九项都填齐后，研发费用总额和境内研发费用自动算出（国科发火〔2016〕195号）",
    ),
    Section(
        "research", "研发与成果",
        ("rd_expense_fen", "rd_domestic_fen", "rd_basic_fen", "rd_deductible_fen", "rd_internal_fen",
         "st_activity_fen", "conversions_count"),
    ),
)  # fmt: skip


class ReportSection(forms.Form):
    """One section. revision: of the report the person saw, 0 for none. confirmed: what was asked is so."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: Any,
        *,
        section: Section,
        report: AnnualReport | None,
        last_year: AnnualReport | None,
        on: date,
        is_asked: bool = False,
    ) -> None:
        initial = {"revision": report.revision if report else 0}
        super().__init__(data, initial=initial | {name: getattr(report, name, None) for name in section.names})
        for name in section.names:
            spec = spec_of(_BY_NAME[name])
            field = SpecField(spec, on=on, help_text=_BY_NAME[name].note)
            before = getattr(last_year, name, None)
            field.last_year = shown(spec, before) if before is not None else ""
            self.fields[name] = field
        if is_asked:
            self.ask()
        self.section = section
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def ask(self) -> None:
        """Adds the box by which a person says that unlikely figures are right."""
        self.fields["confirmed"] = forms.BooleanField(label="以上数据已核对，确实如此", required=False)

    def figures(self) -> dict[str, int | None]:
        """What file_report takes."""
        return {name: self.cleaned_data[name] for name in self.section.names}
