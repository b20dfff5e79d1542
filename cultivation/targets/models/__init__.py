"""Targets of territories."""

from cultivation.targets.models.target import LARGEST_VALUE, LONGEST_SOURCE, Target

__all__ = ["LARGEST_VALUE", "LONGEST_SOURCE", "Target"]
