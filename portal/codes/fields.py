"""国家重点支持的高新技术领域 (2016): eight fields, 52 of the second level; the third level is any two more digits."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "fields.toml"

_CODE = re.compile(r"\d{2}|\d{3}|\d{5}")


@dataclass(frozen=True, slots=True)
class Field:
    """领域: two digits, its name and its second level, three digits → name."""

    code: str
    name: str
    second: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """All fields, with the text they come from and the day that text took effect."""

    source: str
    as_of: date
    fields: tuple[Field, ...]


@lru_cache(maxsize=1)
def table() -> Table:
    """The fields as kept under data/."""
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return Table(raw["source"], raw["as_of"], tuple(Field(f["code"], f["name"], f["second"]) for f in raw["field"]))


@lru_cache(maxsize=1)
def fields() -> dict[str, str]:
    """Two digits → name of the field."""
    return {each.code: each.name for each in table().fields}


@lru_cache(maxsize=1)
def second_level() -> dict[str, str]:
    """Three digits → name."""
    return {code: name for each in table().fields for code, name in each.second.items()}


def normalise(text: str) -> str:
    """A code as it is kept: half-width digits without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def problem(code: str) -> str:
    """Why a normalised code is none, in one sentence; nothing when it is one. An empty code is unknown, and fine."""
    if not code:
        return ""
    known = fields() if len(code) == 2 else second_level()
    if not _CODE.fullmatch(code) or code[:3] not in known:
        return f"高新技术领域代码“{code}”不在目录中。应为2位领域、3位二级或5位三级代码，示例：801（工业生产过程控制系统）。"
    return ""


def field_of(code: str) -> str:
    """The two digits of the field a code lies in (801 → 80), or nothing."""
    return f"{code[0]}0" if code and not problem(code) else ""


def label(code: str) -> str:
    """Field and second level in words (先进制造与自动化／工业生产过程控制系统), or the code when it is none."""
    if not code or problem(code):
        return code
    field = fields()[field_of(code)]
    return field if len(code) == 2 else f"{field}／{second_level()[code[:3]]}"
