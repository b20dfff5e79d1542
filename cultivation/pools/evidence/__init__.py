"""The room's bridge to the engine: words bound to facts, and the explanation of one enterprise."""

from cultivation.pools.evidence.bindings import BINDINGS, evidence_of, figures_for

__all__ = ["BINDINGS", "evidence_of", "figures_for"]
