"""What a person may type about targets, checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from django import forms
from django.forms import BoundField

from cultivation.pools.models import Tier
from cultivation.targets.models import LARGEST_VALUE, LONGEST_SOURCE
from portal.regions.models import Region


class _Whole(forms.IntegerField):
    """A whole number as people type it: full-width digits, thousands and 家 are taken off."""

    def to_python(self, value: object) -> int | None:
        text = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").replace(" ", "").removesuffix("家")
        return super().to_python(text)


class Targets(forms.Form):
    """The matrix of rows × rungs of one year, and the document that sets it. An empty cell is 未下达."""

    source = forms.CharField(
        label="来源文件",
        help_text="写明下达目标的文件名称或文号，例如：鹤科〔2026〕9号。",
        max_length=LONGEST_SOURCE,
        error_messages={"required": "请填写来源文件，例如“鹤科〔2026〕9号”。"},
    )

    def __init__(
        self,
        *args: object,
        rows: Sequence[Region],
        tiers: Sequence[Tier],
        now: Mapping[tuple[int, int], int],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.tiers = rows, tiers
        for region in rows:
            for tier in tiers:
                label = f"{region.name}{tier.name}"
                field = _Whole(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=LARGEST_VALUE,
                    initial=now.get((region.pk, tier.pk)),
                    widget=forms.TextInput(
                        attrs={"inputmode": "numeric", "aria-label": f"{label}目标（家）", "size": 7, "class": "num"}
                    ),
                    error_messages={
                        "invalid": f"{label}的目标应为整数，例如120；未下达请留空。",
                        "min_value": f"{label}的目标不能为负，未下达请留空。",
                        "max_value": f"{label}的目标太大，请核对。",
                    },
                )
                self.fields[cell_name(region, tier)] = field

    def matrix(self) -> list[tuple[Region, list[BoundField]]]:
        """The cells row by row."""
        return [(region, [self[cell_name(region, tier)] for tier in self.tiers]) for region in self.rows]

    def values(self) -> dict[tuple[Region, Tier], int | None]:
        """What was typed; None where nothing was."""
        return {
            (region, tier): self.cleaned_data[cell_name(region, tier)] for region in self.rows for tier in self.tiers
        }

    def sums(self) -> list[int | None]:
        """The sum of each rung as the cells stand now, None when no cell holds a number."""
        return [_sum(self[cell_name(region, tier)].value() for region in self.rows) for tier in self.tiers]


def cell_name(region: Region, tier: Tier) -> str:
    """The name of a cell's input."""
    return f"t-{region.code}-{tier.code}"


def _sum(values: object) -> int | None:
    known = []
    for value in values:
        text = unicodedata.normalize("NFKC", str("" if value is None else value)).replace(",", "").strip()
        if text.isascii() and text.isdigit():
            known.append(int(text))
    return sum(known) if known else None
