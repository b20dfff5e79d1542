"""What is asked of every row: one function per check, and the list of them is the specification of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from enterprises.intake.ground import Check, Ground
from enterprises.intake.sheets import ANNUAL_REPORTS, CODE_EXAMPLE, ENTERPRISES
from enterprises.models.identity import normalise_code, problem_of_code
from enterprises.queries.intakes import comparable_name
from portal.codes import fields, industries
from portal.regions.models import Region
from portal.workbooks.problems import Problem, Severity
from portal.workbooks.read import Row
from portal.workbooks.spec import SheetSpec

EARLIEST = date(1900, 1, 1)


def _problem(
    row: Row, field: str, code: str, severity: Severity, message: str, *, allowed: str = "", example: str = ""
) -> Problem:
    cell = row.cells.get(field)
    seen = str(cell.raw) if cell is not None and cell.raw is not None else ""
    return Problem(cell.address if cell else "", field, code, severity, message, seen, allowed, example)


def text_of(row: Row, field: str) -> str:
    """A text field of a row, empty when it is unknown."""
    value = row.value(field)
    return value if isinstance(value, str) else ""


def code_of(row: Row) -> str:
    """The credit code of a row as it is kept; empty when the cell holds none."""
    return normalise_code(text_of(row, "code"))


def code_is_valid(row: Row, _ground: Ground) -> Iterator[Problem]:
    """统一社会信用代码 with its check digit. Clause: GB 32100-2015."""
    code = code_of(row)
    if code and (sentence := problem_of_code(code)):
        yield _problem(row, "code", "code_invalid", Severity.REFUSE, sentence.rstrip("。"), example=CODE_EXAMPLE)


def key_occurs_once(spec: SheetSpec) -> Check:
    """No two rows of a file speak of the same thing: which of them would be right?"""

    def check(row: Row, ground: Ground) -> Iterator[Problem]:
        key = tuple(code_of(row) if field == "code" else row.value(field) for field in spec.key)
        if any(part in (None, "") for part in key):
            return
        first = ground.first_seen.setdefault(key, row.number)
        if first != row.number:
            ground.repeated.setdefault(first, []).append(row.number)
            yield _problem(row, "code", "repeated", Severity.REFUSE, repeated_sentence([first]))

    return check


def repeated_sentence(numbers: list[int]) -> str:
    """What is said to a row that other rows of the file repeat."""
    rows = "、".join(str(number) for number in numbers[:5]) + ("等" if len(numbers) > 5 else "")
    return f"与第{rows}行是同一家企业（代码相同），不知道以哪一行为准；请只留一行"


def name_has_one_code(row: Row, ground: Ground) -> Iterator[Problem]:
    """The same name under another code in one file is likely a slip."""
    name, code = comparable_name(text_of(row, "name")), code_of(row)
    if not name or not code:
        return
    other = ground.names.setdefault(name, code)
    if other != code:
        yield _problem(
            row, "name", "name_repeated", Severity.ASK, f"文件里另有同名企业，代码是{other}；确是两家企业请确认"
        )


def founded_after_1900(row: Row, _ground: Ground) -> Iterator[Problem]:
    """A day of founding before 1900 is a slip."""
    founded = row.value("founded_on")
    if isinstance(founded, date) and founded < EARLIEST:
        yield _problem(
            row,
            "founded_on",
            "too_early",
            Severity.REFUSE,
            "注册日期早于1900年",
            allowed="1900年以后的日期",
            example="2017-05-11",
        )


def area_is_ours(row: Row, ground: Ground) -> Iterator[Problem]:
    """省份 and 地区 name the city whose ledger this is, or a county of it."""
    province, area, locator = text_of(row, "province"), text_of(row, "area"), ground.locator
    if province and not locator.is_province(province):
        own = ground.city.parent.name if ground.city.parent else ground.city.name
        yield _problem(row, "province", "other_province", Severity.REFUSE, f"不在{own}", allowed=own)
    if area and not locator.is_city(area) and locator.county(area) is None:
        yield _problem(
            row,
            "area",
            "other_city",
            Severity.REFUSE,
            f"不在{ground.city.name}",
            allowed=f"{ground.city.name}或它的县区",
        )


def county_is_known(row: Row, ground: Ground) -> Iterator[Problem]:
    """县区, when written in a column of its own, is a county of the city."""
    name = text_of(row, "county")
    if not name or ground.locator.county(name):
        return
    if ground.locator.zone(name):
        message = "是功能区，不是县区；请填到“功能区”一列"
    else:
        message = f"不是{ground.city.name}的县区"
    names = "、".join(dict.fromkeys(county.name for county in ground.locator.counties.values()))
    yield _problem(row, "county", "unknown_county", Severity.REFUSE, message, allowed=f"其中之一：{names}")


def zone_is_known(row: Row, ground: Ground) -> Iterator[Problem]:
    """功能区, when written in a column of its own, is a zone of the city."""
    name = text_of(row, "zone")
    if name and ground.locator.zone(name) is None:
        names = (
            "、".join(dict.fromkeys(zone.name for zone in ground.locator.zones.values())) or "（本市没有登记功能区）"
        )
        yield _problem(
            row,
            "zone",
            "unknown_zone",
            Severity.REFUSE,
            f"不是{ground.city.name}的功能区",
            allowed=f"其中之一：{names}",
        )


def industry_of(row: Row) -> str:
    """The industry code of a row; our own ledger writes the name of the division behind it (C34 通用设备制造业)."""
    code, _, name = text_of(row, "industry_code").partition(" ")
    return industries.normalise(code if name and not industries.problem(industries.normalise(code)) else code + name)


def industry_is_known(row: Row, _ground: Ground) -> Iterator[Problem]:
    """国民经济行业 is a code of GB/T 4754."""
    if sentence := industries.problem(industry_of(row)):
        yield _problem(row, "industry_code", "unknown_industry", Severity.REFUSE, sentence.rstrip("。"))


def phone_is_whole(row: Row, _ground: Ground) -> Iterator[Problem]:
    """A number masked by our own export would wipe out the real one; it is left alone."""
    if "*" in text_of(row, "contact_phone"):
        yield _problem(row, "contact_phone", "masked", Severity.NOTE, "号码已脱敏，不导入，台账里的号码不变")


def field_is_known(row: Row, _ground: Ground) -> Iterator[Problem]:
    """高新技术领域 is a code of the list of fields."""
    text = text_of(row, "field_code")
    if text and (sentence := fields.problem(fields.normalise(text))):
        yield _problem(row, "field_code", "unknown_field", Severity.REFUSE, sentence.rstrip("。"))


@dataclass(frozen=True, slots=True)
class Where:
    """Where a firm lies by its row: county and zone, whether they were written in columns of their own."""

    county: Region | None
    zone: Region | None
    is_county_given: bool
    is_zone_given: bool
    counties: tuple[Region, ...]


def where(row: Row, ground: Ground) -> Where:
    """County and zone of a row: from their own columns, else from the address."""
    locator = ground.locator
    found = locator.find(text_of(row, "address"))
    given_county = locator.county(text_of(row, "county")) or locator.county(text_of(row, "area"))
    given_zone = locator.zone(text_of(row, "zone"))
    return Where(
        county=given_county or found.county,
        zone=given_zone or found.zone,
        is_county_given=given_county is not None,
        is_zone_given=given_zone is not None,
        counties=found.counties,
    )


def county_is_found(row: Row, ground: Ground) -> Iterator[Problem]:
    """A county that nobody wrote is a to-do with its clues, not a guess."""
    place = where(row, ground)
    if place.county is not None:
        return
    field = "address" if "address" in row.cells else "name"
    if len(place.counties) > 1:
        names = "、".join(county.name for county in place.counties)
        message = f"地址里有{len(place.counties)}个县区（{names}），县区留空待人工确定"
    elif text_of(row, "address"):
        message = "地址里没有写县区，县区留空待人工确定"
    else:
        message = "没有注册地址，县区留空待人工确定"
    hints = ground.locator.hints(text_of(row, "name"), code_of(row))
    if hints:
        message += f"；线索：{'，'.join(hints)}"
    yield _problem(row, field, "county_unknown", Severity.NOTE, message)


def lies_in_the_territory(row: Row, ground: Ground) -> Iterator[Problem]:
    """A county or a zone imports its own firms; a firm that cannot be placed is a question there."""
    place, bound = where(row, ground), ground.territory
    if ground.county is not None:
        found = place.county
    elif ground.zone is not None:
        found = place.zone
    else:
        return
    field = "address" if "address" in row.cells else "name"
    if found is None:
        message = f"看不出是否在您的范围（{bound.name}）；写入后归市级待定，本级暂时看不到"
        yield _problem(row, field, "territory_unclear", Severity.ASK, message)
    elif found.pk != bound.pk:
        message = f"在{found.name}，不在您的范围（{bound.name}）"
        yield _problem(row, field, "other_territory", Severity.REFUSE, message)


CHECKS: dict[str, tuple[Check, ...]] = {
    ENTERPRISES.code: (
        code_is_valid,
        key_occurs_once(ENTERPRISES),
        name_has_one_code,
        founded_after_1900,
        area_is_ours,
        county_is_known,
        zone_is_known,
        industry_is_known,
        phone_is_whole,
        field_is_known,
        county_is_found,
        lies_in_the_territory,
    ),
    ANNUAL_REPORTS.code: (
        code_is_valid,
        key_occurs_once(ANNUAL_REPORTS),
    ),
}


def problems_of(row: Row, spec: SheetSpec, ground: Ground) -> list[Problem]:
    """Everything found in a row: what could not be read, then what every check of its sheet says."""
    found = list(row.problems)
    for check in CHECKS[spec.code]:
        found.extend(check(row, ground))
    return found
