"""What a row would do to the registry: new, changed from this to that, unchanged, or refused. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from enterprises.enums import EnterpriseStatus
from enterprises.intake.checks import code_of, industry_of, text_of, where
from enterprises.intake.ground import Ground
from enterprises.intake.sheets import ANNUAL_REPORTS, ENTERPRISES
from enterprises.models import AnnualReport, Enterprise, RowOutcome
from enterprises.models.figures import LABELS, NAMES, derived, impossible, questions, shown
from enterprises.queries import current_reports, visible_enterprises
from enterprises.queries.intakes import codes_of_names, comparable_name, enterprises_by_code
from portal.codes import fields, industries
from portal.workbooks.problems import Problem, Severity
from portal.workbooks.read import Row
from portal.workbooks.values import CURRENCY_LABELS, Capital, show

LABELS_OF_FACTS = {
    "name": "企业名称",
    "founded_on": "注册日期",
    "legal_type": "企业类型",
    "capital_minor": "注册资金",
    "capital_text": "注册资金原文",
    "business_scope": "经营范围",
    "address": "注册地址",
    "county": "县区",
    "zone": "功能区",
    "industry_code": "国民经济行业",
    "field_code": "高新技术领域",
    "legal_person": "法定代表人",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}
"""Facts that the sheet can bring, and what a person calls them; the currency is read together with the amount."""

Checked = tuple[Row, list[Problem]]


@dataclass(frozen=True, slots=True)
class Draft:
    """One row as it will be kept in IntakeRow."""

    number: int
    key: str
    name: str
    outcome: str
    problems: list[Problem]
    enterprise_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    has_no_county: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether a question waits for a person's yes."""
        return any(problem.severity == Severity.ASK for problem in self.problems)

    def plain_problems(self) -> list[dict[str, Any]]:
        """The problems as JSON carries them."""
        return [asdict(problem) for problem in self.problems]


def drafts(spec_code: str, rows: Sequence[Checked], ground: Ground) -> list[Draft]:
    """What each of a few hundred rows would do, held against the registry as it stands."""
    return DRAFTERS[spec_code](rows, ground)


def plain(value: Any) -> Any:
    """A fact as JSON carries it: a day in ISO form, a region by its key."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    return value


def words(name: str, value: Any, currency: str = "") -> str:
    """A fact as a person reads it; unknown is 未填."""
    if value is None or value == "":
        return "未填"
    if name == "capital_minor":
        return str(Capital(value, currency, "")) if currency in CURRENCY_LABELS else f"{value} {currency}"
    if name == "industry_code":
        return industries.label(value)
    if name == "field_code":
        return fields.label(value)
    return str(value)


def _refused(row: Row, problems: list[Problem]) -> Draft:
    key, name = code_of(row)[:40], text_of(row, "name")[:200]
    return Draft(row.number, key, name, RowOutcome.REFUSED, problems)


def _is_refused(problems: Sequence[Problem]) -> bool:
    return any(problem.severity == Severity.REFUSE for problem in problems)


def _say(row: Row, field: str, code: str, severity: Severity, message: str) -> Problem:
    cell = row.cells.get(field) or row.cells["code"]
    return Problem(cell.address, field, code, severity, message)


def _enterprise_drafts(rows: Sequence[Checked], ground: Ground) -> list[Draft]:
    codes = [code_of(row) for row, _ in rows]
    present = enterprises_by_code(codes)
    visible = set(visible_enterprises(ground.by).filter(code__in=codes).values_list("pk", flat=True))
    namesakes = codes_of_names(ground.city, {text_of(row, "name") for row, _ in rows})
    found = []
    for row, problems in rows:
        enterprise = present.get(code_of(row))
        others = namesakes.get(comparable_name(text_of(row, "name")), set()) - {code_of(row)}
        is_told = any(problem.code == "name_repeated" for problem in problems)
        if others and enterprise is None and not is_told:
            message = f"台账里已有同名企业，代码是{sorted(others)[0]}；确是两家企业请确认"
            problems = [*problems, _say(row, "name", "name_taken", Severity.ASK, message)]
        if enterprise is not None:
            problems = [*problems, *_standing(row, enterprise, is_visible=enterprise.pk in visible)]
        found.append(_refused(row, problems) if _is_refused(problems) else _draft(row, problems, enterprise, ground))
    return found


def _standing(row: Row, enterprise: Enterprise, *, is_visible: bool) -> list[Problem]:
    if not is_visible:
        message = "这家企业已在台账中，但不在您的范围内；请由它所在县区或市局修改"
        return [_say(row, "code", "out_of_scope", Severity.REFUSE, message)]
    if enterprise.status != EnterpriseStatus.ACTIVE:
        message = f"台账里已标为{enterprise.get_status_display()}，不能导入修改；需要时请先恢复为存续"
        return [_say(row, "code", "not_active", Severity.REFUSE, message)]
    return []


def facts_of(row: Row, ground: Ground) -> dict[str, Any]:
    """The facts a row brings, as register and revise take them; what is unknown is left out and so kept as it is."""
    facts: dict[str, Any] = {}
    for name in ("name", "founded_on", "legal_type", "business_scope", "address"):
        facts[name] = row.value(name)
    for name in ("legal_person", "contact_name", "contact_phone"):
        facts[name] = row.value(name)
    if "*" in text_of(row, "contact_phone"):
        del facts["contact_phone"]
    facts["industry_code"] = industry_of(row)
    facts["field_code"] = fields.normalise(text_of(row, "field_code"))
    capital = row.value("capital")
    if isinstance(capital, Capital):
        facts |= {
            "capital_minor": capital.amount_minor,
            "capital_currency": capital.currency,
            "capital_text": capital.text[:60],
        }
    elif any(problem.field == "capital" for problem in row.problems):
        # Not understood: the amount stays unknown, what was written is kept for a person to read.
        facts["capital_text"] = show(row.cells["capital"].raw)[:60]
    place = where(row, ground)
    facts |= {"county": place.county, "zone": place.zone}
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _draft(row: Row, problems: list[Problem], enterprise: Enterprise | None, ground: Ground) -> Draft:
    facts = facts_of(row, ground)
    key, name = code_of(row), text_of(row, "name")
    if enterprise is None:
        moved, before, outcome = facts, {}, RowOutcome.NEW
        has_no_county = "county" not in facts
    else:
        place = where(row, ground)
        given = {"county": place.is_county_given, "zone": place.is_zone_given}
        moved = {
            fact: value
            for fact, value in facts.items()
            if _moves(enterprise, fact, value, given.get(fact, True), facts)
        }
        before = {fact: plain(getattr(enterprise, fact)) for fact in moved}
        outcome = RowOutcome.CHANGED if moved else RowOutcome.UNCHANGED
        has_no_county = enterprise.county_id is None and "county" not in moved
        if not has_no_county:
            problems = [problem for problem in problems if problem.code != "county_unknown"]
    return Draft(
        number=row.number,
        key=key,
        name=name,
        outcome=outcome,
        problems=problems,
        enterprise_id=enterprise.pk if enterprise else None,
        values={fact: plain(value) for fact, value in moved.items()},
        before=before,
        changes=_changes(moved, enterprise),
        has_no_county=has_no_county,
    )


def _moves(enterprise: Enterprise, fact: str, value: Any, is_given: bool, facts: Mapping[str, Any]) -> bool:
    """Whether a fact really changes. A county found in an address fills a gap and never overrules a person."""
    now = getattr(enterprise, fact)
    if fact == "name":
        return comparable_name(str(value)) != comparable_name(enterprise.name)
    if fact == "capital_text" and "capital_minor" not in facts:
        return enterprise.capital_minor is None and now != value
    if fact.startswith("capital_"):
        same_amount = (enterprise.capital_minor, enterprise.capital_currency) == (
            facts["capital_minor"],
            facts["capital_currency"],
        )
        return not same_amount and now != value
    if fact in ("county", "zone"):
        return now is None if not is_given else (now is None or now.pk != value.pk)
    return bool(now != value)


def _changes(moved: Mapping[str, Any], enterprise: Enterprise | None) -> list[dict[str, str]]:
    changes = []
    currency = moved.get("capital_currency") or (enterprise.capital_currency if enterprise else "")
    for fact, label in LABELS_OF_FACTS.items():
        is_amount = fact == "capital_minor" and "capital_currency" in moved
        if fact not in moved and not is_amount:
            continue
        old = getattr(enterprise, fact) if enterprise else None
        new = moved.get(fact, old)
        old_currency = enterprise.capital_currency if enterprise else ""
        changes.append(
            {
                "field": fact,
                "label": label,
                "before": words(fact, old, old_currency),
                "after": words(fact, new, currency),
            }
        )
    return changes


def _report_drafts(rows: Sequence[Checked], ground: Ground) -> list[Draft]:
    codes = [code_of(row) for row, _ in rows]
    present = {each.code: each for each in visible_enterprises(ground.by).filter(code__in=codes)}
    years = {year for row, _ in rows if isinstance(year := row.value("fiscal_year"), int)}
    reports = current_reports([each.pk for each in present.values()], years | {year - 1 for year in years})
    found = []
    for row, problems in rows:
        enterprise, year = present.get(code_of(row)), row.value("fiscal_year")
        if enterprise is None and not any(problem.field == "code" for problem in problems):
            message = "您的台账里没有这家企业；请先导入或新建企业，再导入年度数据"
            problems = [*problems, _say(row, "code", "no_enterprise", Severity.REFUSE, message)]
        if enterprise is None or not isinstance(year, int) or _is_refused(problems):
            found.append(_refused(row, problems))
            continue
        old, last = reports.get((enterprise.pk, year)), reports.get((enterprise.pk, year - 1))
        found.append(_report_draft(row, problems, enterprise, year, old, last))
    return found


def _report_draft(
    row: Row,
    problems: list[Problem],
    enterprise: Enterprise,
    year: int,
    old: AnnualReport | None,
    last: AnnualReport | None,
) -> Draft:
    given = {name: value for name in NAMES if isinstance(value := row.value(name), int)}
    before = _figures(old)
    after = {**before, **given}
    was_derived = derived(before)
    for name, value in derived(after).items():
        if name not in given and before.get(name) in (None, was_derived.get(name)):
            after[name] = value
    found = [
        _say(row, name, "impossible", Severity.REFUSE, text.rstrip("。")) for name, text in impossible(after).items()
    ]
    if enterprise.founded_on and year < enterprise.founded_on.year:
        message = f"企业{enterprise.founded_on}成立，不能有{year}年的数据"
        found.append(_say(row, "fiscal_year", "before_founding", Severity.REFUSE, message))
    for question in questions(after, _figures(last) if last else None):
        found.append(_say(row, question.field, "unlikely", Severity.ASK, question.text.rstrip("。")))
    problems = [*problems, *found]
    if _is_refused(problems):
        return _refused(row, problems)
    moved = {name: value for name, value in given.items() if before.get(name) != value}
    outcome = (RowOutcome.CHANGED if old else RowOutcome.NEW) if moved else RowOutcome.UNCHANGED
    return Draft(
        number=row.number,
        key=f"{enterprise.code} {year}",
        name=enterprise.name,
        outcome=outcome,
        problems=problems if moved else [problem for problem in problems if problem.severity != Severity.ASK],
        enterprise_id=enterprise.pk,
        values={"fiscal_year": year, "figures": moved},
        before={name: before.get(name) for name in moved},
        changes=[
            {
                "field": name,
                "label": LABELS[name],
                "before": _figure(name, before.get(name)),
                "after": shown(name, value),
            }
            for name, value in moved.items()
        ],
    )


def _figures(report: AnnualReport | None) -> dict[str, int | None]:
    return {name: getattr(report, name) if report else None for name in NAMES}


def _figure(name: str, value: int | None) -> str:
    return "未填" if value is None else shown(name, value)


DRAFTERS = {ENTERPRISES.code: _enterprise_drafts, ANNUAL_REPORTS.code: _report_drafts}
