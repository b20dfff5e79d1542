import numpy as np
import pytest

from policies.engine import Column, Evidence, EvidenceError, judge
from policies.library import load

from .test_exactness import ON


def test_a_flag_mask_means_said_or_not():
    evidence = Evidence(2, {"staff": (np.array([1, 2]), np.array([True, False]))})
    assert evidence.columns["staff"].known.tolist() == [1, 0]
    assert evidence.columns["staff"].values.dtype == np.int64
    assert len(evidence) == 2


def test_rows_are_taken_by_slice_mask_and_number():
    evidence = Evidence(3, {"sales": (np.arange(9).reshape(3, 3), np.ones((3, 3), dtype=bool))})
    assert evidence.one(2).columns["sales"].values.tolist() == [[6, 7, 8]]
    assert evidence.take(slice(1, None)).n == 2
    assert evidence.take(np.array([True, False, True])).n == 2
    assert evidence.take(np.array([2, 0])).columns["sales"].values[0].tolist() == [6, 7, 8]


@pytest.mark.parametrize(
    ("values", "known", "said"),
    [
        (np.array([1.5, 2.0]), np.ones(2, dtype=bool), "values are float64; facts are whole numbers"),
        (np.array([1, 2], dtype=np.uint64), np.ones(2, dtype=bool), "values are uint64, which int64 cannot hold"),
        (np.array([1, 2, 3]), np.ones(3, dtype=bool), r"values have shape \(3,\) and mask \(3,\)"),
        (np.array([1, 2]), np.ones(3, dtype=bool), r"values have shape \(2,\) and mask \(3,\)"),
        (np.zeros((2, 1, 1), dtype=int), np.ones((2, 1, 1), dtype=bool), "values have shape"),
        (np.array([1, 2]), np.array([1.0, 0.0]), "the mask is float64"),
        (np.array([1, 2]), np.array([1, 3]), "codes other than 0"),
        (np.array([1, 2]), np.array([1, -1]), "codes other than 0"),
        (np.array([1, 2]), np.array([1, 2]), "only the years of a series can be not applicable"),
    ],
)
def test_columns_that_do_not_fit_are_refused_by_name(values, known, said):
    with pytest.raises(EvidenceError, match=said) as refusal:
        Evidence(2, {"staff": (values, known)})
    assert '"staff"' in str(refusal.value)


@pytest.mark.parametrize(
    ("word", "values", "said"),
    [
        ("sales", np.zeros(1, dtype=np.int64), r'"sales" \(销售收入\): values have shape \(1,\), needed \(1, 3\)'),
        ("sales", np.zeros((1, 4), dtype=np.int64), r"needed \(1, 3\)"),
        ("staff", np.zeros((1, 3), dtype=np.int64), r"needed \(1,\)"),
        ("core_ip", np.zeros(1, dtype=np.int64), "is a flag; values are int64"),
        ("staff", np.zeros(1, dtype=bool), "is a people; values are bool"),
    ],
)
def test_columns_that_do_not_fit_their_word_are_refused(word, values, said):
    evidence = Evidence(1, {word: Column(values, np.ones(values.shape, dtype=np.int8))})
    with pytest.raises(EvidenceError, match=said):
        judge(load("hnte/2016"), evidence, ON)
