"""The import from a terminal: the same sentences, the same receipt, nothing written without being told to."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from enterprises.models import Enterprise, Intake
from tests.enterprises.intake.importing import HEADER, firm
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import code_number
from tests.factories.regions import RegionFactory
from tests.portal.workbooks import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    RegionFactory(county_qibin=True)
    RegionFactory(other_city=True)
    return RegionFactory(city_of_hebi=True)


@pytest.fixture
def registry(tmp_path):
    """Three firms: one fit to write, one with a wrong date, one whose county nobody wrote."""
    rows = [firm(1), firm(2, 注册日期="2099-01-01"), firm(3, 注册地址="长江路5号", 注册资金="N/A")]
    return builders.workbook(tmp_path / "a.xlsx", [HEADER, *rows])


def said(*arguments, **options):
    out = io.StringIO()
    call_command("import_registry", *(str(each) for each in arguments), stdout=out, **options)
    return out.getvalue()


def receipt(text):
    found = re.findall(r"^(\S+?)[\u3000 ]+([\d,]+)$", text, re.MULTILINE)
    return {label: int(count.replace(",", "")) for label, count in found}


def test_without_commit_the_receipt_is_printed_and_nothing_is_written(city, registry):
    text = said(registry)
    assert f"[有错] {firm(2)[0]}，C3 注册日期：日期在将来" in text
    assert f"[提示] {firm(3)[0]}，I4 注册地址：地址里没有写县区" in text
    assert "台账没有改动" in text
    counts = receipt(text)
    assert (counts["读到行数"], counts["新增"], counts["有错，不写入"]) == (3, 2, 1)
    assert (counts["县区已找到"], counts["县区待定"]) == (2, 1)
    assert (counts["注册资金已读懂"], counts["注册资金未填"]) == (2, 1)
    assert Enterprise.objects.count() == 0


def test_with_commit_the_rows_are_written_once(city, registry):
    assert receipt(said(registry, "--commit"))["已写入新增"] == 2
    again = receipt(said(registry, "--commit"))
    assert (again["无变化"], again["已写入新增"], again["已写入修改"]) == (2, 0, 0)
    assert set(Enterprise.objects.values_list("code", flat=True)) == {code_number(1), code_number(3)}
    assert Intake.objects.first().uploaded_by.is_system


def test_a_person_imports_for_their_own_territory(city, registry):
    clerk = person("county", region=RegionFactory(county_qibin=True))
    said(registry, "--commit", "--as", clerk.username)
    assert [enterprise.code for enterprise in Enterprise.objects.all()] == [code_number(1)]
    assert Intake.objects.get().uploaded_by == clerk


def test_who_may_not_import_is_told(city, registry):
    with pytest.raises(CommandError, match="没有导入"):
        said(registry, "--as", person("leader").username)
    with pytest.raises(CommandError, match="没有这个用户"):
        said(registry, "--as", "nobody")
    assert said(registry, "--as", stranger().username).count("不在河北省") == 3


def test_a_file_that_names_no_city_must_be_told_its_city(city, tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [HEADER, firm(1, 地区=None)])
    with pytest.raises(CommandError, match="--city"):
        said(path)
    with pytest.raises(CommandError, match="没有代码"):
        said(path, "--city", "999999")
    assert receipt(said(path, "--city", "410600"))["新增"] == 1


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(city, tmp_path):
    with pytest.raises(CommandError, match="密码"):
        said(builders.compound_file(tmp_path / "a.xlsx", "EncryptedPackage"))
    with pytest.raises(CommandError, match="没有这个文件"):
        said(tmp_path / "nothing.xlsx")
    with pytest.raises(CommandError, match="没有找到表头"):
        said(builders.workbook(tmp_path / "b.xlsx", [["产品", "数量"], [1, 2]]), "--city", "410600")


def test_hints_of_one_kind_are_cut_short_unless_all_are_wanted(city, tmp_path):
    rows = [firm(number, 注册地址="长江路5号") for number in range(1, 15)]
    path = builders.workbook(tmp_path / "a.xlsx", [HEADER, *rows])
    assert said(path).count("县区留空待人工确定") == 10
    assert said(path, "--all").count("县区留空待人工确定") == 14


def test_questions_are_written_when_told_to(city, tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [HEADER, firm(1, 注册资金="5000000")])
    assert receipt(said(path, "--commit"))["待核对，未写入"] == 1
    assert receipt(said(path, "--commit", "--with-questions"))["已写入新增"] == 1
