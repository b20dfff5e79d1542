"""Which enterprises a list is about: county, managing zone, industry and words of the name, as one condition."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from portal.regions.models import Region

NONE = "none"


@dataclass(frozen=True)
class FirmFilter:
    """Conditions on enterprises; empty ones let everything pass.

    county, zone: a Region, or NONE for those that lie in none (an abolished county is none). industry: a section
    letter of GB/T 4754. words: a part of the name, or the beginning of a credit code.
    """

    county: Region | str = ""
    zone: Region | str = ""
    industry: str = ""
    words: str = ""

    def where(self, prefix: str = "enterprise__") -> Q:
        """The condition on rows that lead to an enterprise by `prefix`; "" for enterprises themselves."""
        condition = Q()
        if self.county == NONE:
            condition &= Q(**{f"{prefix}county": None}) | Q(**{f"{prefix}county__valid_to__isnull": False})
        elif isinstance(self.county, Region):
            condition &= Q(**{f"{prefix}county": self.county.pk})
        if self.zone == NONE:
            condition &= Q(**{f"{prefix}zone": None})
        elif isinstance(self.zone, Region):
            condition &= Q(**{f"{prefix}zone": self.zone.pk})
        if self.industry:
            condition &= Q(**{f"{prefix}industry_code__startswith": self.industry})
        if self.words:
            condition &= Q(**{f"{prefix}name__icontains": self.words}) | Q(
                **{f"{prefix}code__startswith": self.words.upper()}
            )
        return condition
