"""What the pools lend to the ledger of enterprises: the verdict of each programme, as a condition and as a column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

from django.db.models import Q

from cultivation.pools.enums import Outcome
from cultivation.pools.models import Assessment
from enterprises.enums import Scheme
from enterprises.queries.lenses import Glimpse, Lens
from policies import library

LIGHTS = {Outcome.ELIGIBLE: "green", Outcome.MANUAL: "blue", Outcome.NOT_ELIGIBLE: "red", Outcome.UNKNOWN: "grey"}
CHOICES = {str(int(outcome)): str(outcome.label) for outcome in LIGHTS}


def verdict_lenses() -> tuple[Lens, ...]:
    """One lens for each national programme; read from the names of the packs, so that starting up reads no rule."""
    programmes = dict.fromkeys(name.split("/")[0] for name in library.pack_files() if not name.startswith("local/"))
    return tuple(_lens(programme) for programme in programmes)


def _lens(programme: str) -> Lens:
    name = Scheme(programme).label if programme in Scheme.values else programme
    return Lens(
        f"verdict_{programme}",
        f"{name}诊断",
        CHOICES,
        where=partial(_where, programme),
        show=partial(_show, programme),
    )


def _where(programme: str, values: Collection[str], on: date) -> Q:
    judged = Assessment.objects.filter(programme=programme, outcome__in=[int(value) for value in values])
    return Q(pk__in=judged.values("enterprise"))


def _show(programme: str, ids: Collection[int], on: date) -> Mapping[int, Glimpse]:
    outcomes = Assessment.objects.filter(programme=programme, enterprise__in=ids).values_list(
        "enterprise_id", "outcome"
    )
    return {
        pk: Glimpse(str(Outcome(outcome).label), "light", light=LIGHTS[Outcome(outcome)]) for pk, outcome in outcomes
    }
