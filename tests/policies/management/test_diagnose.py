import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from policies import library
from tests.factories.policies import release
from tests.policies.engine.test_explain import HNTE_FIRM

pytestmark = pytest.mark.django_db

ORDINARY = Path(__file__).parents[2] / "data" / "facts" / "ordinary.json"


def diagnose(programme, facts, *options, on="2026-11-20"):
    out = StringIO()
    call_command("diagnose", programme, "--facts", str(facts), "--on", on, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "facts.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_terminal_shows_what_the_page_shows():
    told = diagnose("tech_sme", ORDINARY)
    assert "结论  暂不能入库。现在48分，入库线60分，差12分。门槛条件9项：8项达标，1项缺数据。" in told
    assert "占职工总数达到15%（+4分）：内部认定2人，或新招3人" in told
    assert "《科技型中小企业评价办法》（国科发政〔2017〕115号）第六条(二)" in told
    assert "资产总额  申报上一个会计年度  企业年报  assets" in told
    assert "直接确认（有一条即可，不看得分，门槛照旧）" in told
    assert "提醒  本页按公开规则预诊断，不代表评价结论。" in told


def test_the_shortest_ways_are_printed_and_what_blocks_them(file):
    told = diagnose("tech_sme", ORDINARY)
    assert "最短达标路径" in told
    assert "研发投入：再归集82.00万元" in told
    assert "科技人员占比：内部认定2人，且研发投入：再归集30.00万元  62分" in told
    large = {**json.loads(ORDINARY.read_text(encoding="utf-8")), "staff": 501}
    blocked = diagnose("tech_sme", file(json.dumps(large)))
    assert "无法改变  职工总数：核对职工总数是否按全年月平均数统计。" in blocked
    assert "最短达标路径" not in blocked
    assert json.loads(diagnose("tech_sme", ORDINARY, "--json"))["paths"]["proposals"][0]["score_text"] == "68分"


def test_other_readings_and_notes_are_printed(file):
    told = diagnose("hnte", file(json.dumps(HNTE_FIRM)))
    assert (
        "另一种读法  增长率的基数为负时怎样计（条文未写明）：负数视为0，再按基数为0处理，则得41–90分，暂不符合认定条件"
        in told
    )
    assert "注  净资产增长率：净资产增长率：基数为负" in told
    assert "建议  研发费用占比：按项目补充归集研发费用，建好辅助账。" in told


def test_json_is_the_whole_explanation():
    account = json.loads(diagnose("tech_sme", ORDINARY, "--json"))
    assert account["outcome"] == 0
    assert account["score"]["points_min"] == 48
    assert account["missing"][0]["word"] == "assets"


def test_decimals_in_the_file_stay_exact(file):
    told = diagnose("hnte", file('{"staff": 45.75, "tech_staff": 4.7083}'))
    assert "4.71人/45.75人 = 10.29%" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"assets": 4800}', "assets（资产总额）：“4800”没有单位，可能是元，也可能是万元。"),
        ('{"asset": "1元"}', 'asset：词汇表里没有这个词。您是不是要写"assets"？'),
        ('{"staff": 80, "staff": 90}', "“staff”写了两次，不知道以哪个为准。"),
        ('{"staff": NaN}', "NaN不是数量。未知请写null。"),
        ('{"staff": 80', "不是JSON"),
        ('{"staff": ' + "9" * 5000 + "}", "里有一个数太长，读不了。"),
        ("[1, 2]", "须是一个对象，如"),
        ("[" * 100_000, "嵌套过深"),
        ("{" + " " * 1_000_001 + "}", "字节，事实文件不超过1,000,000字节"),
        ('{"staff": "八十"}'.encode("gbk"), "不是UTF-8编码的文本"),
        (b"\x50\x4b\x03\x04\xff", "不是UTF-8编码的文本"),
    ],
)
def test_an_unclear_file_is_refused_with_a_sentence(content, said, file):
    with pytest.raises(CommandError) as refusal:
        diagnose("tech_sme", file(content))
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("programme", "on", "said"),
    [
        ("tech_smee", "2026-11-20", "没有“tech_smee”的规则。现有："),
        ("tech_sme", "2017-05-02", "科技型中小企业评价在2017-05-02没有施行中的规则。"),
        ("tech_sme", "2026/11/20", "--on“2026/11/20”不是日期。例如2026-11-20。"),
    ],
)
def test_an_unknown_programme_or_day_is_refused(programme, on, said):
    with pytest.raises(CommandError) as refusal:
        diagnose(programme, ORDINARY, on=on)
    assert said in str(refusal.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="读不了"):
        diagnose("tech_sme", tmp_path / "none.json")
    with pytest.raises(CommandError, match="读不了"):
        diagnose("tech_sme", tmp_path)


def test_a_bureaus_release_is_what_its_city_is_judged_by(file):
    release()
    facts = file('{"staff": 501}')
    assert "《鹤壁市科技企业试行办法》（鹤科〔2026〕1号）" in diagnose("local_trial", facts, "--region", "410611")
    with pytest.raises(CommandError, match="没有“local_trial”的规则"):
        diagnose("local_trial", facts, "--region", "130102")


def test_without_a_database_the_portals_own_packs_still_judge(monkeypatch):
    def no_tables():
        raise DatabaseError("no such table: policies_releasespan")

    monkeypatch.setattr(library, "release_spans", no_tables)
    assert "科技型中小企业" in diagnose("tech_sme", ORDINARY)
