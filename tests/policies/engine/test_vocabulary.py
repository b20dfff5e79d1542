import pytest

from policies.engine import PackError, load_vocabulary
from policies.library import vocabulary

from . import small


def refusal(old, new):
    assert old in small.VOCABULARY
    with pytest.raises(PackError) as problem:
        load_vocabulary(small.VOCABULARY.replace(old, new, 1))
    return str(problem.value)


def test_words_carry_what_the_page_shows():
    words = small.words()
    assert len(words) == 8 and next(iter(words)) == "staff"
    assert words["sales"].years == 3
    assert words["staff"].years == 0
    assert words["sales"].period_text == "申报前三个会计年度"
    assert (words["clean"].true_text, words["clean"].false_text) == ("无", "有")
    assert words["recognised"].missing == "manual"
    assert words["rights"].unit == "项"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "people"', 'kind = "heads"', '"heads"不是事实的类型。可写：money、people、'),
        ('period = "FY-1"', 'period = "FY1"', 'words.staff.period："FY1"不是期间。您是不是要写"FY-1"？'),
        ('missing = "manual"', 'missing = "zero"', '"zero"不能用。可写：unknown、manual。'),
        ('source = "办法第一条"\n', "", 'vocabulary.toml:2，words.staff：缺少键"source"。'),
        ('kind = "people"', 'kind = "people"\nunit = "万元"', '"万元"不是people的单位。'),
        ('label = "职工总数"', "label = 5", "5不是文本，请加引号。"),
        ("[words.staff]", "words = 5\n[staff]", "vocabulary.toml："),
        ('label = "职工总数"', 'lable = "职工总数"', '您是不是要写"label"？'),
    ],
)
def test_an_incomplete_word_is_refused(old, new, said):
    assert said in refusal(old, new)


def test_the_vocabulary_of_the_law_loads():
    words = vocabulary()
    assert len(words) > 50
    assert all(word.meaning and word.source and word.supplier for word in words.values())


@pytest.mark.parametrize(
    "line", ["lead_days = -1", "lead_days = 4000", "effort = 0", 'effort = "much"', "effort = true"]
)
def test_how_hard_a_fact_moves_is_a_whole_number_within_reason(line):
    text = small.VOCABULARY.replace("[words.staff]", f"[words.staff]\n{line}")
    with pytest.raises(PackError, match="之间的整数"):
        load_vocabulary(text)


def test_how_a_fact_moves_is_read():
    text = small.VOCABULARY.replace(
        "[words.rights]", '[words.rights]\nlead_days = 540\nlead = "授权要时间"\neffort = 3\nmay_fall = true'
    )
    word = load_vocabulary(text)["rights"]
    assert (word.lead_days, word.lead, word.effort, word.may_fall) == (540, "授权要时间", 3, True)
    assert (load_vocabulary(text)["staff"].effort, load_vocabulary(text)["staff"].may_fall) == (1, False)
