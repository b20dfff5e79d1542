"""An import from the upload to the receipt, in one process and on one day."""

from datetime import UTC, date, datetime
from pathlib import Path

from django.core.files import File

from enterprises.actions.commit_intake import commit_intake
from enterprises.actions.receive_intake import receive_intake
from enterprises.models import Intake, IntakeRow
from portal.accounts.models import User
from portal.jobs.execute import execute
from tests.factories.enterprises import code_number
from tests.portal.workbooks.builders import workbook

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ON = date(2026, 11, 22)
HEADER = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]
REPORT_HEADER = ["统一社会信用代码", "企业名称", "会计年度", "职工总数(人)", "销售收入(万元)", "研发费用(万元)"]


def firm(number: int = 1, **changes: object) -> list[object]:
    """A row of HEADER about the n-th firm; changes by header."""
    row: dict[str, object] = {
        "企业名称": f"鹤壁某某{number}号精密有限公司",
        "统一社会信用代码": code_number(number),
        "注册日期": "2017-05-11",
        "企业类型": "有限责任公司",
        "注册资金": "250(万元)",
        "经营范围": "精密零件制造",
        "所在省份": "河南",
        "地区": "鹤壁",
        "注册地址": "鹤壁市淇滨区某某路1号",
    }
    return list({**row, **changes}.values())


def upload(
    path: Path,
    by: User,
    rows: list[list[object]],
    *,
    sheet: str = "enterprises",
    header: list[str] = HEADER,
    at: datetime = AT,
) -> Intake:
    """The import of a workbook with these rows, after its check."""
    return upload_file(workbook(path, [header, *rows]), by, sheet=sheet, at=at)


def upload_file(path: Path, by: User, *, sheet: str = "enterprises", at: datetime = AT) -> Intake:
    """The import of a file, after its check."""
    with path.open("rb") as content:
        file = File(content, name=path.name)
        intake = receive_intake(file, name=path.name, sheet=sheet, territory=by.acting.region, by=by, at=at)
    execute(intake.job.ref, clock=lambda: at)
    return Intake.objects.get(pk=intake.pk)


def write(intake: Intake, by: User, *, takes_questions: bool = False, at: datetime = AT) -> Intake:
    """The import after a person said yes and the job has run."""
    job = commit_intake(intake, by=by, at=at, takes_questions=takes_questions)
    execute(job.ref, clock=lambda: at)
    return Intake.objects.get(pk=intake.pk)


def only_row(intake: Intake) -> IntakeRow:
    return IntakeRow.objects.get(intake=intake)


def codes_of(row: IntakeRow) -> dict[str, str]:
    """Code of each finding → its severity."""
    return {problem["code"]: problem["severity"] for problem in row.problems}
