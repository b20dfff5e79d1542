import pytest

from policies.engine.text import Document, PackError, check_keys, did_you_mean, dotted

TEXT = """
top = 1

[one]
a = 1

[one."第一条"]
b = 1

[[rows]]
code = "x"

[[rows]]
code = "y"
more = [
  { c = 1 },
]

[[rows.inner]]
d = 1
"""


def test_every_key_has_its_line():
    document = Document(TEXT, "x.toml")
    assert document.line("top") == 2
    assert document.line("one", "a") == 5
    assert document.line("one", "第一条", "b") == 8
    assert document.line("rows", 0, "code") == 11
    assert document.line("rows", 1, "code") == 14
    assert document.line("rows", 1, "inner", 0, "d") == 20


def test_a_place_without_a_line_takes_the_one_above_it():
    document = Document(TEXT, "x.toml")
    assert document.line("rows", 1, "more", 0, "c") == 15
    assert document.line("rows", 1, "absent") == 13
    assert document.line("nowhere") is None


def test_a_refusal_says_where():
    document = Document(TEXT, "x.toml")
    assert str(document.refuse(("rows", 1, "code"), "no.")) == "x.toml:14，rows[2].code：no."
    assert str(document.refuse((), "no.")) == "x.toml：no."
    assert str(document.refuse(("nowhere",), "no.")) == "x.toml，nowhere：no."
    assert dotted(("a", 0, "b", "c")) == "a[1].b.c"


def test_keys_are_those_that_are_read():
    document = Document(TEXT, "x.toml")
    with pytest.raises(PackError, match=r'x.toml:5，one.a：这里不用键"a"。可用的键：b。'):
        check_keys(document, ("one",), {"a": 1}, ("b",))
    with pytest.raises(PackError, match='缺少键"since"'):
        check_keys(document, ("one",), {"b": 1}, ("b", "since"))


@pytest.mark.parametrize(
    ("word", "said"),
    [("sale", '您是不是要写"sales"？'), ("rd", '您是不是要写"rd_sum"？'), ("xyz", "")],
)
def test_what_was_meant(word, said):
    assert did_you_mean(word, iter(["sales", "rd_sum", "rd_expense"])) == said
