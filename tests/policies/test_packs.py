"""The packs on the shelf: every case holds, every figure of the texts is where the texts put it."""

import pytest

from policies import library

CASES = [
    pytest.param(case, id=f"{name}:{case.line} {case.name}")
    for name in library.pack_files()
    for case in library.cases(name)
]


@pytest.mark.parametrize("case", CASES)
def test_the_case_holds(case):
    assert list(case.problems()) == []


def test_both_national_texts_are_here():
    assert set(library.pack_files()) >= {"hnte/2016", "tech_sme/2017"}


@pytest.mark.parametrize("name", library.pack_files())
def test_every_pack_is_published_and_unmoved(name):
    assert library.published()[name] == library.read(name).digest


@pytest.mark.parametrize("name", library.pack_files())
def test_every_criterion_and_item_is_decided_in_some_case(name):
    pack, cases = library.load(name), library.cases(name)
    said = {code for case in cases for code in (*case.criteria, *case.items)}
    unproven = [criterion.code for criterion in pack.criteria if criterion.code not in said]
    assert set(unproven) <= {"resident", "industry"}


def test_ten_examples_of_the_texts_stand_among_the_cases():
    names = [case.values[0].name.split()[0] for case in CASES]
    assert {"A1", "A2", "A3", "A5", "A7", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9"} <= set(names)
