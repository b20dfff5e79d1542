"""Every read worth naming about enterprises; scope begins at visible_enterprises."""

from enterprises.queries.latest import latest_reports
from enterprises.queries.scope import all_enterprises_for_recompute, visible_enterprises

__all__ = ["all_enterprises_for_recompute", "latest_reports", "visible_enterprises"]
