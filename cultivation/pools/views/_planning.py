"""What the pages that draw up and revise a 一企一策 share: the form, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from cultivation.pools.actions.draw_up_plan import Charge, Own
from cultivation.pools.evidence.plan import month_end
from cultivation.pools.forms import Planning
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.web.parts import Crumb

MONTHS_AHEAD = 24


def months_from(on: date, *kept: date) -> list[date]:
    """The last days of this month and the two years after, and of those that are chosen already."""
    ends = [
        month_end(on.year + (on.month - 1 + step) // 12, (on.month - 1 + step) % 12 + 1) for step in range(MONTHS_AHEAD)
    ]
    return sorted({*ends, *kept})


def due_for(ready_on: date | None, months: Sequence[date], *, year: int) -> date:
    """The month to begin with: when the measure can have its effect, else the end of the year."""
    wanted = ready_on or date(year, 12, 31)
    return next((month for month in months if month >= wanted), months[-1])


def charges_of(form: Planning, owners: dict[str, User]) -> tuple[list[Charge], list[Own]]:
    """What a valid form says: one charge for each measure there is, and the measures of one's own."""
    typed = form.cleaned_data

    def charge(place: int) -> Charge:
        return Charge(owners.get(typed[f"owner_{place}"]), typed[f"due_{place}"], typed[f"evidence_{place}"])

    charges = [charge(place) for place in range(len(form.measures))]
    own = [
        Own(typed[f"own_{place}"], charge(len(form.measures) + place))
        for place in range(form.OWN)
        if typed[f"own_{place}"].strip()
    ]
    return charges, own


def plan_crumbs(enterprise: Enterprise, *more: Crumb) -> list[Crumb]:
    """企业台账 / the enterprise / 一企一策 / …"""
    home = reverse("enterprises:detail", args=[enterprise.ref])
    listed = Crumb("一企一策", reverse("pools:enterprise_plans", args=[enterprise.ref]) if more else "")
    return [Crumb("企业台账", reverse("enterprises:list")), Crumb(enterprise.name, home), listed, *more]
