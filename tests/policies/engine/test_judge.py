from datetime import date

import numpy as np
import pytest

from policies.engine import Evidence, NotInForce, explain, judge, load_pack, read_facts
from policies.engine.walk import Walk
from policies.library import load

from . import small


def test_a_pack_is_silent_about_days_it_does_not_cover():
    pack = small.pack(("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2023-12-31"))
    with pytest.raises(NotInForce, match="试行办法（2020）自2020-01-01至2023-12-31施行，不能用于2024-01-01。"):
        judge(pack, Evidence(1, {}), date(2024, 1, 1))
    with pytest.raises(NotInForce):
        explain(pack, Evidence(1, {}), date(2019, 12, 31))
    assert judge(pack, Evidence(1, {}), date(2023, 12, 31)).outcome.tolist() == [-1]
    assert pack.in_force_text == "2020-01-01 ～ 2023-12-31"


def test_a_pack_without_a_score_has_none():
    pack = small.pack()
    head, score = small.PACK.split("[score]")[0], '[[criteria]]\ncode        = "line"'
    from_text = head.split(score)[0]
    from_text = from_text.replace("[parameters.pass_line]", "").replace(
        'meaning = "及格线"\nunit    = "分"\nsource  = "measures#第一条"\nvalues  = [{ from = 2020-01-01, value = 6 }]\n',
        "",
    )
    bare = load_pack(from_text, "trial/2020.toml", pack.vocabulary)
    facts = read_facts({"staff": 10, "sales": ["100元"] * 3, "rd_expense": ["5元"] * 3}, pack.vocabulary)
    judgement = judge(bare, facts, date(2021, 1, 1))
    assert judgement.score_min is None and judgement.score_max is None
    assert judgement.outcome.tolist() == [1]
    account = explain(bare, facts, date(2021, 1, 1))
    assert account.score is None and account.items == ()
    assert account.sentence == "门槛条件2项全部达标。"


def test_floats_that_cannot_settle_a_growth_are_settled_by_whole_numbers():
    pack = load("hnte/2016")
    n = 64
    first = np.arange(1, n + 1) * 400 * 10**9
    second = first // 20 * 27
    third = second // 100 * (2 * 105) - second // 20 * 27
    years = np.stack([first, second, third], axis=1)
    known = np.ones(years.shape, dtype=np.int8)
    off = years.copy()
    off[:, 2] -= 1
    for table, least in ((years, 3), (off, 1)):
        evidence = Evidence(n, {"net_assets": (table, known)})
        plain = Walk(pack, evidence, date(2020, 1, 1))
        item = next(item for item in pack.score.items if item.code == "growth_assets")
        plain.item(item)
        assert plain.calculator.doubtful.all()
        exact = Walk(pack, evidence, date(2020, 1, 1), exact=True)
        assert exact.item(item).least.tolist() == [least] * n
        assert exact.calculator.doubtful is None
