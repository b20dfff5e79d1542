"""What an import came to, line by line, the same words on the page, in the job and on the terminal."""

from __future__ import annotations

from enterprises.intake.sheets import ENTERPRISES
from enterprises.models import Intake, IntakeState


def receipt(intake: Intake) -> list[tuple[str, int]]:
    """Label and number of rows, in reading order."""
    counts = intake.counts
    lines = [
        ("读到行数", "all"),
        ("新增", "new"),
        ("修改", "changed"),
        ("无变化", "unchanged"),
        ("有错，不写入", "refused"),
        ("请核对", "asked"),
        ("空行", "blank"),
        ("跳过的小计、示例、表头行", "skipped"),
    ]
    if intake.sheet == ENTERPRISES.code:
        lines += [
            ("县区已找到", "county_found"),
            ("县区待定", "county_unknown"),
            ("功能区已找到", "zone_found"),
            ("注册资金已读懂", "capital_read"),
            ("注册资金未填", "capital_unknown"),
            ("注册资金没看懂", "capital_unclear"),
        ]
    if intake.state == IntakeState.COMMITTED:
        lines += [
            ("已写入新增", "written_new"),
            ("已写入修改", "written_changed"),
            ("待核对，未写入", "held"),
            ("有冲突，未写入", "conflict"),
            ("写入失败", "failed"),
        ]
    return [(label, int(counts.get(name, 0))) for label, name in lines]
