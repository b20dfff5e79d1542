"""Plain tables for the terminal, where a Chinese character takes two places."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """How many places a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with its columns lined up; the last column is not padded."""
    widths = [max(width(row[place]) for row in (head, *rows)) for place in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        return "  ".join(padded).rstrip()

    return "\n".join([line(head), "  ".join("-" * size for size in widths), *(line(row) for row in rows)])
