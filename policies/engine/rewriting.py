"""Changing one figure of a rule text and nothing else: the line changes, every comment and every other line stays."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from policies.engine.text import Document, PackError

FIGURE: Final = re.compile(r"-?\d+(\.\d+)?")
_HEADER: Final = re.compile(r"^\s*\[")
_ENTRY: Final = re.compile(r"\{[^{}]*\}")
_VALUE: Final = re.compile(r"\bvalue\s*=\s*([^,}\s]+)")
_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')


class CannotRewrite(ValueError):
    """The text is not laid out so that one figure could be changed alone; it was left as it is."""


def set_head(text: str, key: str, value: str | date) -> str:
    """The text with one key of its head (version, region, in_force_from …) changed, or added after the version.

    Raises CannotRewrite when the text cannot be read or the key is spread over several lines.
    """
    shown = value.isoformat() if isinstance(value, date) else _quoted(value)
    lines = text.split("\n")
    head = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    changed = None
    for number in range(head):
        found = re.match(rf"(\s*{re.escape(key)}\s*=\s*)(\"[^\"]*\"|[0-9-]+)(.*)$", lines[number])
        if found:
            lines[number] = f"{found[1]}{shown}{found[3]}"
            changed = number
    if changed is None:
        after = next((number for number in range(head) if re.match(r"\s*version\s*=", lines[number])), -1)
        lines.insert(after + 1, f"{key.ljust(13)} = {shown}")

    def expect(data: dict[str, Any]) -> None:
        data[key] = value

    return _checked(text, "\n".join(lines), expect)


def drop_head(text: str, key: str) -> str:
    """The text without one key of its head, if it has it. Raises CannotRewrite when the key spans several lines."""
    lines = text.split("\n")
    head = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    kept = [line for line in lines[:head] if not re.match(rf"\s*{re.escape(key)}\s*=", line)]

    def expect(data: dict[str, Any]) -> None:
        data.pop(key, None)

    return _checked(text, "\n".join([*kept, *lines[head:]]), expect)


def set_value(text: str, parameter: str, since: date, figure: str) -> str:
    """The text with the value of a parameter from a day changed. figure: as typed, 500 or 4.5.

    Raises CannotRewrite for a day without a value, or when the figure is no number.
    """
    new = _number(figure)
    start, end = _values(text, parameter)
    bare = _without_words(text)
    for entry in _entries(text, start, end):
        found = _VALUE.search(bare, entry.start(), entry.end())
        if found and re.search(rf"\bfrom\s*=\s*{since.isoformat()}\b", entry[0]):
            changed = text[: found.start(1)] + figure + text[found.end(1) :]
            break
    else:
        raise CannotRewrite(f"参数{parameter}没有从{since}起的值。")

    def expect(data: dict[str, Any]) -> None:
        row = next(row for row in data["parameters"][parameter]["values"] if row["from"] == since)
        row["value"] = new

    return _checked(text, changed, expect)


def add_value(text: str, parameter: str, since: date, figure: str) -> str:
    """The text with one more value of a parameter, from a day on, in its place by date.

    Raises CannotRewrite when the day already has a value, or when the figure is no number.
    """
    new = _number(figure)
    start, end = _values(text, parameter)
    entries = list(_entries(text, start, end))
    days = [date.fromisoformat(found[1]) if (found := _day(entry[0])) else since for entry in entries]
    if since in days:
        raise CannotRewrite(f"参数{parameter}从{since}起已有一个值，请直接改那个值。")
    row = f"{{ from = {since.isoformat()}, value = {figure} }}"
    place = sum(day < since for day in days)
    if not entries:
        changed = f"{text[: start + 1]}{row}{text[start + 1 :]}"
    elif place == len(entries):
        at = entries[-1].end()
        changed = f"{text[:at]}, {row}{text[at:]}"
    else:
        at = entries[place].start()
        changed = f"{text[:at]}{row}, {text[at:]}"

    def expect(data: dict[str, Any]) -> None:
        data["parameters"][parameter]["values"].insert(place, {"from": since, "value": new})

    return _checked(text, changed, expect)


def _number(figure: str) -> int | Decimal:
    if not FIGURE.fullmatch(figure):
        raise CannotRewrite(f"“{figure}”不是数。只写数字，例如500或4.5，单位在左边。")
    return Decimal(figure) if "." in figure else int(figure)


def _quoted(value: str) -> str:
    if re.search(r'["\\\n\r]', value):
        raise CannotRewrite(f"“{value}”里不能有引号、反斜杠和换行。")
    return f'"{value}"'


def _day(entry: str) -> re.Match[str] | None:
    return re.search(r"\bfrom\s*=\s*(\d{4}-\d{2}-\d{2})\b", entry)


def _values(text: str, parameter: str) -> tuple[int, int]:
    """Where the brackets of a parameter's values open and close."""
    header = re.search(rf"^[ \t]*\[\s*parameters\s*\.\s*{re.escape(parameter)}\s*\]", text, re.MULTILINE)
    if header is None:
        raise CannotRewrite(f"文本里没有[parameters.{parameter}]这一节。")
    following = re.compile(r"^[ \t]*\[{1,2}\s*[a-z]", re.MULTILINE).search(text, header.end())
    stop = following.start() if following else len(text)
    opening = re.compile(r"^[ \t]*values\s*=\s*\[", re.MULTILINE).search(text, header.end(), stop)
    if opening is None:
        raise CannotRewrite(f"[parameters.{parameter}]里没有values这一行。")
    start = opening.end() - 1
    bare = _without_words(text)
    depth = 0
    for place in range(start, stop):
        depth += {"[": 1, "]": -1}.get(bare[place], 0)
        if depth == 0:
            return start, place
    raise CannotRewrite(f"[parameters.{parameter}]的values没有合上方括号。")


def _entries(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The inline tables between two places, those in comments left out."""
    return list(_ENTRY.finditer(_without_words(text), start, end))


def _without_words(text: str) -> str:
    """The text with strings and comments blanked out, of the same length: what remains is structure."""
    blank = _STRING.sub(lambda found: " " * len(found[0]), text)
    return re.sub(r"#[^\n]*", lambda found: " " * len(found[0]), blank)


def _checked(before: str, after: str, expect: Callable[[dict[str, Any]], None]) -> str:
    """The new text, if it says exactly what the old one says with the one change. Raises CannotRewrite otherwise."""
    try:
        wanted = copy.deepcopy(Document(before, "text").data)
        expect(wanted)
        got = tomllib.loads(after, parse_float=Decimal)
    except (PackError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise CannotRewrite(f"文本现在读不了，先在文本里改好再改数值：{problem}") from None
    if got != wanted:
        raise CannotRewrite("这一处的写法不能单独改一个值，请在文本里改。")
    return after
