"""Reading TOML so that every refusal names the file, the line and the way out."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

MAX_BYTES: Final = 200_000

_HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|([A-Za-z0-9_-]+))\s*=""")


class PackError(ValueError):
    """A rule text that cannot be trusted: says where, what was seen, what is allowed and what to do."""


@contextmanager
def well_shaped(name: str) -> Iterator[None]:
    """Turns what a table in place of a list, or the reverse, brings down into a refusal; the likely slips have a line."""
    try:
        yield
    except PackError:
        raise
    except (TypeError, AttributeError, KeyError, IndexError, ValueError) as problem:
        raise PackError(f"{name}：有一处的写法不对（{problem}）。请对照另一份规则文本。") from None


class Document:
    """A TOML text with its name, its content and the line of every key."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        size = len(text.encode())
        if size > MAX_BYTES:
            raise PackError(
                f"{name}：文件有{size:,}字节，最多{MAX_BYTES:,}字节。"
                "一份规则文本只写一个项目、一份办法，请核对是不是拿错了文件。"
            )
        try:
            self.data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as problem:
            raise PackError(f"{name}：不合TOML的写法（{problem}）。请对照另一份规则文本。") from None
        except RecursionError:
            raise PackError(f"{name}：括号套得太深，规则文本最多四层。") from None
        except ValueError as problem:  # a whole number of thousands of digits
            raise PackError(f"{name}：有一个数读不了（{problem}）。") from None
        self._lines = _lines_of(text)

    def line(self, *path: str | int) -> int | None:
        """The line where a key stands, or that of the nearest table above it."""
        wanted = tuple(path)
        while wanted:
            if wanted in self._lines:
                return self._lines[wanted]
            wanted = wanted[:-1]
        return None

    def refuse(self, path: Iterable[str | int], message: str) -> PackError:
        """The refusal of one place in the text; the caller raises it."""
        place = tuple(path)
        line = self.line(*place)
        where = f"{self.name}:{line}" if line else self.name
        return PackError(f"{where}，{dotted(place)}：{message}" if place else f"{where}：{message}")


def dotted(path: Iterable[str | int]) -> str:
    """criteria[2].require"""
    shown = ""
    for part in path:
        shown += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if shown else part)
    return shown


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'您是不是要写"x"？' when something close is known, else nothing."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if not close:
        # a word that is part of a longer one is the commonest slip: "rd" for "rd_expense"
        close = sorted((name for name in known if name.startswith(f"{word}_")), key=len)[:1]
    return f'您是不是要写"{close[0]}"？' if close else ""


def check_keys(
    document: Document,
    path: tuple[str | int, ...],
    table: Mapping[str, Any],
    need: Iterable[str],
    may: Iterable[str] = (),
) -> None:
    """Raises PackError when a table lacks a needed key or has one nobody reads (most often a slip of the pen)."""
    needed, allowed = tuple(need), (*need, *may)
    for key in table:
        if key not in allowed:
            raise document.refuse(
                (*path, key),
                f'这里不用键"{key}"。{did_you_mean(key, allowed)}可用的键：{"、".join(allowed)}。',
            )
        if key in TEXTS and not isinstance(table[key], str):
            raise document.refuse((*path, key), f"{table[key]!r}不是文本，请加引号。")
    for key in needed:
        if key not in table:
            raise document.refuse(path, f'缺少键"{key}"。{ADVICE.get(key, "请补上。")}')


TEXTS: Final = frozenset(
    (
        "title",
        "number",
        "meaning",
        "label",
        "advice",
        "text",
        "note",
        "undefined",
        "supplier",
        "name",
        "line_title",
        "blank",
        "like",
    )
)
ADVICE: Final = {
    "source": '每个数值、每个条件都要写明条款：source = "measures#第十一条(一)"。',
    "since": "每个数值都要写明从哪天起施行：since = 2016-01-01。",
    "from": "每个值都要写明从哪天起施行：{ from = 2016-01-01, value = 365 }。",
    "unit": '没有单位的数不能比较：unit = "万元"。',
    "meaning": "请用原文的话写明这个数是什么。",
}


def _lines_of(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table header and of each key that begins a line; inline tables count as their key."""
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    here: tuple[str | int, ...] = ()
    for number, raw in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(raw)
        if header:
            names = [part.strip().strip("\"'") for part in re.findall(r'"[^"]*"|[^.]+', header[2])]
            here = ()
            for depth, name in enumerate(names):
                here = (*here, name)
                last = depth == len(names) - 1
                if last and header[1] == "[[":
                    counts[here] = counts.get(here, -1) + 1
                if here in counts:
                    lines.setdefault(here, number)
                    here = (*here, counts[here])
            lines.setdefault(here, number)
            continue
        key = _KEY.match(raw)
        if key:
            lines.setdefault((*here, key[1] or key[2]), number)
    return lines
