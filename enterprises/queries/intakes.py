"""Imports and their rows, within the scope of a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise, Intake, IntakeRow, RowOutcome, RowState
from portal.accounts.models import User
from portal.accounts.roles import Scope
from portal.regions.models import Region
from portal.regions.queries import regions_within

_WIDE, _NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")

FILTERS: dict[str, tuple[str, Q]] = {
    "all": ("全部", Q()),
    "new": ("新增", Q(outcome=RowOutcome.NEW)),
    "changed": ("修改", Q(outcome=RowOutcome.CHANGED)),
    "unchanged": ("无变化", Q(outcome=RowOutcome.UNCHANGED)),
    "refused": ("有错", Q(outcome=RowOutcome.REFUSED)),
    "asked": ("请核对", Q(is_asked=True) & ~Q(outcome=RowOutcome.REFUSED)),
    "no_county": ("县区待定", Q(has_no_county=True) & ~Q(outcome=RowOutcome.REFUSED)),
    "not_written": ("没有写入", Q(state__in=[RowState.HELD, RowState.CONFLICT, RowState.FAILED])),
}
"""The views of an import's rows: key in the address → label and condition."""


def visible_intakes(user: User) -> QuerySet[Intake]:
    """The imports of a person's territory, newest first; none for a role that may not import."""
    acting = user.acting
    if not acting.may("enterprise.import") or acting.scope != Scope.TERRITORY or acting.region is None:
        return Intake.objects.none()
    return Intake.objects.filter(region__in=regions_within(acting.region)).select_related(
        "uploaded_by", "region", "job"
    )


def intake_rows(intake: Intake, *, view: str = "all", search: str = "") -> QuerySet[IntakeRow]:
    """The rows of an import in one of FILTERS, whose firm or code contains the search, in order of the file."""
    rows = IntakeRow.objects.filter(FILTERS[view][1], intake=intake)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(key__icontains=search))
    return rows.select_related("enterprise").order_by("number")


def counts_by_filter(intake: Intake) -> dict[str, int]:
    """How many rows each of FILTERS holds, in one read."""
    conditions = {name: Count("pk", filter=condition) for name, (_, condition) in FILTERS.items() if name != "all"}
    return IntakeRow.objects.filter(intake=intake).aggregate(all=Count("pk"), **conditions)


def waiting_rows(intake: Intake) -> QuerySet[IntakeRow]:
    """Rows that are still to be written: new or changed, not yet settled; questions only when they were accepted."""
    rows = IntakeRow.objects.filter(
        intake=intake, state=RowState.WAITING, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]
    )
    return rows if intake.takes_questions else rows.filter(is_asked=False)


def earlier_intake(intake: Intake) -> Intake | None:
    """The last import of the very same file in the same territory that was written, or None."""
    same = Intake.objects.filter(digest=intake.digest, region=intake.region, sheet=intake.sheet)
    return same.exclude(pk=intake.pk).exclude(committed_at=None).order_by("-id").first()


def enterprises_by_code(codes: Collection[str]) -> dict[str, Enterprise]:
    """Code → enterprise, of every bureau: a code is taken wherever it is taken. Give at most a thousand."""
    rows = Enterprise.objects.filter(code__in=codes).select_related("county", "zone", "city")
    return {row.code: row for row in rows}


def comparable_name(name: str) -> str:
    """A firm's name for comparing: brackets in either width and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def codes_of_names(city: Region, names: Collection[str]) -> dict[str, set[str]]:
    """Comparable name → codes of the city's living enterprises of that name, brackets in either width."""
    asked = {form for name in names if name for form in (name, name.translate(_WIDE), name.translate(_NARROW))}
    found: dict[str, set[str]] = {}
    rows = Enterprise.objects.filter(city=city, name__in=asked, status=EnterpriseStatus.ACTIVE)
    for name, code in rows.values_list("name", "code"):
        found.setdefault(comparable_name(name), set()).add(code)
    return found
