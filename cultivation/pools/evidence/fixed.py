"""What nobody may change to pass: figures an authority has confirmed, and what registers and lists say."""

from __future__ import annotations

from datetime import date

from cultivation.pools.evidence.bindings import (
    BINDINGS,
    Clean,
    CleanOfAll,
    Held,
    Registered,
    RegisteredFlag,
    Reported,
)
from enterprises.enums import ReportState
from enterprises.models import AnnualReport, Enterprise


def fixed_words(enterprise: Enterprise, *, on: date) -> dict[str, str]:
    """Word → why no proposal may move it.

    A series is fixed when its last year is: a way moves the last year only.
    """
    last = AnnualReport.objects.filter(
        enterprise=enterprise, is_current=True, fiscal_year=on.year - 1, state=ReportState.CONFIRMED
    ).exists()
    reason = f"{on.year - 1}年度报告已经县区审核，已审核的数不作为改动项"
    found = {}
    for word, binding in BINDINGS.items():
        match binding:
            case Reported() if last:
                found[word] = reason
            case Registered() | RegisteredFlag():
                found[word] = "登记信息以登记机关为准"
            case Held() | Clean() | CleanOfAll():
                found[word] = "以主管部门的名单和证书为准"
    return found
