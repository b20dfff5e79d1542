"""The answers a criterion can have, and how answers combine (三值逻辑加待确认)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Verdicts = NDArray[np.int8]

MET: Final = 1
UNMET: Final = 0
UNKNOWN: Final = -1
MANUAL: Final = 2
NOT_IN_FORCE: Final = 3  # the criterion itself does not apply on that day; never part of a combination

ELIGIBLE: Final = MET
NOT_ELIGIBLE: Final = UNMET
NEED_DATA: Final = UNKNOWN
TO_CONFIRM: Final = MANUAL

WORDS: Final = {MET: "达标", UNMET: "不达标", UNKNOWN: "缺数据", MANUAL: "待专家确认", NOT_IN_FORCE: "不适用"}
OUTCOME_WORDS: Final = {ELIGIBLE: "符合", NOT_ELIGIBLE: "不符合", NEED_DATA: "缺数据", TO_CONFIRM: "待专家确认"}
CODES: Final = {"met": MET, "unmet": UNMET, "unknown": UNKNOWN, "manual": MANUAL, "not_in_force": NOT_IN_FORCE}
OUTCOME_CODES: Final = {
    "eligible": ELIGIBLE,
    "not_eligible": NOT_ELIGIBLE,
    "need_data": NEED_DATA,
    "to_confirm": TO_CONFIRM,
}

# A missing figure absorbs a pending opinion in both directions (data is asked for before an expert is), which keeps
# `not (a and b)` equal to `not a or not b`. Each order below is a rank of two bits, so that a column is combined by
# np.minimum and np.maximum, which is several times as fast as reading a table: -1, 0, 1, 2 are 11, 00, 01, 10 in two bits.
_NOT: Final = np.array([UNKNOWN, MET, UNMET, MANUAL], dtype=np.int8)


def both(left: Verdicts, right: Verdicts) -> Verdicts:
    """left and right, row by row: one unmet settles it, else one unknown, else one manual."""
    # rank: UNMET 0, UNKNOWN 1, MANUAL 2, MET 3
    result: Verdicts = ((1 - np.minimum(-left & 3, -right & 3)) & 3) - 1
    return result


def either(left: Verdicts, right: Verdicts) -> Verdicts:
    """left or right, row by row: one met settles it, else one unknown, else one manual."""
    # rank: UNMET 0, MANUAL 1, UNKNOWN 2, MET 3
    rank = np.maximum(_hope(left), _hope(right))
    high = rank >> 1
    result: Verdicts = ((((((rank & 1) ^ high) << 1) | high) + 1) & 3) - 1
    return result


def _hope(verdicts: Verdicts) -> Verdicts:
    met_or_unknown: Verdicts = verdicts & 1
    return (met_or_unknown << 1) | (((verdicts & 3) >> 1) ^ met_or_unknown)


def negated(verdicts: Verdicts) -> Verdicts:
    """not: met and unmet change places, the open answers stay open."""
    return _NOT[verdicts + 1]
