"""Every read worth naming about enterprises; scope begins at visible_enterprises."""

from enterprises.queries.held import certificates_by_scheme, current_reports, latest_reports
from enterprises.queries.scope import all_enterprises_for_recompute, visible_enterprises

__all__ = [
    "all_enterprises_for_recompute",
    "certificates_by_scheme",
    "current_reports",
    "latest_reports",
    "visible_enterprises",
]
