"""What is wrong with one cell, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does to its row: refuse keeps it out, ask waits for a person's yes, note only informs."""

    REFUSE = "refuse"
    ASK = "ask"
    NOTE = "note"


SEVERITY_LABELS = {Severity.REFUSE: "有错", Severity.ASK: "请核对", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where (cell such as "B17"), in which field, what was seen, what is allowed, an example."""

    cell: str
    field: str
    code: str
    severity: Severity
    message: str
    seen: str = ""
    allowed: str = ""
    example: str = ""

    def sentence(self, header: str = "") -> str:
        """The whole finding in one line: B17 统一社会信用代码：校验位不对；看到“…”；应为…；例如 …"""
        where = " ".join(part for part in (self.cell, header) if part)
        parts = [self.message]
        if self.seen and self.seen not in self.message:
            parts.append(f"看到“{shorten(self.seen)}”")
        if self.allowed:
            parts.append(f"应为{self.allowed}")
        if self.example and self.example not in self.message:
            parts.append(f"例如{self.example}")
        body = "；".join(parts)
        return f"{where}：{body}" if where else body


def shorten(text: str, limit: int = 60) -> str:
    """Text cut to `limit` characters with an ellipsis, for use inside a sentence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
