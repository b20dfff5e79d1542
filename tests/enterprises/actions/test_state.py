"""补充情况: stated, superseded, taken back; what cannot be true is refused, and a fact revision moves with each change."""

from datetime import date

import pytest

from enterprises.actions.state import CannotState, Saying, state, state_many
from enterprises.models import Enterprise, Statement
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
NICHE = (date(2019, 5, 1) - date(1970, 1, 1)).days


def stated(firm, **items):
    return state(firm, items=items, by=person(), on=ON)


def current(firm):
    return dict(Statement.objects.filter(enterprise=firm, is_current=True).values_list("item", "value"))


def revision(firm):
    return Enterprise.objects.get(pk=firm.pk).fact_revision


def test_what_is_stated_is_kept_and_moves_the_fact_revision():
    firm = EnterpriseFactory()
    before = revision(firm)
    assert stated(firm, niche_since=NICHE, has_own_brand=1) == 2
    assert current(firm) == {"niche_since": NICHE, "has_own_brand": 1}
    assert revision(firm) == before + 1
    entry = Entry.objects.latest("id")
    assert (entry.deed, entry.after) == ("enterprise.stated", {"niche_since": NICHE, "has_own_brand": 1})


def test_stating_the_same_again_writes_nothing():
    firm = EnterpriseFactory()
    stated(firm, has_own_brand=1)
    before, entries = revision(firm), Entry.objects.count()
    assert stated(firm, has_own_brand=1, is_listed=None) == 0
    assert (revision(firm), Entry.objects.count(), Statement.objects.count()) == (before, entries, 1)


def test_a_new_statement_supersedes_and_the_old_one_stays():
    firm = EnterpriseFactory()
    stated(firm, digital_level=2)
    stated(firm, digital_level=3)
    stated(firm, digital_level=None)
    history = list(Statement.objects.filter(enterprise=firm).order_by("id").values_list("value", "is_current"))
    assert history == [(2, False), (3, False), (None, True)]


@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        ("digital_level", 5, "1到4级"),
        ("development_score", 101, "0到100分"),
        ("has_own_brand", 2, "“是”或“否”"),
        ("niche_since", (date(2026, 11, 23) - date(1970, 1, 1)).days, "晚于今天"),
        ("equity_raised", -1, "核对单位"),
        ("valuation_usd", 2**60, "核对单位"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_written(item, value, said):
    firm = EnterpriseFactory()
    with pytest.raises(CannotState) as refusal:
        stated(firm, **{item: value, "is_listed": 0})
    assert said in refusal.value.problems[item]
    assert not Statement.objects.exists()


def test_an_item_nobody_knows_is_a_slip_of_the_program():
    with pytest.raises(TypeError, match="no such item"):
        stated(EnterpriseFactory(), shoe_size=44)


def test_many_are_stated_in_the_same_number_of_queries(django_assert_num_queries):
    by, firms = person(), [EnterpriseFactory() for _ in range(4)]
    with django_assert_num_queries(7) as one:
        state_many([Saying(firms[0], {"digital_level": 2}, ON)], by=by, on=ON)
    with django_assert_num_queries(len(one)):
        assert (
            state_many([Saying(firm, {"digital_level": 3, "is_listed": 0}, ON) for firm in firms[1:]], by=by, on=ON)
            == 6
        )
    assert [current(firm) for firm in firms[1:]] == [{"digital_level": 3, "is_listed": 0}] * 3


def test_one_that_cannot_be_true_keeps_all_out():
    firms = [EnterpriseFactory(), EnterpriseFactory()]
    sayings = [Saying(firms[0], {"digital_level": 2}, ON), Saying(firms[1], {"digital_level": 9}, ON)]
    with pytest.raises(CannotState):
        state_many(sayings, by=person(), on=ON)
    assert not Statement.objects.exists()


def test_a_day_to_come_is_refused():
    with pytest.raises(CannotState) as refusal:
        state(EnterpriseFactory(), items={"is_listed": 0}, by=person(), on=ON, as_of=date(2026, 11, 23))
    assert "晚于今天" in refusal.value.problems["as_of"]


def test_the_same_score_of_another_year_and_the_same_fact_with_a_paper_are_news():
    firm, by = EnterpriseFactory(), person()
    state(firm, items={"development_score": 58, "has_own_brand": 1}, by=by, on=ON, as_of=date(2025, 6, 1))
    again = {"development_score": 58, "has_own_brand": 1}
    assert state(firm, items=again, by=by, on=ON, as_of=date(2026, 6, 1)) == 1
    assert state(firm, items={"has_own_brand": 1}, by=by, on=ON, evidence="商标注册证") == 1
    assert state(firm, items={"has_own_brand": 1}, by=by, on=ON, evidence="商标注册证") == 0
    assert Statement.objects.get(item="has_own_brand", is_current=True).evidence == "商标注册证"
