"""企业360 (W03): everything about one enterprise; each tab has an address of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.enums import ComplianceKind
from enterprises.forms.enterprise import BLOCKS, capital_text
from enterprises.models import Enterprise, ListCheck
from enterprises.queries.completeness import Completeness, Gap
from enterprises.views._history import lines_of
from enterprises.views._register_cells import title_of
from enterprises.views._year_table import groups, key_lines, years_to_show
from portal.accounts.access import require
from portal.codes import fields, industries
from portal.web import formats
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb, Fact, Tab

TABS = {
    "overview": "概况",
    "years": "年度数据",
    "rights": "知识产权",
    "certificates": "资质证书",
    "compliance": "合规",
    "history": "变更记录",
}


@require("enterprise.view")
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; a tab alone when htmx asks for it."""
    on = timezone.localdate()
    enterprise = get_object_or_404(queries.for_page(queries.visible_enterprises(request.user)), ref=ref)
    tab = request.GET.get("tab", "overview")
    if tab not in TABS:
        raise Http404
    reports = queries.all_reports(enterprise)
    certificates = queries.certificates_of(enterprise)
    rights = queries.rights_of(enterprise)
    year = queries.fiscal_year_of(on)
    report = next((each for each in reports if each.is_current and each.fiscal_year == year), None)
    context: dict[str, Any] = {
        "enterprise": enterprise,
        "crumbs": [Crumb("企业台账", reverse("enterprises:list")), Crumb(enterprise.name)],
        "tab": tab,
        "tabs": _tabs(enterprise, tab),
        "titles": [title_of(each) for each in certificates if each.holds_on(on)],
        "held": [each for each in certificates if each.holds_on(on)],
        "industry": industries.label(enterprise.industry_code),
        "age": _age(enterprise.founded_on, on),
        "known": _known(enterprise, queries.completeness(enterprise, report, year), year),
        "assignments": queries.open_assignments(enterprise),
        "reminders": queries.reminders(certificates, rights, on=on),
        "on": on,
        "year": year,
        "can_revise": permissions.can_revise(request.user, enterprise),
        "can_archive": permissions.can_archive(request.user),
        "can_file": permissions.can_file_report(request.user, enterprise),
        "can_assign": permissions.can_assign(request.user),
        "can_see_mandates": request.user.acting.may("mandate.view"),
        "can_reveal": permissions.can_reveal_phone(request.user),
        "as_of": timezone.now(),
    }
    if tab == "overview":
        years = years_to_show(reports, year, most=3)
        context |= {
            "years": years,
            "key_lines": key_lines(enterprise, reports, years),
            "is_due": enterprise.owes_report(year),
            "source": _source(report),
            "blocks": _blocks(enterprise),
            "former_names": queries.former_names(enterprise),
            "merits": queries.merits_of(enterprise),
        }
    elif tab == "years":
        years = years_to_show(reports, year)
        current = {each.fiscal_year: each for each in reports if each.is_current}
        context |= {
            "years": [
                {
                    "year": each,
                    "report": current.get(each),
                    "is_due": enterprise.owes_report(each),
                    "can_confirm": each in current and permissions.can_confirm_report(request.user, current[each]),
                }
                for each in years
            ],
            "groups": groups(enterprise, reports, years),
            "revisions": reports,
        }
    elif tab == "rights":
        context |= {"rights": rights, "check": queries.check_days(enterprise)}
    elif tab == "certificates":
        context |= {
            "certificates": [{"row": each, "holds": each.holds_on(on)} for each in certificates],
            "check": queries.check_days(enterprise),
        }
    elif tab == "compliance":
        context |= {
            "events": queries.events_of(enterprise),
            "checks": _checks(queries.check_days(enterprise)),
        }
    else:
        shown = paginate(queries.history(enterprise), request.GET)
        context |= {"page": shown, "lines": lines_of(shown.items)}
    return page(request, "enterprises/detail.html", context, fragment="tab")


def _tabs(enterprise: Enterprise, tab: str) -> list[Tab]:
    counts = {
        "rights": enterprise.right_count,
        "certificates": enterprise.certificate_count,
        "compliance": enterprise.event_count or None,
    }
    here = reverse("enterprises:detail", args=[enterprise.ref])
    return [
        Tab(title, here if key == "overview" else f"{here}?tab={key}", key == tab, counts.get(key))
        for key, title in TABS.items()
    ]


def _age(founded_on: date | None, on: date) -> str:
    """2017-05-11注册（9年）, in whole years completed."""
    if founded_on is None:
        return ""
    years = on.year - founded_on.year - ((on.month, on.day) < (founded_on.month, founded_on.day))
    return f"{founded_on}注册（{years}年）" if years >= 1 else f"{founded_on}注册（不满1年）"


def _known(enterprise: Enterprise, found: Completeness, year: int) -> dict[str, Any]:
    return {
        "share": found.share,
        "percent": formats.percent(found.share, 0),
        "gap_count": len(found.gaps),
        "gaps": [{"label": gap.label, "url": _address_of(enterprise, gap, year)} for gap in found.gaps],
    }


def _address_of(enterprise: Enterprise, gap: Gap, year: int) -> str:
    """Where a missing fact is entered."""
    if gap.block:
        return reverse("enterprises:revise", args=[enterprise.ref, gap.block])
    return reverse("enterprises:report", args=[enterprise.ref, year]) + f"?section={gap.section}"


def _source(report: Any) -> str:
    """Where the figures of the year come from: 企业填报 2026-04-18 张三，县区已审核."""
    if report is None:
        return ""
    parts = [report.get_source_display(), formats.day(report.reported_on, gap="")]
    if report.reported_by is not None:
        parts.append(report.reported_by.full_name)
    return f"{' '.join(part for part in parts if part)}，{report.get_state_display()}"


_YES_NO = {True: "是", False: "否", None: ""}


def _blocks(enterprise: Enterprise) -> list[dict[str, Any]]:
    """The facts by block, each with where it came from."""
    rows = {
        "identity": [
            ("企业名称", enterprise.name, "name"),
            ("注册成立日期", formats.day(enterprise.founded_on, gap=""), "founded_on"),
            ("企业类型", enterprise.legal_type, "legal_type"),
            ("注册资本", capital_text(enterprise), "capital_minor"),
            ("企业规模", enterprise.get_size_class_display(), "size_class"),
            ("经营范围", enterprise.business_scope, "business_scope"),
        ],
        "place": [
            ("县区", enterprise.county.name if enterprise.county else "", "county"),
            ("功能区", enterprise.zone.name if enterprise.zone else "", "zone"),
            ("注册地址", enterprise.address, "address"),
            ("国民经济行业", industries.label(enterprise.industry_code), "industry_code"),
            ("高新技术领域", fields.label(enterprise.field_code), "field_code"),
        ],
        "standing": [
            ("居民企业", _YES_NO[enterprise.is_resident], "is_resident"),
            ("征收方式", enterprise.get_tax_collection_display(), "tax_collection"),
            ("会计核算健全", _YES_NO[enterprise.accounts_sound], "accounts_sound"),
            ("不属于禁止、限制、淘汰类", _YES_NO[enterprise.industry_allowed], "industry_allowed"),
            ("加计扣除负面清单行业", _YES_NO[enterprise.industry_barred], "industry_barred"),
        ],
        "people": [
            ("法定代表人", enterprise.legal_person, "legal_person"),
            ("联系人", enterprise.contact_name, "contact_name"),
        ],
    }
    return [_block(key, title, [_fact(enterprise, *row) for row in rows[key]]) for key, title in BLOCKS.items()]


def _block(key: str, title: str, facts: list[Fact]) -> dict[str, Any]:
    """A block; a source that several of its facts share is said once, beside the title."""
    counted = Counter(fact.note for fact in facts if fact.note).most_common(1)
    source = counted[0][0] if counted and counted[0][1] > 1 else ""
    rows = [replace(fact, note="") if fact.note == source else fact for fact in facts]
    return {"key": key, "title": title, "rows": rows, "source": source}


# Facts whose absence is an answer, not a gap.
_MAY_BE_ABSENT = {"zone"}

# Facts that nobody types.
_COMPUTED = {"size_class"}


def _fact(enterprise: Enterprise, label: str, value: str, name: str) -> Fact:
    if not value:
        return Fact(label, gap=formats.NOT_APPLICABLE if name in _MAY_BE_ABSENT else formats.NOT_GIVEN)
    origin = enterprise.origins.get(name)
    note = ""
    if origin:
        note = f"{_SOURCES.get(origin['source'], origin['source'])} {origin['as_of']} {origin['by']}"
    elif name in _COMPUTED:
        note = "按年报推算"
    return Fact(label, value, note=note)


_SOURCES = dict(Enterprise._meta.get_field("source").flatchoices)


def _checks(check: ListCheck | None) -> list[Fact]:
    """When each list was last compared; without a day nobody knows that the enterprise is clean."""
    found = []
    for kind in ComplianceKind:
        day = getattr(check, f"{kind}_on") if check else None
        found.append(
            Fact(str(kind.label), f"{formats.day(day)}比对") if day else Fact(str(kind.label), gap="未比对，不等于没有")
        )
    return found
