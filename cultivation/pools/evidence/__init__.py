"""The room's bridge to the engine: words bound to facts, and the explanation of one enterprise."""

from cultivation.pools.evidence.bindings import BINDINGS, FIGURES_USED, evidence_of

__all__ = ["BINDINGS", "FIGURES_USED", "evidence_of"]
