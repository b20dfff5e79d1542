"""Adding, revising and lapsing rights."""

from datetime import date

import pytest

from enterprises.actions.add_right import CannotAddRight, add_right, add_rights
from enterprises.actions.revise_right import CannotReviseRight, lapse_right, revise_right
from enterprises.enums import CLASS_ONE, RightKind
from enterprises.models import Enterprise, IntellectualProperty
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, RightFactory

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def add(**columns: object) -> IntellectualProperty:
    defaults = {"kind": "invention", "number": "ZL202210000001.X", "name": "一种夹具", "granted_on": date(2022, 5, 1)}
    return add_right(EnterpriseFactory(), **{**defaults, **columns}, by=person(), on=TODAY)


@pytest.mark.parametrize("kind", RightKind.values)
def test_the_class_follows_from_the_kind(kind):
    assert add(kind=kind).right_class == ("1" if kind in CLASS_ONE else "2")


def test_a_right_is_recorded_and_moves_the_facts():
    right = add(number=" ZL202210000001.X ")
    assert right.number == "ZL202210000001.X"
    assert Enterprise.objects.get().fact_revision == 2
    assert history_of(right.enterprise).get().deed == "right.added"


@pytest.mark.parametrize(
    ("columns", "field", "says"),
    [
        ({"kind": "trademark"}, "kind", "不存在，可选：发明专利"),
        ({"number": " "}, "number", "未填"),
        ({"number": "9" * 41}, "number", "最多40个字符"),
        ({"name": ""}, "name", "未填"),
        ({"name": "长" * 201}, "name", "最多200个字"),
        ({"acquisition": "found"}, "acquisition", "可选：自主研发"),
        ({"granted_on": date(2026, 11, 23)}, "granted_on", "晚于今天"),
        ({"applied_on": date(2022, 5, 2)}, "granted_on", "授权日不能早于申请日"),
        ({"expires_on": date(2022, 4, 30)}, "granted_on", "到期日不能早于授权日"),
        ({"lapsed_on": date(2022, 4, 30)}, "granted_on", "失效日不能早于授权日"),
        ({"used_in_hnte_year": 2027}, "used_in_hnte_year", "2008到2026之间"),
    ],
)
def test_a_right_that_cannot_be_true_is_refused(columns, field, says):
    with pytest.raises(CannotAddRight) as refusal:
        add(**columns)
    assert says in refusal.value.problems[field]
    assert not IntellectualProperty.objects.exists()


def test_the_same_right_twice_is_refused_and_nothing_is_half_written():
    enterprise = EnterpriseFactory()
    columns = {"kind": "design", "number": "1", "name": "一种"}
    with pytest.raises(CannotAddRight, match="不能重复登记"):
        add_rights([(enterprise, columns), (enterprise, columns)], by=person(), on=TODAY)
    assert not IntellectualProperty.objects.exists()
    assert Enterprise.objects.get().fact_revision == 1


def test_a_revision_writes_what_changed_and_the_class_follows():
    right = RightFactory()
    assert revise_right(right, kind="invention", by=person(), on=TODAY).right_class == "1"
    assert history_of(right.enterprise).get().after["kind"] == "invention"
    revise_right(right, kind="invention", by=person(), on=TODAY)
    assert history_of(right.enterprise).count() == 1
    with pytest.raises(CannotReviseRight, match="名称未填"):
        revise_right(right, name=" ", by=person(), on=TODAY)


def test_a_right_cannot_become_another_one_on_file():
    first = RightFactory()
    second = RightFactory(enterprise=first.enterprise)
    with pytest.raises(CannotReviseRight, match="已有同类别"):
        revise_right(second, number=first.number, by=person(), on=TODAY)


def test_a_lapsed_right_stays_on_file():
    right = lapse_right(RightFactory(), lapsed_on=date(2026, 1, 1), by=person(), on=TODAY)
    assert IntellectualProperty.objects.get().lapsed_on == date(2026, 1, 1)
    assert history_of(right.enterprise).get().deed == "right.lapsed"
    with pytest.raises(CannotReviseRight, match="失效日2026-11-23晚于今天"):
        lapse_right(right, lapsed_on=date(2026, 11, 23), by=person(), on=TODAY)


def test_a_misspelt_column_is_a_programming_error():
    with pytest.raises(TypeError, match="nmae"):
        add(nmae="x")
