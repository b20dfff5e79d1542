"""What one cell means: text, date, number, money, or a sentence saying why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from portal.workbooks.problems import Severity, shorten
from portal.workbooks.spec import MONEY_UNITS, ColumnSpec, Kind

Raw = str | int | float | bool | date | datetime | time | timedelta | None
"""What a parser of files hands over for one cell."""

MAX_MINOR = 9_000_000_000_000_000_000
"""The largest amount kept, within a 64-bit integer."""

UNKNOWN_WORDS = {
    "n/a", "na", "null", "none", "nan", "-", "--", "---", "—", "——", "－", "/", "\\", "无", "暂无", "不详", "未知",
    "空", "未填", "未报", "待定", "待补", "?", "？", "*",
}  # fmt: skip
"""What people write where they do not know; never zero and never 否."""

EXCEL_ERRORS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

CURRENCIES = {
    "人民币元": "CNY", "元人民币": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "￥": "CNY",
    "美元": "USD", "美金": "USD", "usd": "USD", "us$": "USD", "$": "USD",
    "欧元": "EUR", "eur": "EUR", "€": "EUR",
    "港元": "HKD", "港币": "HKD", "hkd": "HKD", "hk$": "HKD",
    "日元": "JPY", "日币": "JPY", "jpy": "JPY",
    "英镑": "GBP", "gbp": "GBP", "£": "GBP",
    "澳元": "AUD", "aud": "AUD",
    "加元": "CAD", "cad": "CAD",
    "新加坡元": "SGD", "sgd": "SGD",
    "新台币": "TWD", "台币": "TWD", "twd": "TWD",
    "韩元": "KRW", "krw": "KRW",
    "瑞士法郎": "CHF", "chf": "CHF",
    "元": "CNY",
}  # fmt: skip
"""Words for currencies; 元 alone is 人民币, so it stands last and every longer word wins."""

CURRENCY_LABELS = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑", "AUD": "澳元",
    "CAD": "加元", "SGD": "新加坡元", "TWD": "新台币", "KRW": "韩元", "CHF": "瑞士法郎",
}  # fmt: skip
MINOR_DIGITS = {"JPY": 0, "KRW": 0}
SCALES = {
    "": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
    "亿": 100_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BETWEEN_HANZI = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_HALF_WIDTH = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **{ord(mark): ord(mark) - 0xFEE0 for mark in "－＋．％＊／"},
    0x3000: " ",
    0x00A0: " ",
}
_DATE_FORMS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})\.?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_INCOMPLETE_DATE = re.compile(r"(?:1[89]|20)\d{2}(?:年|[-/.年]\d{1,2}月?)?")
_TIME_TAIL = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")


@dataclass(frozen=True, slots=True)
class Capital:
    """An amount with its own currency (注册资金): amount_minor in fen or cents, the text it was read from."""

    amount_minor: int
    currency: str
    text: str

    def __str__(self) -> str:
        digits = MINOR_DIGITS.get(self.currency, 2)
        wan = Decimal(self.amount_minor).scaleb(-digits) / 10_000
        return f"{plain(wan)}万{CURRENCY_LABELS[self.currency]}"


Value = str | int | bool | date | Capital | None
"""What a cell means; None is unknown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell was not understood, or what to ask about it."""

    code: str
    severity: Severity
    message: str
    allowed: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, or None with the reason it is unknown; a fault when a person must look."""

    value: Value = None
    fault: Fault | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell alone cannot say: the day of reading, the unit in the file's own header, the workbook's epoch."""

    on: date
    unit: str = ""
    date1904: bool = False


def parse(column: ColumnSpec, raw: Raw, context: Context) -> Reading:
    """What a cell of this column means. Never guesses: what is unclear comes back as a fault, not a value."""
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        return Reading(unknown="未填")
    if isinstance(raw, str) and clean(raw).upper() in EXCEL_ERRORS:
        return _refuse("excel_error", "单元格里是Excel的出错值", "实际的值，不能是公式出错的结果", column)
    if isinstance(raw, str) and column.kind is not Kind.FLAG and clean(raw).lower() in UNKNOWN_WORDS:
        return Reading(unknown=f"填的是“{clean(raw)}”")
    reading = PARSERS[column.kind](column, raw, context)
    if reading.fault is None and isinstance(reading.value, int) and not isinstance(reading.value, bool):
        return _within_bounds(column, reading)
    return reading


def clean(text: str) -> str:
    """Text as it is kept: full-width letters, digits and spaces made half-width, invisible marks and edges removed.

    Chinese punctuation stays: the registered name of a firm is written with （）.
    """
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub("", _INVISIBLE.sub("", text.translate(_HALF_WIDTH)))
    text = " ".join(text.replace("_x000D_", " ").split())
    return _BETWEEN_HANZI.sub("", text) if " " in text else text


def plain(number: Decimal) -> str:
    """A number without exponent or trailing zeros: 250, 41.8."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse(code: str, message: str, allowed: str, column: ColumnSpec) -> Reading:
    return Reading(fault=Fault(code, Severity.REFUSE, message, allowed, column.example))


def _ask(code: str, message: str, allowed: str, column: ColumnSpec) -> Reading:
    return Reading(fault=Fault(code, Severity.ASK, message, allowed, column.example))


def _text(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    text = clean(show(raw))
    if len(text) > column.max_length:
        return _refuse("too_long", f"有{len(text)}个字，太长", f"最多{column.max_length}个字", column)
    return Reading(text)


def show(raw: Raw) -> str:
    """A raw cell as a person saw it in the spreadsheet, near enough to recognise."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return plain(Decimal(repr(raw))) if abs(raw) < 1e21 else repr(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(" ") if raw.time() != time() else raw.date().isoformat()
    return str(raw)


def _code(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    if isinstance(raw, bool | date | time | timedelta):
        return _refuse("not_a_code", "这一格被Excel当成了日期或真假值", "文本格式的编号", column)
    if isinstance(raw, int | float):
        if isinstance(raw, float) and not raw.is_integer():
            return _refuse("not_a_code", "这一格是小数", "文本格式的编号", column)
        if abs(raw) >= 10**15:
            return _lost_digits(column)
        return Reading(str(int(raw)))
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(str(raw)))).upper()
    if re.fullmatch(r"\d(?:\.\d+)?E\+\d+", text):
        return _lost_digits(column)
    if len(text) > column.max_length:
        return _refuse("too_long", f"有{len(text)}个字符，太长", f"最多{column.max_length}个字符", column)
    return Reading(text)


def _lost_digits(column: ColumnSpec) -> Reading:
    return _refuse(
        "digits_lost",
        "编号被Excel存成了数字，15位以后已变成0，无法还原；请把整列设为“文本”后重新填写",
        "文本格式的编号",
        column,
    )


def _date(column: ColumnSpec, raw: Raw, context: Context) -> Reading:
    found: date | None = None
    if isinstance(raw, datetime):
        found = raw.date()
    elif isinstance(raw, date):
        found = raw
    elif isinstance(raw, bool | time | timedelta):
        return _not_a_date(column)
    elif isinstance(raw, int | float):
        reading = _date_from_number(column, raw, context)
        if not isinstance(reading.value, date):
            return reading
        found = reading.value
    else:
        reading = _date_from_text(column, str(raw))
        if not isinstance(reading.value, date):
            return reading
        found = reading.value
    if found > context.on:
        return _refuse("future_date", f"日期在将来（今天是{context.on}）", "今天或更早的日期", column)
    if found.year < 1800:
        return _refuse("date_too_old", "年份太早", "1800年以后的日期", column)
    return Reading(found)


def _date_from_number(column: ColumnSpec, raw: int | float, context: Context) -> Reading:
    if float(raw).is_integer() and 18_000_101 <= raw <= 99_991_231:
        return _date_from_text(column, str(int(raw)))
    if float(raw).is_integer() and 1800 <= raw <= 2200:
        return _refuse("date_incomplete", "只有年份，缺月和日", "完整的年月日", column)
    if 10_000 <= raw < 80_000:
        epoch = date(1904, 1, 1) if context.date1904 else date(1899, 12, 30)
        return Reading(epoch + timedelta(days=int(raw)))
    return _not_a_date(column)


def _date_from_text(column: ColumnSpec, raw: str) -> Reading:
    text = unicodedata.normalize("NFKC", clean(raw)).strip("'\"")
    text = _TIME_TAIL.sub("", text)
    text = re.sub(r"\s+", "", text)
    for form in _DATE_FORMS:
        if match := form.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
            try:
                return Reading(date(year, month, day))
            except ValueError:
                return _refuse("impossible_date", "日历上没有这一天", "真实存在的年月日", column)
    if _INCOMPLETE_DATE.fullmatch(text):
        return _refuse("date_incomplete", "日期不完整，缺月或日", "完整的年月日", column)
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})", text):
        return _refuse("date_ambiguous", "分不清哪个是年、月、日", "四位年份在前的年月日", column)
    return _not_a_date(column)


def _not_a_date(column: ColumnSpec) -> Reading:
    return _refuse("not_a_date", "不是日期", "年月日，如2019-12-02、2019年12月2日、2019/12/2", column)


def _number(column: ColumnSpec, raw: Raw) -> Decimal | Reading:
    """The exact number in a cell; a suffix equal to the column's unit is allowed (12人)."""
    if isinstance(raw, bool | date | time | timedelta):
        return _refuse("not_a_number", "不是数字", "数字", column)
    if isinstance(raw, int | float):
        try:
            number = Decimal(repr(raw))
        except InvalidOperation:
            return _refuse("not_a_number", "不是数字", "数字", column)
        return number if number.is_finite() else _refuse("not_a_number", "不是数字", "数字", column)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(str(raw))))
    if column.unit and text.endswith(column.unit):
        text = text.removesuffix(column.unit)
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _SCIENTIFIC.fullmatch(text):
        return _refuse("scientific", "是科学计数法，位数可能已丢失", "完整写出的数字", column)
    if re.fullmatch(r"[+-]?[\d,]*(?:\.\d+)?", text) and any(mark.isdigit() for mark in text):
        return _refuse("bad_thousands", "逗号的位置不对，分不清是千分位还是小数点", "1,000或1000这样的写法", column)
    return _refuse("text_in_number", "数字里有文字", "只写数字，不写“约”“多”“左右”等字", column)


def _integer(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    number = _number(column, raw)
    if isinstance(number, Reading):
        return number
    if number != number.to_integral_value():
        return _refuse("not_whole", "不是整数", "整数", column)
    return _fits(column, number)


def _fits(column: ColumnSpec, number: Decimal) -> Reading:
    """The nearest whole number, when it fits a column of the database."""
    if abs(number) > MAX_MINOR:
        return _refuse("too_large", "数字太大", "合理范围内的数字，请核对单位", column)
    return Reading(int(number.quantize(Decimal(1), ROUND_HALF_UP)))


def _year(column: ColumnSpec, raw: Raw, context: Context) -> Reading:
    if isinstance(raw, date):
        return _refuse("not_a_year", "是一个日期，不是年度", "四位数字的年度", column)
    if isinstance(raw, str):
        raw = re.sub(r"年度?$", "", unicodedata.normalize("NFKC", clean(raw)).strip())
    number = _number(column, raw)
    if isinstance(number, Reading):
        return number
    if number != number.to_integral_value() or not 1900 <= number <= 2200:
        return _refuse("not_a_year", "不是年度", "四位数字的年度", column)
    if number > context.on.year:
        return _refuse("future_year", f"年度在将来（今年是{context.on.year}年）", "今年或更早的年度", column)
    return Reading(int(number))


def _decimal(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    number = _number(column, raw)
    if isinstance(number, Reading):
        return number
    scaled = number.scaleb(column.places)
    if not isinstance(raw, float) and scaled != scaled.to_integral_value():
        return _refuse("too_precise", f"小数多于{column.places}位", f"最多{column.places}位小数", column)
    return _fits(column, scaled)


@dataclass(frozen=True, slots=True)
class _Amount:
    number: Decimal
    scale: str
    currency: str
    bare: bool


def _amount(column: ColumnSpec, raw: Raw) -> _Amount | Reading:
    """The parts of an amount as written: 1,000.5万元 is 1000.5, 万, CNY."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = _number(column, raw)
        return number if isinstance(number, Reading) else _Amount(number, "", "", bare=True)
    if not isinstance(raw, str):
        return _refuse("not_an_amount", "不是金额", "数字加单位", column)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(raw))).lower()
    text = re.sub(r"[(\[]([^()\[\]\d]*)[)\]]", r"\1", text).removesuffix("整")
    currencies = sorted(CURRENCIES, key=len, reverse=True)
    prefix = next((word for word in currencies if word != "元" and text.startswith(word)), "")
    text = text.removeprefix(prefix)
    match = re.match(r"[+-]?[\d,]*\.?\d+", text)
    if not match:
        return _not_an_amount(column)
    if not _NUMBER.fullmatch(match[0]):
        return _refuse("bad_thousands", "逗号的位置不对，分不清是千分位还是小数点", "1,000.5或1000.5这样的写法", column)
    rest = text[match.end() :]
    scale = next((word for word in sorted(SCALES, key=len, reverse=True) if rest.startswith(word)), "")
    rest = rest.removeprefix(scale)
    suffix = ""
    if rest:
        suffix = {"元人民币": "人民币", "人民币元": "人民币", "元整": "元"}.get(rest, rest)
        if suffix not in CURRENCIES:
            return _not_an_amount(column)
    names = {CURRENCIES[word] for word in (prefix, suffix) if word}
    if prefix and suffix == "元":
        names = {CURRENCIES[prefix]}
    if len(names) > 1:
        return _refuse("two_currencies", "写了两种币种", "一种币种", column)
    number = Decimal(match[0].replace(",", ""))
    return _Amount(number, scale, names.pop() if names else "", bare=not (scale or suffix or prefix))


def _not_an_amount(column: ColumnSpec) -> Reading:
    return _refuse("not_an_amount", "不是金额", "数字加单位，如1,000.5万元、500元、35万美元", column)


def _minor(column: ColumnSpec, number: Decimal, *, exact: bool) -> Reading:
    """Whole minor units; a cell typed as text must be exact, a float is rounded to the nearest fen."""
    if abs(number) > MAX_MINOR:
        return _refuse("too_large", "金额太大", "合理范围内的金额，请核对单位", column)
    rounded = number.quantize(Decimal(1), ROUND_HALF_UP)
    if exact and rounded != number:
        fault = Fault("rounded", Severity.NOTE, "小数位超过了分，已四舍五入到分")
        return Reading(int(rounded), fault)
    return Reading(int(rounded))


def _money(column: ColumnSpec, raw: Raw, context: Context) -> Reading:
    amount = _amount(column, raw)
    if isinstance(amount, Reading):
        return amount
    if amount.currency not in ("", "CNY"):
        label = CURRENCY_LABELS[amount.currency]
        return _refuse("foreign_currency", f"币种是{label}", f"折成人民币的金额（{column.unit}）", column)
    if amount.bare:
        factor = MONEY_UNITS[context.unit if context.unit in MONEY_UNITS else column.unit]
    else:
        factor = Decimal(SCALES[amount.scale] * 100)
    return _minor(column, amount.number * factor, exact=isinstance(raw, str))


def _capital(column: ColumnSpec, raw: Raw, context: Context) -> Reading:
    text = clean(show(raw))
    unit = context.unit if context.unit in MONEY_UNITS else column.unit
    amount = _amount(column, raw)
    if isinstance(amount, Reading):
        fault = amount.fault
        assert fault is not None
        return Reading(
            fault=Fault(
                "capital_unclear",
                Severity.ASK,
                f"没有看懂：{fault.message}；先按未知处理",
                fault.allowed,
                fault.example,
            )
        )
    if amount.number < 0:
        return _refuse("negative", "金额是负数", "零或正数", column)
    if amount.bare and unit not in MONEY_UNITS:
        return _ask(
            "unit_missing",
            "只有数字，没有写单位（元还是万元）；先按未知处理",
            "数字加单位，如250万元、35万美元",
            column,
        )
    if amount.bare:
        currency, factor = "CNY", MONEY_UNITS[unit] / 100
    else:
        currency, factor = amount.currency or "CNY", Decimal(SCALES[amount.scale])
    minor = amount.number * factor * 10 ** MINOR_DIGITS.get(currency, 2)
    reading = _minor(column, minor, exact=isinstance(raw, str))
    if not isinstance(reading.value, int):
        return reading
    fault = reading.fault
    if not amount.bare and not amount.currency:
        # A register names the currency only when it is foreign; said aloud, so that it is no silent guess.
        fault = Fault("currency_assumed", Severity.NOTE, "没有写币种，按人民币记")
    return Reading(Capital(reading.value, currency, text), fault)


def _choice(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    text = clean(show(raw))
    for word in column.allowed:
        if text.casefold() == word.casefold():
            return Reading(word)
    words = "、".join(column.allowed[:12]) + ("等" if len(column.allowed) > 12 else "")
    return _refuse("not_a_choice", "不在可选的范围里", f"其中之一：{words}", column)


FLAG_WORDS = {
    "是": True, "有": True, "y": True, "yes": True, "true": True, "√": True, "✓": True, "对": True,
    "否": False, "无": False, "没有": False, "不是": False, "n": False, "no": False, "false": False, "×": False,
}  # fmt: skip


def _flag(column: ColumnSpec, raw: Raw, _context: Context) -> Reading:
    word = clean(show(raw)).lower()
    if word in FLAG_WORDS:
        return Reading(FLAG_WORDS[word])
    if word in UNKNOWN_WORDS:
        return Reading(unknown=f"填的是“{word}”")
    return _refuse("not_yes_or_no", f"“{shorten(word, 20)}”不是是或否", "是 或 否", column)


def _within_bounds(column: ColumnSpec, reading: Reading) -> Reading:
    """Bounds are in the unit of the header; the stored integer is brought back to it first."""
    value = reading.value
    assert isinstance(value, int)
    number = Decimal(value)
    if column.kind is Kind.DECIMAL:
        number = number.scaleb(-column.places)
    elif column.kind is Kind.MONEY:
        number = number / MONEY_UNITS[column.unit]
    if column.minimum is not None and number < column.minimum:
        if number < 0 <= column.minimum:
            return _refuse("negative", "不能是负数", "零或正数", column)
        return _refuse("too_small", "太小", f"不小于{plain(column.minimum)}{column.unit}", column)
    if column.maximum is not None and number > column.maximum:
        return _refuse("too_large", "太大", f"不大于{plain(column.maximum)}{column.unit}", column)
    return reading


PARSERS: dict[Kind, Callable[[ColumnSpec, Raw, Context], Reading]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.YEAR: _year,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.CAPITAL: _capital,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
}
