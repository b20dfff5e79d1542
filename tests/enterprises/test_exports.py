"""The ledger as a file equals the ledger on the screen."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from enterprises import exports
from enterprises.enums import Scheme
from portal.accounts.roles import Role
from portal.audit.models import Entry
from portal.jobs.execute import execute
from portal.jobs.models import Job
from tests.factories.accounts import person
from tests.factories.enterprises import (
    WAN,
    AnnualReportFactory,
    AssignmentFactory,
    CertificateFactory,
    EnterpriseFactory,
)

pytestmark = pytest.mark.django_db

COLUMNS = "name,code,county,titles,sales,rd,rd_ratio,staff,officer,founded"


@pytest.fixture
def firms():
    for number, (sales, rd) in enumerate(
        ((5_836 * WAN, 304 * WAN), (12_400 * WAN, None), (None, None), (100 * WAN, 0))
    ):
        enterprise = EnterpriseFactory(name=f"企业{number}")
        AnnualReportFactory(enterprise=enterprise, sales_fen=sales, rd_expense_fen=rd, staff_e4=865_000)
        CertificateFactory(enterprise=enterprise)
        AssignmentFactory(enterprise=enterprise)
    EnterpriseFactory(name="=1+1", in_xun=True, founded_on=None)
    EnterpriseFactory(name="别处", elsewhere=True)


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


def sheet(response) -> list[list[object]]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize("query", ["", "county=410611&sort=-sales", "sort=rd_ratio", "q=企业&sort=name"])
def test_rows_order_columns_and_sums_equal_the_screen(client, officer, firms, query):
    address = f"?{query}&cols={COLUMNS}"
    screen = client.get(f"/w/enterprises/{address}")
    title, as_of, header, *rows, total = sheet(client.get(f"/w/enterprises/export/{address}"))

    assert title[0] == "企业台账"
    assert as_of[0].endswith(f"共{screen.context['totals'].count}家；年报数据为2025年")
    heads = [head.column for head in screen.context["heads"]]
    assert [text.removesuffix("(%)") for text in header] == [
        f"{head.title}({head.unit})" if head.unit else head.title for head in heads
    ]
    assert [row[0] for row in rows] == [row.name for row in screen.context["rows"]]
    for line, row in zip(screen.context["rows"], rows, strict=True):
        assert [_shown(value, at) for at, value in enumerate(row[1:])] == [_plain(cell) for cell in line.cells]
    assert total[0] == "合计"
    assert [_shown(value, at) for at, value in enumerate(total[1:])] == [
        _plain(cell) for cell in screen.context["total_cells"]
    ]


SHORT = {Scheme.HNTE.label: "高企"}


def _plain(cell) -> str:
    """What stands on the screen, a gap being empty in the file."""
    return "" if cell.kind == "gap" else cell.text


def _shown(value: object, at: int) -> str:
    """A cell of the file as the screen writes it."""
    column = COLUMNS.split(",")[1:][at]
    if value is None:
        return ""
    if column in ("sales", "rd"):
        return f"{value:,.2f}"
    if column == "rd_ratio":
        return f"{value:.2f}%"
    if column == "staff":
        return f"{value:g}"
    if column == "founded":
        return f"{value:%Y-%m-%d}"
    return SHORT.get(value, value)


def test_codes_are_text_and_no_name_becomes_a_formula(client, officer, firms):
    response = client.get("/w/enterprises/export/?cols=name,code&q=91410600")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    cells = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=4)}
    assert cells["=1+1"][0].data_type == "s"
    assert cells["企业0"][1].data_type == "s"


def test_an_export_is_written_down_with_its_conditions(client, officer, firms):
    client.get("/w/enterprises/export/?county=410611&cols=name,code")
    entry = Entry.objects.get(deed="enterprise.exported")
    assert entry.after == {"query": "county=410611&cols=name%2Ccode", "count": 4, "columns": ["name", "code"]}


def test_a_county_exports_its_own_only(client, firms):
    client.force_login(person(Role.LEADER))
    assert client.get("/w/enterprises/export/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_long_ledger_becomes_a_job_that_gives_the_same_file(client, officer, firms, monkeypatch):
    at_once = sheet(client.get("/w/enterprises/export/?sort=-sales&cols=name,sales&county=410611"))
    monkeypatch.setattr("enterprises.views.export.AT_ONCE", 2)
    response = client.get("/w/enterprises/export/?sort=-sales&cols=name,sales&county=410611")
    job = Job.objects.get()
    assert response["Location"].endswith(f"/{job.ref}/")
    execute(job.ref, clock=timezone.now)
    job.refresh_from_db()
    assert (job.state, job.result, job.progress_done) == ("done", {"导出企业": 4}, 4)
    with job.result_file.open() as file:
        book = load_workbook(BytesIO(file.read()))
    assert [list(row) for row in book.worksheets[0].iter_rows(values_only=True)] == at_once


def test_the_file_is_written_in_chunks_that_report_progress(officer, firms, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    on = date(2026, 11, 22)
    lines = exports.queries.register_lines(officer, exports.queries.RegisterFilter(), on=on, sort="name")
    seen: list[int] = []
    columns = exports.queries.chosen_columns(["name"])
    assert exports.write_register(tmp_path / "a.xlsx", lines, columns, on=on, beat=seen.append) == 5
    assert seen == [2, 4, 5]
