"""How numbers, money, people, dates and gaps are written on every page (界面数字规范).

Three words for a gap never mix: 未填 was asked and not given, -- does not apply, 未报 is a period nobody reported.
Zero is a number like any other. Rounding is half up, as an accountant does it.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

NOT_GIVEN = "未填"
NOT_APPLICABLE = "--"
NOT_REPORTED = "未报"

FEN_PER_WAN = 1_000_000
FEN_PER_YI = 10_000_000_000

Number = int | float | Decimal | Fraction

_WEEKDAYS = "一二三四五六日"


def number(value: Number | None, digits: int = 0, *, gap: str = NOT_GIVEN) -> str:
    """1,312 or 1,312.50: thousands by comma, a fixed number of digits."""
    return gap if value is None else f"{_rounded(value, digits):,}"


def wan(fen: int | None, digits: int = 2, *, gap: str = NOT_GIVEN) -> str:
    """Money in 万元 from fen, without the unit, which belongs to the column's head: 5,836.00."""
    return gap if fen is None else number(Fraction(fen, FEN_PER_WAN), digits)


def yi(fen: int | None, digits: int = 2, *, gap: str = NOT_GIVEN) -> str:
    """Money in 亿元 from fen, for leaders' pages and contracts; never beside 万元 in one column."""
    return gap if fen is None else number(Fraction(fen, FEN_PER_YI), digits)


def yuan(fen: int | None, digits: int = 2, *, gap: str = NOT_GIVEN) -> str:
    """Money in 元 from fen, for payments: 304,000.00."""
    return gap if fen is None else number(Fraction(fen, 100), digits)


def percent(ratio: Number | None, digits: int = 1, *, gap: str = NOT_GIVEN) -> str:
    """87.5% from 0.875. Metrics take one digit, values compared with a line two."""
    return gap if ratio is None else f"{number(_exact(ratio) * 100, digits)}%"


def points(difference: Number | None, digits: int = 2, *, gap: str = NOT_GIVEN) -> str:
    """The difference of two ratios in 百分点, always with its sign: +0.06百分点."""
    return gap if difference is None else f"{signed(_exact(difference) * 100, digits)}百分点"


def signed(value: Number | None, digits: int = 0, *, gap: str = NOT_GIVEN) -> str:
    """+212, -310, 0: a change. A change that rounds to nothing carries no sign."""
    if value is None:
        return gap
    rounded = _rounded(value, digits)
    return f"{rounded:+,}" if rounded else number(0, digits)


def growth(now: Number | None, before: Number | None, digits: int = 1) -> str:
    """+17.2% against a former value; a former value of zero or less has no growth and says so."""
    if now is None or before is None:
        return NOT_GIVEN
    if before <= 0:
        return "—（上年为0）" if before == 0 else "—（上年为负）"
    return f"{signed((_exact(now) - _exact(before)) / _exact(before) * 100, digits)}%"


def persons(e4: int | None, *, gap: str = NOT_GIVEN) -> str:
    """People from 1/10000 person, exact, without idle zeros: 86, 86.5, 1,204.25."""
    if e4 is None:
        return gap
    text = f"{Decimal(e4) / 10_000:,.4f}"
    return text.rstrip("0").rstrip(".")


def day(on: date | None, *, gap: str = NOT_GIVEN) -> str:
    """2026-11-22, for tables."""
    return gap if on is None else f"{_local(on):%Y-%m-%d}"


def day_long(on: date | None, *, gap: str = NOT_GIVEN) -> str:
    """2026年11月22日, for documents."""
    if on is None:
        return gap
    local = _local(on)
    return f"{local.year}年{local.month}月{local.day}日"


def moment(at: datetime | None, *, gap: str = NOT_GIVEN) -> str:
    """2026-11-22 08:00, Peking time."""
    return gap if at is None else f"{_local(at):%Y-%m-%d %H:%M}"


def weekday(on: date) -> str:
    """周五."""
    return f"周{_WEEKDAYS[_local(on).weekday()]}"


def ago(at: datetime | None, now: datetime, *, gap: str = NOT_APPLICABLE) -> str:
    """刚刚, 5分钟前, 3小时前, then the date; a moment still to come is written out."""
    if at is None:
        return gap
    passed = now - at
    if passed < timedelta(0) or passed >= timedelta(days=1):
        return moment(at)
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    return f"{minutes}分钟前" if minutes < 60 else f"{minutes // 60}小时前"


def remaining(due_on: date, on: date) -> str:
    """还剩5天, 今天到期, 逾期6天."""
    days = (_plain_day(due_on) - _plain_day(on)).days
    if days == 0:
        return "今天到期"
    return f"还剩{days}天" if days > 0 else f"逾期{-days}天"


def deadline(due_on: date | None, on: date, *, gap: str = NOT_APPLICABLE) -> str:
    """11-27 周五（还剩5天）; the year is written when it is another one."""
    if due_on is None:
        return gap
    due = _plain_day(due_on)
    shown = f"{due:%m-%d}" if due.year == _plain_day(on).year else f"{due:%Y-%m-%d}"
    return f"{shown} {weekday(due)}（{remaining(due, on)}）"


def mask_phone(phone: str | None, *, gap: str = NOT_GIVEN) -> str:
    """138****1402; of a fixed line only the last four digits: ****5678."""
    if not phone:
        return gap
    digits = phone.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) == 11 and digits.isdigit() else f"****{digits[-4:]}"


def mask_identity(card: str | None, *, gap: str = NOT_GIVEN) -> str:
    """An identity number with its first six and last four characters."""
    if not card:
        return gap
    return f"{card[:6]}{'*' * (len(card) - 10)}{card[-4:]}" if len(card) > 10 else "*" * len(card)


def given(value: object, gap: str = NOT_GIVEN) -> object:
    """The value itself, or the word for a gap when it is None or an empty text. Zero and False are values."""
    return gap if value is None or value == "" else value


def _exact(value: Number) -> Fraction:
    # A float is read as the decimal a person would write for it: 0.1 is a tenth, not 3602879701896397/2**55.
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _rounded(value: Number, digits: int) -> Decimal:
    """Half up, away from zero: 0.5 becomes 1 and -0.5 becomes -1."""
    scaled = _exact(value) * 10**digits
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-digits)


def _local(on: date) -> date:
    return timezone.localtime(on) if isinstance(on, datetime) and timezone.is_aware(on) else on


def _plain_day(on: date) -> date:
    local = _local(on)
    return local.date() if isinstance(local, datetime) else local
