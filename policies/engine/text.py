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
        raise PackError(f"{name}: a value has the wrong shape ({problem}). Compare with a neighbouring file.") from None


class Document:
    """A TOML text with its name, its content and the line of every key."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        size = len(text.encode())
        if size > MAX_BYTES:
            raise PackError(
                f"{name}: the file has {size:,} bytes; a pack may have {MAX_BYTES:,}. "
                "A pack holds the rules of one programme under one text: check that this is the right file."
            )
        try:
            self.data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as problem:
            raise PackError(f"{name}: not valid TOML: {problem}. Compare with a neighbouring pack.") from None
        except RecursionError:
            raise PackError(f"{name}: brackets are nested too deeply. A pack needs four levels at most.") from None
        except ValueError as problem:  # a whole number of thousands of digits
            raise PackError(f"{name}: a number cannot be read: {problem}.") from None
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
        return PackError(f"{where}, {dotted(place)}: {message}" if place else f"{where}: {message}")


def dotted(path: Iterable[str | int]) -> str:
    """criteria[2].require"""
    shown = ""
    for part in path:
        shown += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if shown else part)
    return shown


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean "x"?' when something close is known, else nothing."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if not close:
        # a word that is part of a longer one is the commonest slip: "rd" for "rd_expense"
        close = sorted((name for name in known if name.startswith(f"{word}_")), key=len)[:1]
    return f' Did you mean "{close[0]}"?' if close else ""


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
                f'the key "{key}" is not used here.{did_you_mean(key, allowed)} Keys: {", ".join(allowed)}.',
            )
        if key in TEXTS and not isinstance(table[key], str):
            raise document.refuse((*path, key), f"{table[key]!r} is not text. Put it in quotation marks.")
    for key in needed:
        if key not in table:
            raise document.refuse(path, f'the key "{key}" is missing. {ADVICE.get(key, "Add it.")}')


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
    "source": 'Every number and every condition carries its clause: source = "measures#第十一条(一)".',
    "since": "Every number carries the day it is in force from: since = 2016-01-01.",
    "from": "Every value carries the day it is in force from: { from = 2016-01-01, value = 365 }.",
    "unit": 'A figure without a unit cannot be compared: unit = "万元".',
    "meaning": "Say in the words of the text what the figure is.",
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
