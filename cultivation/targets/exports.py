"""The ranking as a workbook: the rows, columns and order of the page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from urllib.parse import quote

from django.http import HttpResponse

from cultivation.targets.enums import Division
from cultivation.targets.queries.ranking import MEASURES, Line, Ranking
from portal.web import formats
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec
from portal.workbooks.write import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPLACED = "未定县区"
NO_TARGET = "未下达"
LIGHTS = {"green": "达到序时", "yellow": "接近序时", "red": "落后序时"}


def ranking(found: Ranking, lines: Sequence[Line]) -> HttpResponse:
    """The lines in the order of the page, and the total."""
    spec = _spec(found)
    title = f"{found.city.name}{Division(found.division).label}排名：{found.chosen.name}{MEASURES[found.measure]}（实时，未发布）"
    as_of = f"截至{found.day}，{found.year}年目标，序时进度{formats.percent(found.elapsed)}"
    file = io.BytesIO()
    totals = _cells(found, found.total, name="合计")
    write_table(
        file, spec, [_cells(found, line, name=name_of(line)) for line in lines], title=title, as_of=as_of, totals=totals
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{Division(found.division).label}排名-{found.day}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def name_of(line: Line) -> str:
    """The row's name; what lies in no row is 未定县区."""
    return line.region.name if line.region else UNPLACED


def light_word(line: Line, found: Ranking, colour: str, *, is_small: bool) -> str:
    """What a light says: 达到序时, 接近序时, 落后序时, 样本小, 未下达, or nothing for the row without territory."""
    if colour != "grey":
        return LIGHTS[colour]
    if is_small:
        return "样本小"
    return "" if line.region is None else NO_TARGET


def growth_text(count: int, before: int) -> str:
    """同比 with its sign; without a base it says so."""
    return formats.growth(count, before)


def _spec(found: Ranking) -> SheetSpec:
    columns = [ColumnSpec("名次", "rank", Kind.INTEGER), ColumnSpec(Division(found.division).label, "name")]
    for tier in found.tiers:
        code = tier.code
        columns += [
            ColumnSpec(f"{tier.name}数", f"{code}_count", Kind.INTEGER, unit="家"),
            ColumnSpec(f"{tier.name}年目标", f"{code}_target", Kind.INTEGER, unit="家"),
            ColumnSpec(f"{tier.name}完成率", f"{code}_rate"),
            ColumnSpec(f"{tier.name}序时", f"{code}_light"),
            ColumnSpec(f"{tier.name}差额", f"{code}_gap", Kind.INTEGER, unit="家"),
            ColumnSpec(f"{tier.name}上年同日", f"{code}_before", Kind.INTEGER, unit="家"),
            ColumnSpec(f"{tier.name}同比", f"{code}_growth"),
        ]
    return SheetSpec("ranking", "排名", tuple(columns), key=("name",))


def _cells(found: Ranking, line: Line, *, name: str) -> dict[str, object]:
    cells: dict[str, object] = {"rank": line.rank, "name": name}
    for cell in line.cells:
        code, standing = cell.tier.code, cell.standing
        cells |= {
            f"{code}_count": standing.count,
            f"{code}_target": standing.target,
            f"{code}_rate": formats.percent(standing.rate, gap="--"),
            f"{code}_light": light_word(line, found, cell.light, is_small=standing.is_small),
            f"{code}_gap": standing.gap,
            f"{code}_before": standing.before,
            f"{code}_growth": growth_text(standing.count, standing.before),
        }
    return cells
