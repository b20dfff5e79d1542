"""Credit codes and numbers for firms that do not exist."""

from __future__ import annotations

from typing import Final

from stdnum.cn import uscc

# 410699 is no administrative division, so no registering office ever gave out a code that begins like this.
PREFIX: Final = "91410699"
_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(serial: int) -> str:
    """The serial-th invented 统一社会信用代码, with both check digits right (GB 32100-2015, GB 11714-1997)."""
    body = f"DM{serial:06d}"
    values = [int(mark, 36) for mark in body]
    rest = 11 - sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11
    organisation = body + {10: "X", 11: "0"}.get(rest, str(rest))
    return PREFIX + organisation + uscc.calc_check_digit(PREFIX + organisation)
