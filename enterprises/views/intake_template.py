"""下载模板: an empty form of a sheet, with drop-downs of the person's own city."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest

from enterprises.intake.sheets import SHEETS
from portal.accounts.access import require
from portal.regions.queries import counties_of, zones_of
from portal.workbooks.write import write_template


@require("enterprise.import")
def intake_template(request: HttpRequest, sheet: str) -> FileResponse:
    """The workbook of a sheet's template."""
    spec = SHEETS.get(sheet)
    if spec is None:
        raise Http404(f"no sheet {sheet}")
    territory = request.user.acting.region
    city = territory if territory is None or territory.is_city else territory.city
    fields = {column.field for column in spec.columns}
    choices = {}
    if city is not None and "county" in fields:
        choices = {
            "county": [county.name for county in counties_of(city)],
            "zone": [zone.name for zone in zones_of(city)],
        }
    target = io.BytesIO()
    write_template(target, spec, choices={name: words for name, words in choices.items() if words})
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{spec.title}导入模板.xlsx")
