"""国民经济行业分类 (GB/T 4754-2017): sections and divisions, and what a code means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "industries.toml"

_FULL = re.compile(r"([A-T])(\d{2,4})")
_DIGITS = re.compile(r"\d{2,4}")


@dataclass(frozen=True, slots=True)
class Section:
    """门类: a letter, its name and its divisions (大类), two digits → name."""

    code: str
    name: str
    divisions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole classification, with the text it comes from and the day that text took effect."""

    source: str
    as_of: date
    sections: tuple[Section, ...]


@lru_cache(maxsize=1)
def table() -> Table:
    """The classification as kept under data/."""
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sections = tuple(Section(each["code"], each["name"], each["divisions"]) for each in raw["section"])
    return Table(raw["source"], raw["as_of"], sections)


@lru_cache(maxsize=1)
def sections() -> dict[str, str]:
    """门类: letter → name, A to T."""
    return {each.code: each.name for each in table().sections}


@lru_cache(maxsize=1)
def divisions() -> dict[str, str]:
    """大类: two digits → name, 01 to 97."""
    return {code: name for each in table().sections for code, name in each.divisions.items()}


@lru_cache(maxsize=1)
def _section_of_division() -> dict[str, str]:
    return {code: each.code for each in table().sections for code in each.divisions}


def normalise(text: str) -> str:
    """A code as it is kept: section letter and two to four digits (C3425). Bare digits get their letter.

    What is no code comes back trimmed and in upper case; `problem` says what is wrong with it.
    """
    code = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    if _DIGITS.fullmatch(code) and code[:2] in divisions():
        return _section_of_division()[code[:2]] + code
    return code


def problem(code: str) -> str:
    """Why a normalised code is none, in one sentence; nothing when it is one. An empty code is unknown, and fine."""
    if not code:
        return ""
    match = _FULL.fullmatch(code)
    if match is None:
        return f"行业代码应为一个门类字母加2至4位数字，实际为“{code}”。示例：C3425。"
    letter, digits = match.groups()
    right = _section_of_division().get(digits[:2])
    if right is None:
        return f"行业代码的大类“{digits[:2]}”不在{table().source}中，大类从01到97。示例：C3425。"
    if right != letter:
        return (
            f"大类{digits[:2]}（{divisions()[digits[:2]]}）属于门类{right}，实际写的是{letter}。应为{right}{digits}。"
        )
    return ""


def section_of(code: str) -> str:
    """The letter of the section a code lies in, or nothing."""
    return code[0] if code and not problem(code) else ""


def label(code: str) -> str:
    """The code with the name of its division (C34 通用设备制造业), or the code alone when it is none, or nothing."""
    if not code or problem(code):
        return code
    return f"{code} {divisions()[code[1:3]]}"
