import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.policies.engine.test_explain import HNTE_FIRM

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
        ('{"asset": "1元"}', 'asset：词汇表里没有这个词。Did you mean "assets"?'),
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
        ("tech_smee", "2026-11-20", "没有“tech_smee”的规则。现有：hnte、tech_sme。"),
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
