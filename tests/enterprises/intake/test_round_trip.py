"""A ledger that was exported and comes back changes nothing."""

from enterprises.exports import write_register
from enterprises.intake.sheets import ENTERPRISES
from enterprises.models import Enterprise, IntakeRow
from enterprises.queries import RegisterFilter, register_lines
from enterprises.queries.register_columns import chosen_columns
from portal.workbooks.values import Capital
from portal.workbooks.write import write_table
from tests.enterprises.intake.importing import ON, codes_of, firm, only_row, upload, upload_file, write
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

COLUMNS = ["name", "code", "county", "zone", "industry", "founded", "legal_person", "phone", "address", "sales"]


def test_an_exported_ledger_comes_back_unchanged(officer, tmp_path):
    EnterpriseFactory(
        name="鹤壁某某（集团）有限公司",
        zone=RegionFactory(zone_of_hebi=True),
        legal_person="张某",
        contact_phone="13800001402",
        address="鹤壁市淇滨区某某路1号",
    )
    EnterpriseFactory(without_county=True, address="鹤壁市长江路5号", industry_code="C34")
    lines = register_lines(officer, RegisterFilter(), on=ON)
    write_register(tmp_path / "a.xlsx", lines, chosen_columns(COLUMNS), on=ON)
    intake = upload_file(tmp_path / "a.xlsx", officer)
    assert [row.outcome for row in IntakeRow.objects.filter(intake=intake)] == ["unchanged", "unchanged"]
    assert codes_of(IntakeRow.objects.get(intake=intake, enterprise__contact_phone="13800001402")) == {"masked": "note"}
    assert intake.counts["skipped"] == 1, "the line of sums"


def test_what_was_imported_and_written_out_by_its_own_sheet_comes_back_unchanged(officer, tmp_path):
    write(upload(tmp_path / "a.xlsx", officer, [firm(1, 注册资金="35(万美元)"), firm(2, 注册资金="N/A")]), officer)
    lines = [
        {
            **{column.field: getattr(each, column.field, None) for column in ENTERPRISES.columns},
            "county": str(each.county),
            "zone": None,
            "capital": Capital(each.capital_minor, each.capital_currency, "") if each.capital_minor else None,
        }
        for each in Enterprise.objects.order_by("code")
    ]
    write_table(tmp_path / "b.xlsx", ENTERPRISES, lines, title="企业台账")
    intake = upload_file(tmp_path / "b.xlsx", officer)
    assert [row.outcome for row in IntakeRow.objects.filter(intake=intake)] == ["unchanged", "unchanged"]


def test_a_masked_number_never_becomes_the_number(officer, tmp_path):
    header = ["企业名称", "统一社会信用代码", "联系电话"]
    row = only_row(upload(tmp_path / "a.xlsx", officer, [[*firm(1)[:2], "138****1402"]], header=header))
    assert "contact_phone" not in row.values
