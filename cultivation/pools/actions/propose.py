"""Finds what a person should decide about pools, for a range of enterprises at once: 可入库, 临界, 到期, 应退出."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from cultivation.pools.enums import MembershipState, Outcome, ProposalKind, ProposalState
from cultivation.pools.models import Assessment, Membership, Proposal, Tier
from cultivation.pools.queries.criteria import rulebook_of
from enterprises.enums import EnterpriseStatus
from enterprises.models import Certificate, Enterprise
from portal.accounts.models import User
from portal.audit.record import record

EXPIRING_WITHIN_DAYS = 180
FEW = 500
# One in so many of a range is wanted: from here on asking for each is cheaper than reading the range.
SPARSE = 8
BATCH = 500

Key = tuple[int, int, str]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Proposed:
    """What one run wrote: proposals opened, reworded because the situation moved, and closed because it passed."""

    opened: int = 0
    reworded: int = 0
    lapsed: int = 0

    def __add__(self, other: Proposed) -> Proposed:
        return Proposed(self.opened + other.opened, self.reworded + other.reworded, self.lapsed + other.lapsed)

    @property
    def writes(self) -> int:
        """How many proposals were written."""
        return self.opened + self.reworded + self.lapsed


@dataclass(frozen=True)
class Finding:
    """What the system would say. ground names the situation, so that a decision about it is not asked for twice."""

    reason: str
    ground: str
    due_on: date | None = None


@dataclass
class Held:
    """What is on file about one enterprise."""

    status: str
    city_id: int
    verdicts: dict[str, tuple[int, int, int, str]] = field(default_factory=dict)
    certificates: dict[str, list[Certificate]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, dict[str, object]] = field(default_factory=dict)


def propose_for(ids: Collection[int], *, on: date, by: User) -> Proposed:
    """Compares what should be proposed for these enterprises with what is open, and writes the difference only.

    ids: enterprise ids, at best a run of neighbours (one chunk of a recompute). A proposal whose situation has passed
    lapses; one that a person has confirmed or dismissed is not opened again while its ground stays the same.
    Running it twice writes nothing the second time.
    """
    wanted_ids = frozenset(ids)
    if not wanted_ids:
        return Proposed()
    tiers = list(Tier.objects.select_related("ladder"))
    with transaction.atomic():
        held = _held(wanted_ids)
        wanted: dict[Key, Finding] = {}
        for enterprise_id, facts in held.items():
            for tier in tiers:
                if tier.ladder.city_id in (None, facts.city_id):
                    for kind, finding in _findings(tier, facts, on=on):
                        wanted[enterprise_id, tier.pk, kind] = finding
        return _write(wanted, wanted_ids, {tier.pk: tier for tier in tiers}, on=on, by=by)


def _of(rows: QuerySet[Row], ids: frozenset[int], column: str = "enterprise") -> QuerySet[Row]:
    """The rows of these enterprises: by list when they are few or far apart, else by range (the rest is sorted out)."""
    if len(ids) <= FEW or max(ids) - min(ids) > SPARSE * len(ids):
        return rows.filter(**{f"{column}__in": sorted(ids)})
    return rows.filter(**{f"{column}__gte": min(ids), f"{column}__lte": max(ids)})


def _held(ids: frozenset[int]) -> dict[int, Held]:
    held = {
        pk: Held(status, city_id)
        for pk, status, city_id in _of(Enterprise.objects.order_by(), ids, "pk").values_list("pk", "status", "city_id")
        if pk in ids
    }
    verdicts = _of(Assessment.objects.all(), ids).values_list(
        "enterprise_id", "programme", "outcome", "gaps", "unknowns", "pack_digest"
    )
    for enterprise_id, programme, outcome, gaps, unknowns, digest in verdicts:
        if enterprise_id in held:
            held[enterprise_id].verdicts[programme] = (outcome, gaps, unknowns, digest)
    certificates = _of(Certificate.objects.order_by("valid_from"), ids).only(
        "enterprise_id", "scheme", "number", "valid_from", "valid_to", "revoked_on"
    )
    for certificate in certificates:
        if certificate.enterprise_id in held:
            held[certificate.enterprise_id].certificates[certificate.scheme].append(certificate)
    places = _of(Membership.objects.order_by(), ids).filter(state=MembershipState.ACTIVE)
    for enterprise_id, tier_id, evidence in places.values_list("enterprise_id", "tier_id", "evidence"):
        if enterprise_id in held:
            held[enterprise_id].places[tier_id] = evidence
    return held


def _findings(tier: Tier, facts: Held, *, on: date) -> Iterator[tuple[str, Finding]]:
    """What one rung asks about one enterprise."""
    certificates = facts.certificates.get(tier.scheme, []) if tier.scheme else []
    valid = [certificate for certificate in certificates if certificate.holds_on(on)]
    is_in = tier.pk in facts.places
    if facts.status != EnterpriseStatus.ACTIVE:
        if is_in:
            label = EnterpriseStatus(facts.status).label
            yield ProposalKind.LEAVE, Finding(f"企业{label}", f"status:{facts.status}")
        return
    if valid:
        last = max(valid, key=lambda each: each.valid_to or date.max)
        if not is_in:
            yield ProposalKind.ENTER, Finding(f"持有效证书{last.number}", f"certificate:{last.number}")
        if last.valid_to is not None and last.valid_to - on <= timedelta(days=EXPIRING_WITHIN_DAYS):
            reason = f"证书{last.number}有效至{last.valid_to}"
            yield ProposalKind.EXPIRING, Finding(reason, f"certificate:{last.number}", last.valid_to)
        return
    verdict = facts.verdicts.get(tier.programme)
    book = rulebook_of(verdict[3]) if verdict else None
    if book is None:
        verdict = None
    if is_in:
        if certificates and facts.places[tier.pk].get("basis") == "certificate":
            yield ProposalKind.LEAVE, _ended(certificates[-1], on=on)
        elif verdict and verdict[0] == Outcome.NOT_ELIGIBLE and facts.places[tier.pk].get("basis") == "eligible":
            yield ProposalKind.LEAVE, Finding("入库依据不再成立：预诊断不达标", f"verdict:{verdict[1]}")
        return
    if verdict is None or book is None:
        return
    outcome, gaps, unknowns, _ = verdict
    if outcome == Outcome.ELIGIBLE:
        yield ProposalKind.ENTER, Finding("预诊断达标，尚无有效证书", f"eligible:{on.year}")
    elif outcome == Outcome.NOT_ELIGIBLE and not unknowns & book.required:
        missing = book.named(gaps)
        if 0 < len(missing) <= tier.near_within:
            titles = "、".join(criterion.title for criterion in missing)
            yield ProposalKind.NEAR, Finding(f"差{len(missing)}项：{titles}"[:200], f"gaps:{gaps & book.required}")


def _ended(certificate: Certificate, *, on: date) -> Finding:
    if certificate.revoked_on is not None and certificate.revoked_on <= on:
        reason = f"证书{certificate.number}于{certificate.revoked_on}被取消"
    elif certificate.valid_to is not None and certificate.valid_to < on:
        reason = f"证书{certificate.number}已于{certificate.valid_to}到期"
    else:
        reason = f"证书{certificate.number}自{certificate.valid_from}起才有效"
    return Finding(reason, f"certificate:{certificate.number}", certificate.valid_to)


def _write(wanted: dict[Key, Finding], ids: frozenset[int], tiers: dict[int, Tier], *, on: date, by: User) -> Proposed:
    settled: set[tuple[Key, str]] = set()
    reworded, lapsed, kept = [], [], set()
    for proposal in _of(Proposal.objects.order_by(), ids).exclude(state=ProposalState.LAPSED):
        if proposal.enterprise_id not in ids:
            continue
        key = (proposal.enterprise_id, proposal.tier_id, proposal.kind)
        if proposal.state != ProposalState.OPEN:
            settled.add((key, proposal.ground))
            continue
        finding = wanted.get(key)
        if finding is None:
            proposal.state, proposal.decided_on = ProposalState.LAPSED, on
            lapsed.append(proposal)
            continue
        kept.add(key)
        if (proposal.reason, proposal.ground, proposal.due_on) != (finding.reason, finding.ground, finding.due_on):
            proposal.reason, proposal.ground, proposal.due_on = finding.reason, finding.ground, finding.due_on
            reworded.append(proposal)
    opened = [
        Proposal(
            enterprise_id=key[0],
            tier_id=key[1],
            kind=key[2],
            reason=finding.reason,
            ground=finding.ground,
            due_on=finding.due_on,
            made_on=on,
        )
        for key, finding in wanted.items()
        if key not in kept and (key, finding.ground) not in settled
    ]
    # Another worker may have opened the same one a moment ago; the database keeps the first.
    Proposal.objects.bulk_create(opened, batch_size=BATCH, ignore_conflicts=True)
    Proposal.objects.bulk_update(reworded, ["reason", "ground", "due_on"], batch_size=BATCH)
    Proposal.objects.bulk_update(lapsed, ["state", "decided_on"], batch_size=BATCH)
    for tier_id, tier in tiers.items():
        counts = {
            name: sum(1 for proposal in part if proposal.tier_id == tier_id)
            for name, part in (("opened", opened), ("reworded", reworded), ("lapsed", lapsed))
        }
        if any(counts.values()):
            record("proposals.compared", tier, by=by, after={**counts, "on": on})
    return Proposed(len(opened), len(reworded), len(lapsed))
