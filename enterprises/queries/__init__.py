"""Every read worth naming about enterprises; scope begins at visible_enterprises."""

from enterprises.queries.completeness import completeness
from enterprises.queries.detail import (
    all_reports,
    assignable_people,
    certificates_of,
    check_days,
    enterprise_of_code,
    events_of,
    for_page,
    former_names,
    history,
    merits_of,
    open_assignments,
    reminders,
    rights_of,
)
from enterprises.queries.held import certificates_by_scheme, current_reports, latest_reports
from enterprises.queries.register_columns import all_columns, chosen_columns, file_value, sheet_of
from enterprises.queries.register_lines import (
    RegisterFilter,
    fiscal_year_of,
    register_choices,
    register_lines,
    register_totals,
    with_details,
    with_regions,
)
from enterprises.queries.scope import all_enterprises_for_recompute, visible_enterprises

__all__ = [
    "RegisterFilter",
    "all_columns",
    "all_enterprises_for_recompute",
    "all_reports",
    "assignable_people",
    "certificates_by_scheme",
    "certificates_of",
    "check_days",
    "chosen_columns",
    "completeness",
    "current_reports",
    "enterprise_of_code",
    "events_of",
    "file_value",
    "fiscal_year_of",
    "for_page",
    "former_names",
    "history",
    "latest_reports",
    "merits_of",
    "open_assignments",
    "register_choices",
    "register_lines",
    "register_totals",
    "reminders",
    "rights_of",
    "sheet_of",
    "visible_enterprises",
    "with_details",
    "with_regions",
]
