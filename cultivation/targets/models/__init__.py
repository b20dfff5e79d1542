"""Targets of territories."""

from cultivation.targets.models.target import Target

__all__ = ["Target"]
