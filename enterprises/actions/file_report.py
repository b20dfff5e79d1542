"""File a report (填报年度数据): the figures of one fiscal year; a correction is a new revision, never an overwrite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from enterprises.enums import ReportState, Source
from enterprises.models import AnnualReport, Enterprise, Refusal
from enterprises.models.figures import NAMES, Question, derived, impossible, questions
from enterprises.models.size_class import size_of
from enterprises.queries import current_reports, latest_reports
from portal.accounts.models import User
from portal.audit.record import record_many

CHUNK = 500


class CannotFile(Refusal):
    """The report cannot be filed; problems says which figure and why."""


class FilingConflict(CannotFile):
    """Somebody else filed the same year meanwhile."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What one enterprise reports for one year: any of the figures; what is not named stays as it was."""

    enterprise: Enterprise
    fiscal_year: int
    figures: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a filing. report: the current report, None when questions stand open and none was filed before.

    is_new: a revision was written. questions: what a person must confirm before anything is written.
    """

    report: AnnualReport | None
    is_new: bool
    questions: tuple[Question, ...] = ()


def file_report(
    enterprise: Enterprise,
    *,
    fiscal_year: int,
    figures: Mapping[str, int | None],
    by: User,
    on: date,
    state: str = ReportState.SUBMITTED,
    source: str = Source.TYPED,
    source_note: str = "",
    confirmed: bool = False,
    expected_revision: int | None = None,
) -> Filed:
    """Files the figures of a fiscal year; figures not named stay as they were, None makes one unknown.

    A new revision when something differs from the current one, nothing when all is equal. 研发费用总额 and 境内研发费用
    are derived when every item of the collection is known and they are not given. Unlikely figures come back as
    questions and nothing is written until confirmed=True. expected_revision: the report's revision the person saw, 0
    for none. Raises CannotFile for figures that cannot be true, FilingConflict when the revision has moved.
    """
    filing = Filing(enterprise, fiscal_year, figures)
    return file_reports(
        [filing],
        by=by,
        on=on,
        state=state,
        source=source,
        source_note=source_note,
        confirmed=confirmed,
        expected_revision=expected_revision,
    )[0]


def file_reports(
    filings: Sequence[Filing],
    *,
    by: User,
    on: date,
    state: str = ReportState.SUBMITTED,
    source: str = Source.TYPED,
    source_note: str = "",
    confirmed: bool = False,
    expected_revision: int | None = None,
) -> list[Filed]:
    """Several reports at once, in the order given; each year of an enterprise at most once in a call.

    A filing with open questions is left out and told so; a figure that cannot be true refuses all. As file_report.
    """
    if state not in (ReportState.SUBMITTED, ReportState.CONFIRMED):
        raise ValueError(f"a report is filed as submitted or confirmed, not as {state}")
    if len({(filing.enterprise.pk, filing.fiscal_year) for filing in filings}) != len(filings):
        raise ValueError("the same year of an enterprise was given twice")
    stamp = {
        "state": state,
        "source": source,
        "source_note": source_note,
        "reported_on": on,
        "reported_by": None if by.is_system else by,
    }
    filed: list[Filed] = []
    try:
        with transaction.atomic():
            for start in range(0, len(filings), CHUNK):
                filed += _file_chunk(filings[start : start + CHUNK], stamp, by, on, confirmed, expected_revision)
    except IntegrityError:
        raise FilingConflict({"": "这一年的报告刚刚被他人填报，请刷新后核对。"}) from None
    return filed


def _file_chunk(
    filings: Sequence[Filing],
    stamp: dict[str, Any],
    by: User,
    on: date,
    confirmed: bool,
    expected_revision: int | None,
) -> list[Filed]:
    ids = sorted({filing.enterprise.pk for filing in filings})
    years = {filing.fiscal_year for filing in filings}
    # The lock keeps two filings of one enterprise apart.
    locked = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    current = current_reports(ids, years | {year - 1 for year in years})
    filed: list[Filed] = []
    fresh: list[tuple[AnnualReport, AnnualReport | None]] = []
    for filing in filings:
        old = current.get((filing.enterprise.pk, filing.fiscal_year))
        if expected_revision is not None and expected_revision != (old.revision if old else 0):
            raise FilingConflict({"": f"{filing.fiscal_year}年的报告刚刚被他人修改，请刷新后核对。"})
        figures = _merged(filing, old, on=on)
        if old is not None and all(getattr(old, name) == figures[name] for name in NAMES):
            filed.append(Filed(old, is_new=False))
            continue
        last_year = current.get((filing.enterprise.pk, filing.fiscal_year - 1))
        asked = () if confirmed else questions(figures, _figures(last_year) if last_year else None)
        if asked:
            filed.append(Filed(old, is_new=False, questions=asked))
            continue
        report = AnnualReport(
            enterprise=filing.enterprise,
            fiscal_year=filing.fiscal_year,
            revision=old.revision + 1 if old else 1,
            **stamp,
            **figures,
        )
        fresh.append((report, old))
        current[filing.enterprise.pk, filing.fiscal_year] = report
        filed.append(Filed(report, is_new=True))
    _write(fresh, locked, by=by)
    return filed


def _figures(report: AnnualReport | None) -> dict[str, int | None]:
    return {name: getattr(report, name) if report else None for name in NAMES}


def _merged(filing: Filing, old: AnnualReport | None, *, on: date) -> dict[str, int | None]:
    """The whole set of figures after the filing. Raises CannotFile."""
    strange = set(filing.figures) - set(NAMES)
    if strange:
        raise TypeError(f"no such figure of a report: {', '.join(sorted(strange))}")
    before = _figures(old)
    figures = {**before, **filing.figures}
    # A total that was derived follows its items; one that was given stays.
    was_derived = derived(before)
    for name, value in derived(figures).items():
        if name not in filing.figures and before[name] in (None, was_derived.get(name)):
            figures[name] = value
    problems = impossible(figures)
    founded = filing.enterprise.founded_on
    if filing.fiscal_year > on.year:
        problems["fiscal_year"] = f"会计年度{filing.fiscal_year}还没有开始，最晚可报{on.year}年。"
    elif founded is not None and filing.fiscal_year < founded.year:
        problems["fiscal_year"] = f"企业{founded}成立，不能填报{filing.fiscal_year}年的数据。"
    elif filing.fiscal_year < 1949:
        problems["fiscal_year"] = f"会计年度应为四位年份，实际为{filing.fiscal_year}。示例：2025。"
    if problems:
        raise CannotFile(problems)
    return figures


def _write(fresh: list[tuple[AnnualReport, AnnualReport | None]], locked: dict[int, Enterprise], *, by: User) -> None:
    replaced = [old.pk for _, old in fresh if old is not None]
    AnnualReport.objects.filter(pk__in=replaced).update(is_current=False)
    AnnualReport.objects.bulk_create([report for report, _ in fresh], batch_size=200)
    ids = sorted({report.enterprise_id for report, _ in fresh})
    moved = []
    for pk, latest in latest_reports(ids).items():
        size = size_of(locked[pk], latest)
        if size != locked[pk].size_class:
            locked[pk].size_class = size
            moved.append(locked[pk])
    Enterprise.objects.bulk_update(moved, ["size_class"], batch_size=500)
    Enterprise.objects.facts_changed(ids)
    record_many(
        "report.filed",
        [(report.enterprise, _before(report, old), _after(report, old)) for report, old in fresh],
        by=by,
    )


def _before(report: AnnualReport, old: AnnualReport | None) -> dict[str, Any] | None:
    if old is None:
        return None
    return {name: getattr(old, name) for name in NAMES if getattr(old, name) != getattr(report, name)}


def _after(report: AnnualReport, old: AnnualReport | None) -> dict[str, Any]:
    figures = {name: getattr(report, name) for name in NAMES if getattr(report, name) != getattr(old, name, None)}
    return {"fiscal_year": report.fiscal_year, "revision": report.revision, **figures}
