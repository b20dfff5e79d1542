"""One cell at a time: what is understood, what is unknown, and what is asked."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workbooks.problems import Severity
from portal.workbooks.spec import ColumnSpec, Kind
from portal.workbooks.values import Capital, Context, clean, parse

ON = date(2026, 11, 22)
CONTEXT = Context(on=ON)

TEXT = ColumnSpec("名称", "name", max_length=10)
CODE = ColumnSpec("代码", "code", Kind.CODE)
DAY = ColumnSpec("日期", "founded_on", Kind.DATE, example="2017-05-11")
YEAR = ColumnSpec("年度", "fiscal_year", Kind.YEAR)
COUNT = ColumnSpec("人数", "staff_count", Kind.INTEGER, unit="人", minimum=Decimal(0), maximum=Decimal(1000))
AVERAGE = ColumnSpec("平均人数", "staff_e4", Kind.DECIMAL, unit="人", places=4, minimum=Decimal(0))
MONEY = ColumnSpec("收入", "revenue_fen", Kind.MONEY, unit="万元", minimum=Decimal(0))
PROFIT = ColumnSpec("利润", "profit_fen", Kind.MONEY, unit="万元")
CAPITAL = ColumnSpec("注册资金", "capital", Kind.CAPITAL)
CAPITAL_WAN = ColumnSpec("注册资金", "capital", Kind.CAPITAL, unit="万元")
SIZE = ColumnSpec("规模", "size", Kind.CHOICE, allowed=("大型", "中型"))
FLAG = ColumnSpec("上市", "is_listed", Kind.FLAG)
EVERY = (TEXT, CODE, DAY, YEAR, COUNT, AVERAGE, MONEY, CAPITAL, SIZE)


def understood(column, raw, context=CONTEXT):
    reading = parse(column, raw, context)
    assert reading.fault is None, reading.fault
    return reading.value


def fault(column, raw, context=CONTEXT):
    reading = parse(column, raw, context)
    assert reading.fault is not None, reading.value
    return reading.fault


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "\u200b", "N/A", "n/a", "-", "—", "/", "无", "未知"])
@pytest.mark.parametrize("column", EVERY, ids=lambda column: column.kind.value)
def test_what_is_not_given_is_unknown_and_never_zero(column, raw):
    reading = parse(column, raw, CONTEXT)
    assert (reading.value, reading.fault) == (None, None)
    assert reading.unknown


@pytest.mark.parametrize("column", EVERY, ids=lambda column: column.kind.value)
def test_an_excel_error_is_named_in_every_kind(column):
    assert fault(column, "#REF!").code == "excel_error"
    assert fault(column, "#N/A").code == "excel_error"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  春风\u3000精密 ", "春风精密"),
        ("ＡＢＣ１２３", "ABC123"),
        ("甲（乙）公司", "甲（乙）公司"),
        ("Alpha  Beta\n公司", "Alpha Beta 公司"),
        ("a\u200bb\ufeff", "ab"),
        ("换行_x000D_后", "换行后"),
        ("\x07响", "响"),
    ],
)
def test_text_is_trimmed_and_made_half_width_but_keeps_chinese_brackets(raw, kept):
    assert clean(raw) == kept


@settings(deadline=None)
@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


def test_a_number_in_a_text_column_reads_as_seen():
    assert understood(TEXT, 12.0) == "12"
    assert understood(TEXT, 0.1) == "0.1"
    assert fault(TEXT, "长" * 11).code == "too_long"


@pytest.mark.parametrize(
    ("raw", "code"),
    [("９１350100m000100y43 ", "91350100M000100Y43"), (410600123456789, "410600123456789"), (12.0, "12")],
)
def test_codes_are_upper_case_without_blanks(raw, code):
    assert understood(CODE, raw) == code


@pytest.mark.parametrize("raw", [914106117492222000, 9.14106117492222e17, "9.14106E+17", "9.14106e+17"])
def test_a_code_that_lost_its_digits_is_named_and_not_mended(raw):
    assert fault(CODE, raw).code == "digits_lost"


@pytest.mark.parametrize("raw", [datetime(2020, 1, 1), True, 1.5])
def test_other_things_are_no_code(raw):
    assert fault(CODE, raw).code == "not_a_code"


@pytest.mark.parametrize(
    "raw",
    [
        "2019-12-02", "2019-12-2", "2019/12/2", "2019.12.02", "2019年12月2日", "20191202", 20191202, 43801, 43801.75,
        "２０１９－１２－０２", " 2019 年 12 月 2 日 ", "2019-12-02 08:30:00", "2019-12-02T00:00:00+08:00",
        datetime(2019, 12, 2, 8, 30), date(2019, 12, 2),
    ],
)  # fmt: skip
def test_one_day_in_every_usual_form(raw):
    assert understood(DAY, raw) == date(2019, 12, 2)


def test_a_serial_counts_from_the_epoch_of_its_workbook():
    assert understood(DAY, 42339, Context(on=ON, date1904=True)) == date(2019, 12, 2)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2019.13.2", "impossible_date"), ("2023-02-29", "impossible_date"), (20190230, "impossible_date"),
        ("2026-11-23", "future_date"), (datetime(2099, 1, 1), "future_date"),
        ("2019", "date_incomplete"), (2019, "date_incomplete"), ("2019年12月", "date_incomplete"), ("2019-12", "date_incomplete"),
        ("02/12/2019", "date_ambiguous"), ("19-12-02", "date_ambiguous"),
        ("去年", "not_a_date"), (7, "not_a_date"), (True, "not_a_date"), (time(8, 0), "not_a_date"),
        ("1700-01-01", "date_too_old"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_named_by_its_reason(raw, code):
    found = fault(DAY, raw)
    assert (found.code, found.severity) == (code, Severity.REFUSE)
    assert found.example == "2017-05-11"


def test_today_is_not_in_the_future():
    assert understood(DAY, ON.isoformat()) == ON


@pytest.mark.parametrize(("raw", "number"), [("2025", 2025), ("2025年", 2025), ("2025年度", 2025), (2025.0, 2025)])
def test_a_year_has_four_digits(raw, number):
    assert understood(YEAR, raw) == number


@pytest.mark.parametrize(
    ("raw", "code"), [("25", "not_a_year"), (2027, "future_year"), (date(2025, 1, 1), "not_a_year")]
)
def test_other_years_are_named(raw, code):
    assert fault(YEAR, raw).code == code


@pytest.mark.parametrize(
    ("raw", "number"), [(12, 12), (12.0, 12), ("１２", 12), ("1,000", 1000), ("12人", 12), (0, 0), ("0", 0)]
)
def test_whole_numbers(raw, number):
    assert understood(COUNT, raw) == number


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("约12", "text_in_number"), ("十二", "text_in_number"), ("12个", "text_in_number"), (12.5, "not_whole"),
        (-3, "negative"), ("-3", "negative"), (1001, "too_large"), ("1,00", "bad_thousands"), ("1.2E+02", "scientific"),
        (True, "not_a_number"), (datetime(2020, 1, 1), "not_a_number"), (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"), (10**30, "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_named_by_its_reason(raw, code):
    assert fault(COUNT, raw).code == code


def test_averages_are_kept_to_a_ten_thousandth_of_a_person():
    assert understood(AVERAGE, "86.5") == 865_000
    assert understood(AVERAGE, 0.1 + 0.2) == 3_000
    assert fault(AVERAGE, "1.00001").code == "too_precise"


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        (5836, 583_600_000_0), ("5836.00", 583_600_000_0), ("5,836万元", 583_600_000_0), ("5836万", 583_600_000_0), ("35元", 3500),
        ("1.2亿元", 12_000_000_000), ("人民币 500 元整", 50_000), (0, 0), (202.1344, 202_134_400), ("¥3", 300), ("3百万元", 300_000_000),
    ],
)  # fmt: skip
def test_a_bare_amount_is_in_the_unit_of_its_column_and_a_written_unit_wins(raw, fen):
    assert understood(MONEY, raw) == fen


def test_the_unit_in_the_header_of_the_file_wins_over_the_column():
    assert understood(MONEY, 35, Context(on=ON, unit="元")) == 3500
    assert understood(MONEY, "35万元", Context(on=ON, unit="元")) == 35_000_000


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("35万美元", "foreign_currency"), ("约500", "not_an_amount"), ("五百万", "not_an_amount"), ("3万5千", "not_an_amount"),
        (-1, "negative"), ("-1万元", "negative"), ("1,00", "bad_thousands"), ("(500)", "not_an_amount"), (1e30, "too_large"),
        ("人民币5美元", "two_currencies"), (datetime(2020, 1, 1), "not_an_amount"), (True, "not_an_amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_named_by_its_reason(raw, code):
    assert fault(MONEY, raw).code == code


def test_a_loss_is_a_negative_profit():
    assert understood(PROFIT, "-12.5") == -12_500_000


def test_parts_of_a_fen_are_rounded_and_said():
    reading = parse(MONEY, "0.00000051", CONTEXT)
    assert reading.value == 1
    assert (reading.fault.code, reading.fault.severity) == ("rounded", Severity.NOTE)


@settings(deadline=None)
@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_every_fen_survives_the_spreadsheet(fen):
    assert understood(PROFIT, float(Decimal(fen) / 1_000_000)) == fen


@pytest.mark.parametrize(
    ("raw", "minor", "currency"),
    [
        ("250(万元)", 250_000_000, "CNY"), ("20万人民币", 20_000_000, "CNY"), ("41.8万人民币", 41_800_000, "CNY"),
        ("35(万美元)", 35_000_000, "USD"), ("1,000.5万元", 1_000_500_000, "CNY"), ("500元", 50_000, "CNY"),
        ("1.2亿元", 12_000_000_000, "CNY"), ("108(万人民币元)", 108_000_000, "CNY"), ("50.1000(万元)", 50_100_000, "CNY"),
        ("165,000(万元)", 165_000_000_000, "CNY"), ("100万元人民币", 100_000_000, "CNY"), ("人民币100万元", 100_000_000, "CNY"),
        ("USD 350,000", 35_000_000, "USD"), ("US$35万", 35_000_000, "USD"), ("1000万日元", 10_000_000, "JPY"),
        ("3（万港币）", 3_000_000, "HKD"), ("２０万欧元", 20_000_000, "EUR"), ("0万元", 0, "CNY"),
    ],
)  # fmt: skip
def test_capital_is_read_with_its_currency_and_keeps_its_text(raw, minor, currency):
    assert understood(CAPITAL, raw) == Capital(minor, currency, clean(raw))


def test_a_capital_without_a_currency_is_renminbi_and_says_so():
    reading = parse(CAPITAL, "500(万)", CONTEXT)
    assert reading.value == Capital(500_000_000, "CNY", "500(万)")
    assert (reading.fault.code, reading.fault.severity) == ("currency_assumed", Severity.NOTE)


@pytest.mark.parametrize("raw", ["5000000", 5_000_000, 500.5])
def test_a_bare_capital_is_asked_unless_a_unit_is_declared(raw):
    found = fault(CAPITAL, raw)
    assert (found.code, found.severity) == ("unit_missing", Severity.ASK)
    assert understood(CAPITAL_WAN, raw).currency == "CNY"
    assert understood(CAPITAL, raw, Context(on=ON, unit="元")).currency == "CNY"


def test_declared_units_scale_a_bare_capital():
    assert understood(CAPITAL_WAN, 250).amount_minor == 250_000_000
    assert understood(CAPITAL_WAN, 250, Context(on=ON, unit="元")).amount_minor == 25_000


@pytest.mark.parametrize("raw", ["伍拾万元", "若干", "1,00万元", "3万5千", "(500)", "5万火星币"])
def test_a_capital_nobody_can_read_is_asked_and_stays_unknown(raw):
    reading = parse(CAPITAL, raw, CONTEXT)
    assert reading.value is None
    assert (reading.fault.code, reading.fault.severity) == ("capital_unclear", Severity.ASK)


def test_a_negative_capital_is_refused():
    assert fault(CAPITAL, "-5万元").severity == Severity.REFUSE


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["CNY", "USD", "EUR", "JPY", "HKD", "KRW"]))
def test_a_capital_written_out_reads_back_the_same(minor, currency):
    capital = Capital(minor, currency, "")
    again = understood(CAPITAL, str(capital))
    assert (again.amount_minor, again.currency) == (minor, currency)


def test_a_choice_is_one_of_its_words():
    assert understood(SIZE, " 大型 ") == "大型"
    assert "大型、中型" in fault(SIZE, "巨型").allowed


@pytest.mark.parametrize(
    ("raw", "value"), [("是", True), ("有", True), ("√", True), (True, True), ("否", False), ("无", False), ("", None)]
)
def test_yes_no_and_unknown_are_three(raw, value):
    assert understood(FLAG, raw) is value


@pytest.mark.parametrize("raw", ["也许", 1, 0])
def test_other_words_are_neither_yes_nor_no(raw):
    assert fault(FLAG, raw).code == "not_yes_or_no"


RAW = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times()
)


@settings(deadline=None)
@given(RAW)
def test_no_cell_whatever_makes_a_parser_fail(raw):
    for column in (*EVERY, FLAG):
        reading = parse(column, raw, CONTEXT)
        assert reading.fault is None or reading.fault.message
