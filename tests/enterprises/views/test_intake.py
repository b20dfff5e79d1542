"""导入 in the browser without its script: upload, look, say yes, receive; and what strangers and hostile files get."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enterprises.models import Enterprise, Intake, IntakeRow
from portal.jobs.execute import execute
from tests.enterprises.intake.importing import AT, HEADER, firm, upload, write
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import EnterpriseFactory, code_number
from tests.factories.regions import RegionFactory
from tests.portal.workbooks import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    for trait in ("county_qibin", "county_xun", "zone_of_hebi"):
        RegionFactory(**{trait: True})
    return RegionFactory(city_of_hebi=True)


@pytest.fixture
def officer(client, city):
    user = person(region=city)
    client.force_login(user)
    return user


def send(client, path, *, name=None, sheet="enterprises"):
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    return client.post(reverse("enterprises:intake_new"), {"sheet": sheet, "file": file})


def run_jobs():
    for intake in Intake.objects.select_related("job"):
        execute(intake.job.ref, clock=lambda: AT)


def text_of(response):
    return response.content.decode()


def test_from_the_file_to_the_receipt(client, officer, tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [HEADER, firm(1), firm(2, 注册日期="2099-01-01")])
    sent = send(client, path)
    page = reverse("enterprises:intake", args=[Intake.objects.get().ref])
    assert (sent.status_code, sent.url) == (302, page)
    waiting = text_of(client.get(page))
    assert "排队中" in waiting
    assert '<meta http-equiv="refresh" content="3">' in waiting

    run_jobs()
    shown = text_of(client.get(page))
    assert "看差异" in shown
    assert firm(1)[0] in shown
    assert "C3 注册日期：日期在将来" in shown
    assert Enterprise.objects.count() == 0

    said_yes = client.post(reverse("enterprises:intake_commit", args=[Intake.objects.get().ref]))
    assert said_yes.url == page
    run_jobs()
    receipt = text_of(client.get(page))
    assert "已写入新增" in receipt
    assert "确认写入" not in receipt
    assert reverse("enterprises:detail", args=[Enterprise.objects.get().ref]) in receipt


def test_the_part_htmx_asks_for_is_the_page_s_own(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    page = reverse("enterprises:intake", args=[intake.ref])
    part = text_of(client.get(page, headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div class="stack" id="live">')
    assert firm(1)[0] in part


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("all", [1, 2, 3, 4]),
        ("new", [1, 4]),
        ("changed", [2]),
        ("refused", [3]),
        ("asked", [4]),
        ("no_county", [4]),
        ("x", [1, 2, 3, 4]),
    ],
)
def test_the_rows_can_be_looked_at_by_what_they_would_do(client, officer, tmp_path, view, shown):
    EnterpriseFactory(code=code_number(2), name=firm(2)[0])
    rows = [firm(1), firm(2), firm(3, 注册日期="2099-01-01"), firm(4, 注册资金="5000000", 注册地址="长江路")]
    intake = upload(tmp_path / "a.xlsx", officer, rows)
    text = text_of(client.get(reverse("enterprises:intake", args=[intake.ref]), {"view": view}))
    assert [number for number in range(1, 5) if code_number(number) in text] == shown


def test_a_change_is_shown_from_old_to_new(client, officer, tmp_path):
    EnterpriseFactory(code=code_number(1), name=firm(1)[0], address="旧地址")
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    text = text_of(client.get(reverse("enterprises:intake", args=[intake.ref])))
    assert '<del class="diff-old">旧地址</del>' in text


def test_firms_without_a_county_can_be_worked_off_from_the_receipt(client, officer, tmp_path):
    intake = write(upload(tmp_path / "a.xlsx", officer, [firm(1, 注册地址="长江路")]), officer)
    address = reverse("enterprises:list") + "?county=none"
    assert f'href="{address}"' in text_of(client.get(reverse("enterprises:intake", args=[intake.ref])))
    assert firm(1)[0] in text_of(client.get(address))


def test_a_firm_can_be_found_by_name_or_code(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)])
    page = reverse("enterprises:intake", args=[intake.ref])
    assert code_number(2) not in text_of(client.get(page, {"q": firm(1)[0]}))
    assert firm(2)[0] in text_of(client.get(page, {"q": code_number(2)}))
    assert "没有这样的行" in text_of(client.get(page, {"q": "没有的名字"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_for_any_number_of_rows(
    client, officer, tmp_path, django_assert_max_num_queries, rows
):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(number) for number in range(rows)])
    write(intake, officer)
    page = reverse("enterprises:intake", args=[intake.ref])
    client.get(page)
    with django_assert_max_num_queries(11):
        client.get(page)


def test_the_preview_pages_at_a_hundred_rows(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(number) for number in range(1, 121)])
    page = reverse("enterprises:intake", args=[intake.ref])
    first, second = text_of(client.get(page)), text_of(client.get(page, {"page": 2}))
    assert code_number(100) in first
    assert code_number(101) not in first
    assert code_number(101) in second


def test_questions_are_written_only_when_they_were_accepted(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1, 注册资金="5000000")])
    page = reverse("enterprises:intake", args=[intake.ref])
    assert "我已核对，也写入" in text_of(client.get(page))
    client.post(reverse("enterprises:intake_commit", args=[intake.ref]), {"takes_questions": "yes"})
    run_jobs()
    assert Enterprise.objects.get().capital_text == "5000000"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"<html></html>"), "网页"),
        (lambda path: path.write_bytes(b"%PDF-1.7"), "PDF"),
        (lambda path: path.write_bytes(b""), "空的"),
        (lambda path: path.write_bytes(b"PK\x03\x04 cut off"), "不完整"),
        (lambda path: builders.compound_file(path, "EncryptedPackage"), "密码"),
        (lambda path: builders.compound_file(path, "Workbook"), "另存为"),
        (lambda path: builders.bomb(path, 3_000_000), "压缩炸弹"),
    ],
)
def test_a_hostile_or_foreign_file_is_answered_in_a_sentence_and_not_kept(client, officer, tmp_path, make, words):
    path = tmp_path / "a.xlsx"
    make(path)
    answer = send(client, path)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Intake.objects.count() == 0


def test_the_other_choices_survive_a_refused_file(client, officer, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    text = text_of(send(client, path, sheet="annual_reports"))
    checked = text[text.index('value="annual_reports"') :].partition(">")[0]
    assert "checked" in checked


def test_an_upload_over_the_limit_is_answered_in_a_sentence_and_not_kept(client, officer, tmp_path, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 3 * 1024 * 1024)
    answer = send(client, path)
    assert answer.status_code == 422
    assert "最大1 MB" in text_of(answer)
    assert Intake.objects.count() == 0


def test_no_file_and_no_such_sheet_are_said(client, officer):
    answer = client.post(reverse("enterprises:intake_new"), {"sheet": "nothing"})
    assert answer.status_code == 422
    assert "请选择“文件”" in text_of(answer)
    assert "没有这种表" in text_of(answer)


def test_a_refused_table_says_why_on_its_page(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [[1, 2]], header=["产品", "数量"])
    text = text_of(client.get(reverse("enterprises:intake", args=[intake.ref])))
    assert "没有找到表头" in text
    assert "台账没有改动" in text


def test_the_error_workbook_and_the_template_can_be_taken(client, officer, tmp_path):
    intake = upload(tmp_path / "台账.xlsx", officer, [firm(1), firm(2, 注册日期="2099-01-01")])
    answer = client.get(reverse("enterprises:intake_errors", args=[intake.ref]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet.max_row == 2
    answer = client.get(reverse("enterprises:intake_template", args=["enterprises"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rules = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert '"淇滨区,浚县"' in rules
    assert client.get(reverse("enterprises:intake_template", args=["nothing"])).status_code == 404


def test_an_import_without_failing_rows_has_no_error_workbook(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    answer = client.get(reverse("enterprises:intake_errors", args=[intake.ref]))
    assert answer.url == reverse("enterprises:intake", args=[intake.ref])


def test_an_import_can_be_put_away_until_it_is_written(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    address = reverse("enterprises:intake_discard", args=[intake.ref])
    assert client.get(address).status_code == 405
    assert client.post(address).url == reverse("enterprises:imports")
    assert IntakeRow.objects.count() == 0
    assert "已放弃" in text_of(client.get(reverse("enterprises:intake", args=[intake.ref])))
    again = client.post(address, follow=True)
    assert "不能放弃" in text_of(again)
    again = client.post(reverse("enterprises:intake_commit", args=[intake.ref]), follow=True)
    assert "不能写入" in text_of(again)


def test_the_list_shows_the_territory_s_imports(client, officer, tmp_path):
    assert "还没有导入过文件" in text_of(client.get(reverse("enterprises:imports")))
    upload(tmp_path / "城市的.xlsx", officer, [firm(1)])
    clerk = person("county", region=RegionFactory(county_qibin=True))
    upload(tmp_path / "县区的.xlsx", clerk, [firm(2)])
    text = text_of(client.get(reverse("enterprises:imports")))
    assert "城市的.xlsx" in text
    assert "县区的.xlsx" in text
    client.force_login(clerk)
    text = text_of(client.get(reverse("enterprises:imports")))
    assert "城市的.xlsx" not in text
    assert "县区的.xlsx" in text


NAMES = ("intake", "intake_errors")
DEEDS = ("intake_commit", "intake_discard")


def test_a_stranger_finds_nothing(client, officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    for other in (stranger(), person("county", region=RegionFactory(county_xun=True))):
        client.force_login(other)
        for name in NAMES:
            assert client.get(reverse(f"enterprises:{name}", args=[intake.ref])).status_code == 404
        for name in DEEDS:
            assert client.post(reverse(f"enterprises:{name}", args=[intake.ref])).status_code == 404
    intake.refresh_from_db()
    assert intake.state == "checked"


@pytest.mark.parametrize("role", ["leader", "auditor", "specialist", "enterprise", "sysadmin"])
def test_other_roles_cannot_import(client, city, role):
    client.force_login(person(role, region=city))
    for name in ("imports", "intake_new"):
        assert client.get(reverse(f"enterprises:{name}")).status_code == 403


def test_a_province_is_told_to_act_as_a_city(client, city):
    client.force_login(person(region=RegionFactory(province=True)))
    assert "切换角色" in text_of(client.get(reverse("enterprises:intake_new")))
