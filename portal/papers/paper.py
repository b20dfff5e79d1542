"""What a paper holds, before anybody decides how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: the words, a smaller second line, and whether they are to be seen first or last."""

    text: str
    note: str = ""
    is_strong: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. width: hundredths of the table, 5 to 60; all columns make up 100."""

    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a part (level 1) or of a piece of it (level 2)."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. is_quiet: a remark in small letters."""

    kind: ClassVar[str] = "paragraph"
    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Numbered points."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, two of each on a line; a value too long for half a line stands alone."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]

    LONGEST: ClassVar[int] = 22

    @property
    def lines(self) -> list[tuple[tuple[str, str], ...]]:
        """The rows by lines of one or two."""
        lines: list[tuple[tuple[str, str], ...]] = []
        waiting: tuple[str, str] | None = None
        for row in self.rows:
            if len(row[1]) > self.LONGEST:
                lines += [(waiting,)] if waiting else []
                lines.append((row,))
                waiting = None
            elif waiting:
                lines.append((waiting, row))
                waiting = None
            else:
                waiting = row
        return [*lines, (waiting,)] if waiting else lines


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head stands on every page again. Cells answer the columns in order."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError for widths that the style sheet does not know or that do not fill the table."""
        widths = [column.width for column in self.columns]
        if sum(widths) != 100 or min(widths) < 5 or max(widths) > 60:
            raise ValueError(f"{self.caption}: widths are {widths}; each needs 5 to 60, all together 100")

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Each row with the column of each cell."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


Block = Heading | Paragraph | Points | Facts | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of A4 pages. number: what it is filed by; on: its date; signs: who signs below; foot: beside the page number."""

    title: str
    subject: str
    number: str
    on: date
    blocks: Sequence[Block]
    signs: tuple[str, ...] = ()
    foot: str = ""
