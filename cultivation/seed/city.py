"""Makes a demo city: firms, reports, rights, titles, places, targets and people, all through the rooms' own actions."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cultivation.pools.actions.decide import confirm_many, dismiss_many
from cultivation.pools.actions.enter import Place, enter_many
from cultivation.pools.actions.keep_sorting import load_sortings
from cultivation.pools.actions.leave import Departure, leave_many
from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.actions.propose import propose_for
from cultivation.pools.actions.record_retention import record_retention, set_standard
from cultivation.pools.actions.record_visit import record_visit
from cultivation.pools.actions.sort_members import sort_members
from cultivation.pools.enums import Answer, CountedBy, Finding, ProposalKind, ProposalState, RetentionItem
from cultivation.pools.evidence.visits import Found, pack_visited
from cultivation.pools.models import CheckUpPart, Membership, Proposal, Tier
from cultivation.pools.queries.retention import Said
from cultivation.pools.queries.stock import Place as Where
from cultivation.pools.queries.stock import counts_by_place
from cultivation.pools.recompute.plan import plan
from cultivation.pools.recompute.rulings import rulings_on
from cultivation.pools.recompute.run import run
from cultivation.seed.clinics import examine_demo
from cultivation.seed.codes import credit_code
from cultivation.seed.firms import Firm, invent
from cultivation.seed.people import Staff, employ
from cultivation.seed.rules import rule
from cultivation.targets.actions.set_targets import set_targets
from cultivation.targets.enums import Division
from enterprises.actions.add_certificate import add_certificates
from enterprises.actions.add_member import add_member
from enterprises.actions.add_merit import add_merit
from enterprises.actions.add_right import add_rights
from enterprises.actions.assign import assign_many
from enterprises.actions.file_report import Filing, file_reports
from enterprises.actions.give_mandate import give_mandate
from enterprises.actions.keep_agency import add_agency_person, register_agency
from enterprises.actions.record_check import record_checks
from enterprises.actions.record_compliance_event import record_compliance_event
from enterprises.actions.register import register_many
from enterprises.actions.revoke_certificate import revoke_certificate
from enterprises.actions.state import Saying, state_many
from enterprises.enums import AssignmentLayer, ReportState, Scheme, Source
from enterprises.models import Certificate, Enterprise
from portal.accounts.models import User
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from portal.regions.load import load_regions
from portal.regions.models import Region
from portal.regions.queries import counties_of, region_by_code, zones_of

Say = Callable[[str], None]


class CannotSeed(Exception):
    """No demo city was made; the text says why."""


@dataclass(frozen=True)
class City:
    """What was made."""

    region: Region
    enterprises: list[Enterprise]
    staff: Staff


def make_city(
    code: str, *, enterprises: int, seed: int, on: date, force_add: bool = False, say: Say = lambda _line: None
) -> City:
    """A demo city as it would look on a day; the same for the same arguments.

    say: told after each part what was made. Raises CannotSeed when the data folder holds enterprises already (unless
    force_add), or has demo people, or the demo knows no such city.
    """
    if not force_add and Enterprise.objects.exists():
        raise CannotSeed(
            "数据文件夹里已有企业，不再写入演示数据。确要叠加请加 --force-add；要重来请换一个 TIDU_DATA 文件夹。"
        )
    if User.objects.filter(username__startswith="demo-").exists():
        raise CannotSeed("演示账号已经存在：这个数据文件夹已做过演示数据，请换一个 TIDU_DATA 文件夹。")
    load_regions()
    load_ladders(by=system_user())
    load_sortings(by=system_user())
    if code != "410600":
        raise CannotSeed(f"演示数据只有鹤壁市（410600），没有{code}。")
    city = region_by_code(code)
    firms = invent(enterprises, seed=seed, on=on)
    staff = employ(city, region_by_code("410611"), on=on)
    say(f"人员：{len(staff.sign_ins)}个演示账号")
    by = staff.of(Role.BUREAU_ADMIN)
    rows = _register(firms, city, by=by, on=on)
    say(f"企业：{len(rows):,}家")
    _file(firms, rows, by=by, on=on)
    _note_facts(firms, rows, by=by, on=on, say=say)
    certificates = _award(firms, rows, by=by, on=on)
    say(f"资质证书：{sum(map(len, certificates.values())):,}份")
    _place(firms, rows, certificates, seed=seed, by=by, on=on)
    _assign(firms, rows, staff, by=by, on=on)
    _retain(rows, city, seed=seed, by=by, on=on)
    _promise(city, by=by, on=on)
    say("目标：已按县区和管理单位下达")
    say(rule(city, staff, on=on))
    judge_and_propose([row.pk for row in rows], on=on)
    _decide(rows, seed=seed, by=staff.of(Role.SECTION), on=on)
    say(f"待确认事项：{Proposal.objects.filter(state=ProposalState.OPEN).count():,}项")
    say(examine_demo(city, staff, on=on))
    return City(city, rows, staff)


def _register(firms: Sequence[Firm], city: Region, *, by: User, on: date) -> list[Enterprise]:
    regions = {region.code: region for region in [*counties_of(city), *zones_of(city)]}
    lines = [
        {
            "code": firm.code,
            "city": city,
            "county": regions.get(firm.county),
            "zone": regions.get(firm.zone),
            **firm.facts,
        }
        for firm in firms
    ]
    return register_many(lines, by=by, on=on, source=Source.DEMO)


def _file(firms: Sequence[Firm], rows: Sequence[Enterprise], *, by: User, on: date) -> None:
    """Each year's reports in the spring after it, corrections in its autumn."""
    for year in sorted({year for firm in firms for year in firm.reports}):
        filings = [
            Filing(row, year, firm.reports[year]) for firm, row in zip(firms, rows, strict=True) if year in firm.reports
        ]
        state = ReportState.SUBMITTED if year == on.year - 1 else ReportState.CONFIRMED
        filed_on = min(on, date(year + 1, 5, 20))
        file_reports(
            filings, by=by, on=filed_on, state=state, source=Source.DEMO, source_note="演示数据", confirmed=True
        )
        corrected = [
            Filing(row, year, firm.corrections[year])
            for firm, row in zip(firms, rows, strict=True)
            if year in firm.corrections
        ]
        corrected_on = min(on, date(year + 1, 9, 18))
        file_reports(
            corrected, by=by, on=corrected_on, source=Source.DEMO, source_note="按审计报告更正", confirmed=True
        )


def _note_facts(firms: Sequence[Firm], rows: Sequence[Enterprise], *, by: User, on: date, say: Say) -> None:
    pairs = list(zip(firms, rows, strict=True))
    rights = [(row, columns) for firm, row in pairs for columns in firm.rights]
    add_rights(rights, by=by, on=on, source=Source.DEMO)
    record_checks([(row, firm.checks) for firm, row in pairs if firm.checks], by=by, on=on)
    for firm, row in pairs:
        for merit in firm.merits:
            add_merit(row, **merit, by=by, on=on)
        for event in firm.events:
            record_compliance_event(row, **event, by=by, on=on)
    told = [(row, each) for firm, row in pairs for each in firm.statements]
    # Last year's first: a score of this year supersedes the one before it, and both are kept.
    for is_past in (True, False):
        sayings = [
            Saying(row, each.items, each.as_of, each.evidence)
            for row, each in told
            if (each.as_of.year < on.year) == is_past
        ]
        state_many(sayings, by=by, on=on, source=Source.DEMO)
    say(f"年度报告：{sum(len(firm.reports) for firm in firms):,}份，知识产权：{len(rights):,}件")


def _award(firms: Sequence[Firm], rows: Sequence[Enterprise], *, by: User, on: date) -> dict[int, list[Certificate]]:
    """Enterprise id → its certificates, oldest first."""
    lines: list[tuple[Enterprise, dict[str, Any]]] = []
    revoked = {}
    for firm, row in zip(firms, rows, strict=True):
        for title in sorted(firm.titles, key=lambda each: each.valid_from):
            if title.revoked_on:
                revoked[row.pk, title.number] = title.revoked_on
            columns = {
                "scheme": title.scheme,
                "number": title.number,
                "kind": title.kind,
                "valid_from": title.valid_from,
                "valid_to": title.valid_to,
            }
            lines.append((row, columns))
    made = add_certificates(lines, by=by, on=on, source=Source.DEMO)
    held: dict[int, list[Certificate]] = defaultdict(list)
    for certificate in made:
        revoked_on = revoked.get((certificate.enterprise_id, certificate.number))
        if revoked_on:
            reason = "未按期报送年度发展情况报表（演示）"
            certificate = revoke_certificate(certificate, revoked_on=revoked_on, reason=reason, by=by, on=on)
        held[certificate.enterprise_id].append(certificate)
    return held


@dataclass(frozen=True)
class Stay:
    """A stretch of time on a rung: the certificate that began it and the day after the last one ended, if it has."""

    enterprise: Enterprise
    tier: Tier
    certificate: Certificate
    left_on: date | None
    reason: str


def _place(
    firms: Sequence[Firm],
    rows: Sequence[Enterprise],
    certificates: dict[int, list[Certificate]],
    *,
    seed: int,
    by: User,
    on: date,
) -> None:
    """Enters who held a title, in the order of time, and takes out who let it lapse; the newest wait for a person."""
    random = Random(f"places {seed}")
    tiers = {tier.scheme: tier for tier in Tier.objects.select_related("ladder__city") if tier.scheme}
    stays: list[list[Stay]] = []
    for row in rows:
        by_scheme: dict[str, list[Certificate]] = defaultdict(list)
        for certificate in certificates.get(row.pk, ()):
            by_scheme[certificate.scheme].append(certificate)
        for scheme, held in by_scheme.items():
            if scheme in tiers:
                stays.append(list(_stays(row, tiers[scheme], held, random, on=on)))
    for turn in range(max(map(len, stays), default=0)):
        now = [each[turn] for each in stays if len(each) > turn]
        places = [
            Place(
                stay.enterprise,
                stay.tier,
                stay.certificate.valid_from,
                "按证书批准日期补录",
                stay.certificate,
                {"basis": "certificate", "number": stay.certificate.number},
            )
            for stay in now
        ]
        entered = enter_many(places, on=on, by=by)
        leave_many(
            [
                Departure(membership, stay.left_on, stay.reason)
                for membership, stay in zip(entered, now, strict=True)
                if stay.left_on
            ],
            on=on,
            by=by,
        )
    _place_by_hand(firms, rows, random, by=by, on=on)


def _stays(row: Enterprise, tier: Tier, held: Sequence[Certificate], random: Random, *, on: date) -> Iterable[Stay]:
    """Certificates of one scheme joined to stays: a new one within a year continues the old."""
    first, last = held[0], held[0]
    for certificate in held[1:]:
        if last.valid_to and certificate.valid_from - last.valid_to > timedelta(days=365):
            yield Stay(row, tier, first, last.valid_to + timedelta(days=1), "证书到期未续")
            first = certificate
        last = certificate
    if last.valid_from > on - timedelta(days=75) and random.random() < 0.55 and first == last:
        return  # fresh: the system proposes, nobody has confirmed yet
    ended_on = last.valid_to + timedelta(days=1) if last.valid_to and last.valid_to < on else None
    ended_on = last.revoked_on or ended_on
    if ended_on and random.random() < 0.25:
        ended_on = None  # lapsed, and still to be taken out
    reason = "资质被取消" if last.revoked_on else "证书到期未续"
    yield Stay(row, tier, first, ended_on, reason)


def _place_by_hand(firms: Sequence[Firm], rows: Sequence[Enterprise], random: Random, *, by: User, on: date) -> None:
    """The city's own ladder: entered by hand, each with the paper it rests on."""
    reasons = {
        "micro_growth": (("sme", "ready", "near_sme"), 0.16, "科室摸底推荐", "2026年微成长培育名单（演示）"),
        "small_to_scale": (("sme", "hnte", "plain"), 0.07, "统计部门升规入统", "升规入统名单（演示）"),
        "high_to_strong": (("hnte", "gazelle", "leader"), 0.2, "专班会议确定", "高变强培育名单（演示）"),
    }
    tiers = {tier.code: tier for tier in Tier.objects.select_related("ladder__city").filter(code__in=reasons)}
    places = []
    for firm, row in zip(firms, rows, strict=True):
        for code, (kinds, chance, reason, paper) in reasons.items():
            entered_on = on - timedelta(days=random.randint(5, 620))
            if firm.kind in kinds and random.random() < chance and firm.facts["founded_on"] < entered_on:
                places.append(Place(row, tiers[code], entered_on, reason, None, {"basis": "hand", "note": paper}))
    entered = enter_many(places, on=on, by=by)
    gone = [each for each in entered if each.entered_on < on - timedelta(days=400) and random.random() < 0.3]
    leave_many([Departure(each, on - timedelta(days=40), "年度复核不再符合") for each in gone], on=on, by=by)


def _retain(rows: Sequence[Enterprise], city: Region, *, seed: int, by: User, on: date) -> None:
    """高企巩固: what the city asks, and what is known of last year of most of those who hold the title."""
    random = Random(f"{seed}-retention")
    year = on.year - 1
    set_standard(
        city,
        from_year=year - 3,
        ip_min=5,
        class_one_min=1,
        counted_by=CountedBy.APPLIED,
        rd_percent=100,
        ledger_percent=100,
        deduction_percent=100,
        source="演示数据，数值取自海门区2022-2024年方案",
        by=by,
    )
    held = set(Certificate.objects.valid_on(on).filter(scheme=Scheme.HNTE).values_list("enterprise_id", flat=True))
    for row in rows:
        if row.pk not in held or random.random() < 0.15:
            continue
        none = random.random() < 0.06
        said = {
            RetentionItem.RD_PROJECT: Said(Answer.NONE, "产线搬迁，当年没有立项") if none else _said(random, 0.85),
            RetentionItem.LEDGER: _said(random, 0.9),
        }
        if not none:
            said[RetentionItem.DEDUCTION] = _said(random, 0.88)
        record_retention(row, year=year, said=said, by=by, on=on, source=Source.DEMO, source_note="演示数据")


def _said(random: Random, share: float) -> Said:
    """Yes for a share of them; of the others most are no, the rest unknown."""
    drawn = random.random()
    return Said(Answer.YES if drawn < share else Answer.NO if drawn < share + (1 - share) * 0.7 else "")


# Beyond the serials of the firms.
AGENCY_SERIAL = 900_001


def _assign(firms: Sequence[Firm], rows: Sequence[Enterprise], staff: Staff, *, by: User, on: date) -> None:
    """包联: the specialist's firms; the section and the leader stand by the strongest. One firm has its own sign-in."""
    pairs = list(zip(firms, rows, strict=True))
    own = [row for firm, row in pairs if firm.kind in ("hnte", "near_hnte", "sme", "near_sme", "ready")][:26]
    since = on - timedelta(days=260)
    assign_many(own, officer=staff.of(Role.SPECIALIST), by=by, on=since)
    strong = [row for firm, row in pairs if firm.kind in ("leader", "gazelle")]
    assign_many(strong, officer=staff.of(Role.SECTION), layer=AssignmentLayer.SECTION, by=by, on=since)
    assign_many(strong[:6], officer=staff.of(Role.LEADER), layer=AssignmentLayer.LEADER, by=by, on=since)
    kept = next((row for firm, row in pairs if firm.kind == "near_hnte" and firm.county), rows[0])
    firm_admin = staff.of(Role.ENTERPRISE)
    add_member(kept, person=firm_admin, by=by)
    agency = register_agency(
        kept.city, code=credit_code(AGENCY_SERIAL), name=f"{kept.city.name}演示知识产权代理有限公司", by=by
    )
    add_agency_person(agency, person=staff.of(Role.AGENCY), by=by, on=on)
    give_mandate(
        kept,
        agency=agency,
        programmes=["hnte", "tech_sme"],
        may_fill=True,
        valid_from=on,
        valid_to=on + timedelta(days=180),
        by=firm_admin,
        on=on,
    )
    record_visit(
        kept,
        pack=pack_visited(kept, "hnte", on=on),
        found=[
            Found("ip", Finding.VERIFIED, "专利证书原件", "与台账一致", 12, 18, "证书复印件"),
            Found("conversion", Finding.CONTRADICTS, "只看到2项转化的合同", "申报4项，见到2项", evidence="合同"),
            Found("management", Finding.NOT_SEEN),
        ],
        visited_on=on - timedelta(days=9),
        by=staff.of(Role.SPECIALIST),
        on=on,
    )


# The rate each row is to reach, by rung: green, yellow and red, two rows in a tie, and rows without a target.
_RATES: dict[str, dict[str, float | None]] = {
    "tech_sme": {"410602": 0.62, "410603": 0.83, "410611": 0.97, "410621": 0.90, "410622": 0.86},
    "hnte": {"410602": 1.0, "410603": 1.0, "410611": 0.93, "410621": 0.84, "410622": 0.71},
    "gazelle": {"410602": None, "410603": 0.5, "410611": 0.92, "410621": 1.0, "410622": 0.6},
}
_ZONE_RATES: dict[str, dict[str, float | None]] = {
    "tech_sme": {"410671": 0.94, "410600-SFQ": 0.82, "410600-GXQ": 0.9},
    "hnte": {"410671": 0.96, "410600-SFQ": 0.7, "410600-GXQ": None},
    "gazelle": {"410671": 0.8, "410600-SFQ": None, "410600-GXQ": None},
}


def _promise(city: Region, *, by: User, on: date) -> None:
    """Targets for this year and the last, chosen backwards from what was reached. No row has one for 领军."""
    tiers = {tier.code: tier for tier in Tier.objects.filter(code__in=_RATES)}
    for year in (on.year - 1, on.year):
        day = on if year == on.year else date(year, 12, 31)
        counts = counts_by_place(list(tiers.values()), days=[day], where=Q(enterprise__city=city))
        for division in Division.values:
            rows = list(counties_of(city)) + (list(zones_of(city)) if division == Division.UNIT else [])
            values = {}
            for code, tier in tiers.items():
                for row in rows:
                    rate = {**_RATES[code], **_ZONE_RATES[code]}[row.code]
                    held = _held(counts.get(tier.pk, {}), row, division)
                    if rate is not None:
                        values[row, tier] = max(1, math.floor(held / rate + 0.5))
            source = f"鹤科〔{year}〕9号（演示）"
            set_targets(city, year=year, division=division, values=values, source=source, by=by)


def _held(places: dict[Where, tuple[int, ...]], row: Region, division: str) -> int:
    return sum(
        number
        for (county, zone), (number,) in places.items()
        if row.pk == (zone if division == Division.UNIT and zone else county)
    )


def judge_and_propose(ids: Sequence[int], *, on: date) -> None:
    """Judges what is stale by every pack in force and makes the proposals, on the path the nightly job takes."""
    rulings = rulings_on(on)
    for chunk in plan(rulings, on=on, only=None):
        run(chunk, rulings=rulings, on=on)
    propose_for(ids, on=on, by=system_user())
    sort_members(ids, on=on, by=system_user())


def _decide(rows: Sequence[Enterprise], *, seed: int, by: User, on: date) -> None:
    """Some proposals have been settled; the others wait on the pages."""
    random = Random(f"decisions {seed}")
    at = timezone.make_aware(datetime.combine(on, time(9)))
    shares = {ProposalKind.ENTER: 0.3, ProposalKind.NEAR: 0.2, ProposalKind.EXPIRING: 0.15, ProposalKind.LEAVE: 0.1}
    notes = {
        ProposalKind.ENTER: "",
        ProposalKind.NEAR: "列为本年度培育对象",
        ProposalKind.EXPIRING: "已通知企业准备续报",
        ProposalKind.LEAVE: "经核实",
    }
    rows_open = Proposal.objects.filter(
        state=ProposalState.OPEN, enterprise__in=Enterprise.objects.filter(city=rows[0].city_id)
    ).order_by("enterprise__code", "tier__position", "kind")
    by_kind: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in rows_open:
        by_kind[proposal.kind].append(proposal)
    for kind, share in shares.items():
        some = [proposal for proposal in by_kind[kind] if random.random() < share]
        confirm_many(some, note=notes[kind], on=on, at=at, by=by)
        left = [proposal for proposal in by_kind[kind] if proposal not in some]
        dismiss_many(left[: len(left) // 25], note="企业已书面说明暂不考虑", on=on, by=by)


def digest_rows() -> Iterable[str]:
    """One line per row that the demo made, without ids, references and moments: equal for equal cities."""
    for row in Enterprise.objects.order_by("code").values_list(
        "code", "name", "county__code", "zone__code", "size_class"
    ):
        yield repr(row)
    for row in Membership.objects.order_by("enterprise__code", "tier__code", "entered_on").values_list(
        "enterprise__code", "tier__code", "entered_on", "left_on", "state", "evidence"
    ):
        *plain, evidence = row
        yield repr((*plain, {name: value for name, value in evidence.items() if name != "attestation"}))
    for row in CheckUpPart.objects.order_by("checkup__enterprise__code", "checkup__number", "position").values_list(
        "checkup__enterprise__code", "checkup__clinic__name", "title", "outcome", "outcome_text", "score_text"
    ):
        yield repr(row)
    for row in Proposal.objects.order_by("enterprise__code", "tier__code", "kind", "state").values_list(
        "enterprise__code", "tier__code", "kind", "state", "reason", "due_on"
    ):
        yield repr(row)
