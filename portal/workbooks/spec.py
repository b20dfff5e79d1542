"""What a sheet is: its columns, declared once for reading, templates and writing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What the cells of a column hold, and the Python value a cell becomes."""

    TEXT = "text"  # str
    CODE = "code"  # str; written as text so that no spreadsheet turns it into a number
    DATE = "date"  # datetime.date
    YEAR = "year"  # int, four digits
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # int, in 1/10**places of the unit
    MONEY = "money"  # int, fen
    CAPITAL = "capital"  # values.Capital: amount with its own currency
    CHOICE = "choice"  # str, one of `allowed`
    FLAG = "flag"  # bool


MONEY_UNITS = {
    "元": Decimal(100),
    "千元": Decimal(100_000),
    "万元": Decimal(1_000_000),
    "百万元": Decimal(100_000_000),
    "亿元": Decimal(10_000_000_000),
}
"""Fen in one of each unit a column of money may be headed with."""

SHORT_UNITS = {"千": "千元", "万": "万元", "百万": "百万元", "亿": "亿元"}
FOREIGN_UNITS = {"美元", "万美元", "欧元", "万欧元", "港元", "万港元", "日元", "万日元"}
UNIT_WORDS = {*MONEY_UNITS, *SHORT_UNITS, *FOREIGN_UNITS, "人", "人次", "家", "件", "项", "个", "%", "天", "年"}
HEADER_REMARKS = {"必填", "选填", "可选", "可不填", "文本", "日期"}

_BRACKETED = re.compile(r"[(\[【{]([^)\]】}]*)[)\]】}]")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: its header, the field it fills, and what may stand in it.

    unit: for MONEY one of MONEY_UNITS, the unit of a bare number; for other kinds a word such as 人.
    places: for DECIMAL, how many decimal places the stored integer carries.
    minimum, maximum: in the unit of the header; None is no bound.
    """

    header: str
    field: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    example: str = ""
    note: str = ""
    allowed: tuple[str, ...] = ()
    places: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 500
    width: int = 0

    def __post_init__(self) -> None:
        if self.kind is Kind.MONEY and self.unit not in MONEY_UNITS:
            raise ValueError(f"column {self.field}: money needs a unit, one of {', '.join(MONEY_UNITS)}")
        if self.kind is Kind.CHOICE and not self.allowed:
            raise ValueError(f"column {self.field}: a choice needs its allowed values")

    @property
    def title(self) -> str:
        """The header as written in a file: with its unit, which a person must see while typing."""
        return f"{self.header}({self.unit})" if self.unit else self.header


@dataclass(frozen=True, slots=True)
class HeaderText:
    """A header cell taken apart: the name to compare by, and the unit it states, if any."""

    name: str
    unit: str


def header_text(value: object) -> HeaderText:
    """The comparable name in a header cell and the unit in its brackets: "＊营业收入（万元）" is 营业收入 and 万元.

    Brackets that hold neither a unit nor a remark such as 必填 belong to the name: 研发费用(加计扣除口径).
    """
    text = unicodedata.normalize("NFKC", str(value if value is not None else ""))
    text = re.sub(r"\s+", "", text).strip("*:")
    unit = ""
    for match in list(_BRACKETED.finditer(text)):
        content = match[1].removeprefix("单位").lstrip(":")
        if content in UNIT_WORDS:
            unit = unit or SHORT_UNITS.get(content, content)
            text = text.replace(match[0], "", 1)
        elif content in HEADER_REMARKS:
            text = text.replace(match[0], "", 1)
    return HeaderText(text.strip("*:").lower(), unit)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: its code, its title and its columns in order; `key` names the fields that identify a row."""

    code: str
    title: str
    columns: tuple[ColumnSpec, ...]
    key: tuple[str, ...]
    note: str = ""

    def __post_init__(self) -> None:
        fields = [column.field for column in self.columns]
        if len(set(fields)) != len(fields):
            raise ValueError(f"sheet {self.code}: a field is named twice")
        if missing := set(self.key) - set(fields):
            raise ValueError(f"sheet {self.code}: the key names {', '.join(sorted(missing))}, which is no column")
        owner: dict[str, str] = {}
        for column in self.columns:
            for name in (column.header, *column.aliases):
                text = header_text(name).name
                if owner.setdefault(text, column.field) != column.field:
                    raise ValueError(f"sheet {self.code}: the header {name} belongs to two columns")

    @property
    def version(self) -> str:
        """Eight characters that change whenever a column does; a template carries them."""
        text = repr((self.code, [(c.header, c.field, c.kind, c.unit, c.allowed, c.places) for c in self.columns]))
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def column(self, field: str) -> ColumnSpec:
        """The column of a field; raises KeyError when there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)

    def select(self, fields: Iterable[str]) -> SheetSpec:
        """The same sheet with only these fields, in this order; the key keeps what remains of it."""
        columns = tuple(self.column(field) for field in fields)
        kept = {column.field for column in columns}
        return replace(self, columns=columns, key=tuple(field for field in self.key if field in kept))

    def names(self) -> dict[str, ColumnSpec]:
        """Every comparable header and alias, and the column it means."""
        return {header_text(name).name: column for column in self.columns for name in (column.header, *column.aliases)}
