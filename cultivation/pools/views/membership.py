"""One place in a pool: its dates, what it rests on, every change of it, and the way out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.leave import CannotLeave, leave
from cultivation.pools.enums import MembershipState
from cultivation.pools.evidence.sorting import DONE, EXPERT, GAP, MISSING, WORDS
from cultivation.pools.exports import basis_of
from cultivation.pools.forms import Leaving
from cultivation.pools.models import Membership, Standing
from cultivation.pools.permissions import can_confirm
from cultivation.pools.queries.ledger import memberships_beside, visible_memberships
from cultivation.pools.queries.sortings import standings_of, submissions_of
from cultivation.pools.views._tabs import pool_crumbs
from portal.accounts.access import require
from portal.web import formats, say
from portal.web.pages import page
from portal.web.parts import Crumb, Event, Fact

MOST_STANDINGS = 50
COLOURS = {DONE: "green", GAP: "red", MISSING: "grey", EXPERT: "blue"}


@require("pool.view")
def membership(request: HttpRequest, ref: str) -> HttpResponse:
    """The place with its history; who may confirm ends it here."""
    on = timezone.localdate()
    place = get_object_or_404(visible_memberships(request.user), ref=ref)
    may_leave = can_confirm(request.user) and place.state == MembershipState.ACTIVE
    form = Leaving(request.POST or None, initial={"left_on": on})
    if request.method == "POST":
        if not can_confirm(request.user):
            raise PermissionDenied("pool.confirm")
        if form.is_valid():
            try:
                leave(place, **form.cleaned_data, on=on, by=request.user)
            except CannotLeave as refusal:
                form.add_error(None, str(refusal))
            else:
                say.done(request, f"{place.enterprise.name}已退出“{place.tier.name}”库。")
                return redirect("pools:membership", ref)
    standings = list(standings_of(place)[:MOST_STANDINGS])
    standing = next((each for each in standings if each.is_current), None)
    submissions = list(submissions_of(place)) if standing else []
    is_in = place.state == MembershipState.ACTIVE
    context = {
        "today": on,
        "standing": standing,
        "guidance": _guidance(standing),
        "dimensions": [
            (each, COLOURS[each["state"]], WORDS[each["state"]]) for each in (standing.dimensions if standing else [])
        ],
        "standings": [
            Event(
                f"{each.class_name}，{each.target_year}年",
                when=formats.day(each.on),
                who=each.by.full_name,
                text=each.reason,
            )
            for each in standings
        ],
        "submissions": submissions,
        "may_confirm": can_confirm(request.user),
        "may_submit": can_confirm(request.user) and is_in and not any(each.state == "pending" for each in submissions),
        "place": place,
        "is_in": is_in,
        "form": form,
        "may_leave": may_leave,
        "facts": _facts(place),
        "events": [
            Event(
                "退出" if change.now == MembershipState.ENDED else "入库",
                when=formats.day(change.on),
                who=change.by.full_name,
                text="；".join(filter(None, (change.reason, f"记录于{formats.moment(change.at)}"))),
            )
            for change in place.changes.all()
        ],
        "beside": memberships_beside(place),
        "crumbs": pool_crumbs(place.tier, Crumb(place.enterprise.name)),
    }
    return page(request, "cultivation/pools/membership.html", context, status=422 if form.errors else 200)


def _guidance(standing: Standing | None) -> str:
    """What the sorting advises for the class."""
    if standing is None:
        return ""
    return next((each["guidance"] for each in standing.sorting.classes if each["code"] == standing.class_code), "")


def _attestation_url(place: Membership) -> str:
    """The frozen verdict the entry rests on, "" where it rests on something else."""
    ref = place.evidence.get("attestation", "")
    return reverse("pools:attestation", args=[ref]) if ref else ""


def _facts(place: Membership) -> list[Fact]:
    firm = place.enterprise
    return [
        Fact("企业", firm.name, url=reverse("enterprises:detail", args=[firm.ref])),
        Fact("县区", firm.county.name) if firm.county else Fact("县区", gap="未定"),
        Fact("梯队", place.tier.name),
        Fact("入库日期", formats.day(place.entered_on)),
        Fact("退出日期", formats.day(place.left_on), note=place.left_reason)
        if place.left_on
        else Fact("退出日期", gap="--"),
        Fact("依据", basis_of(place), note=place.evidence.get("reason", ""), url=_attestation_url(place)),
        Fact("确认人", place.confirmed_by.full_name),
    ]
