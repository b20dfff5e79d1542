"""分类入库 and 梯次: no gap, one gap, more; every pooled firm has a year; a figure moves the class and says so."""

from datetime import date

import pytest

from cultivation.pools.actions.enter import enter
from cultivation.pools.actions.keep_sorting import DATA, CannotSort, keep_sorting, load_sortings
from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.actions.sort_members import CannotSetYear, set_target_year, sort_members
from cultivation.pools.actions.submit import CannotSubmit, settle_submission, submit
from cultivation.pools.models import Membership, Sorting, Standing, Submission, Tier
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.sortings import counts, months_before, sorted_members, sorting_for, success
from enterprises.models import AnnualReport, Enterprise, IntellectualProperty
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import PERSON, WAN, described
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def sortings():
    RegionFactory(city_of_hebi=True)
    load_ladders(by=system_user())
    load_sortings(by=system_user())


def report(firm, **figures):
    AnnualReport.objects.filter(enterprise=firm, fiscal_year=2025).update(**figures)


def put_in(firm, code="tech_sme"):
    tier = Tier.objects.get(code=code)
    return enter(firm, tier=tier, entered_on=ON, reason="列为培育对象", note="鹤科〔2026〕15号", on=ON, by=person())


def with_right(firm):
    IntellectualProperty.objects.create(
        enterprise=firm,
        kind="invention",
        number=f"ZL{firm.pk:012d}",
        name="一种装置",
        granted_on=date(2024, 1, 1),
        acquisition="own",
        serves_main_product=True,
    )
    Enterprise.objects.facts_changed([firm.pk])
    return firm


def standing(membership):
    return Standing.objects.get(membership=membership, is_current=True)


def test_no_gap_one_gap_and_two_fall_into_the_three_classes():
    none, one, two = (with_right(described()) for _ in range(3))
    report(one, rd_deductible_fen=0)
    report(two, rd_deductible_fen=0, tech_staff_6m_e4=PERSON)
    found = [standing(put_in(firm)) for firm in (none, one, two)]
    assert [(each.class_name, each.gap_count, each.target_year) for each in found] == [
        ("当年申报", 0, 2026),
        ("次年申报", 1, 2027),
        ("培育", 2, 2028),
    ]
    assert [each["name"] for each in found[2].dimensions if each["state"] == "gap"] == ["科技人员比例", "研发投入强度"]


def test_unknown_is_no_gap_and_decides_nothing():
    firm = with_right(described())
    report(firm, rd_deductible_fen=None)
    found = standing(put_in(firm))
    assert (found.class_code, found.class_name, found.gap_count) == ("", "待补数据", 0)
    assert found.target_year == 2027
    report(firm, rd_deductible_fen=None, tech_staff_6m_e4=PERSON)
    sort_members([firm.pk], on=ON, by=system_user())
    assert standing(Membership.objects.get()).class_name == "待补数据"


def test_every_pooled_firm_has_a_year_whatever_is_known_of_it():
    for firm in (EnterpriseFactory(), described(), with_right(described())):
        for code in ("tech_sme", "hnte"):
            put_in(firm, code)
    rows = Membership.objects.all()
    assert (
        Standing.objects.filter(membership__in=rows, is_current=True, target_year__gte=2026).count()
        == rows.count()
        == 6
    )


def test_one_figure_moves_the_class_and_says_which_and_by_whom():
    firm = with_right(described())
    report(firm, rd_deductible_fen=0)
    place = put_in(firm)
    report(firm, rd_deductible_fen=300 * WAN)
    keeper = person(full_name="李四")
    assert sort_members([firm.pk], on=ON, by=keeper) == 1
    now, before = Standing.objects.filter(membership=place)
    assert (before.class_name, before.is_current, now.class_name, now.by) == ("次年申报", False, "当年申报", keeper)
    assert now.reason.startswith("研发投入 ")
    assert "（短板）→" in now.reason
    entry = Entry.objects.filter(deed="membership.sorted", subject_ref=place.ref).latest("pk")
    assert (entry.before["class"], entry.after["class"]) == ("次年申报", "当年申报")
    assert sort_members([firm.pk], on=ON, by=keeper) == 0


def test_a_year_set_by_hand_stays_while_the_class_does():
    firm = with_right(described())
    place = put_in(firm)
    with pytest.raises(CannotSetYear, match="写明为什么"):
        set_target_year(place, year=2027, reason=" ", on=ON, by=person())
    with pytest.raises(CannotSetYear, match="2026到2036之间，填的是2025"):
        set_target_year(place, year=2025, reason="补", on=ON, by=person())
    set_target_year(place, year=2027, reason="企业书面说明明年申报", on=ON, by=person())
    assert sort_members([firm.pk], on=ON, by=system_user()) == 0
    assert standing(place).target_year == 2027
    with pytest.raises(CannotSetYear, match="就是2027年"):
        set_target_year(place, year=2027, reason="再说", on=ON, by=person())
    report(firm, rd_deductible_fen=0)
    sort_members([firm.pk], on=ON, by=system_user())
    assert (standing(place).class_name, standing(place).target_year, standing(place).is_manual) == (
        "次年申报",
        2027,
        False,
    )


def test_the_turn_of_the_year_moves_the_year_of_application():
    firm = with_right(described())
    report(firm, rd_deductible_fen=0)
    place = put_in(firm)
    AnnualReport.objects.filter(enterprise=firm).update(fiscal_year=2026)
    sort_members([firm.pk], on=date(2027, 1, 5), by=system_user())
    assert standing(place).target_year == 2028


def test_each_firm_is_in_one_stage_and_the_stages_add_up_to_the_pool():
    ready, young, other = with_right(described()), described(founded_on=date(2025, 6, 1)), described()
    report(young, rd_deductible_fen=0)
    report(other, rd_deductible_fen=0)
    put_forward = with_right(described())
    places = [put_in(firm) for firm in (ready, young, other, put_forward)]
    submit(places[3], submitted_on=ON, batch="2026年第2批", on=ON, by=person())
    tier = Tier.objects.get(code="tech_sme")
    user = person(Role.SECTION)
    sorting = sorting_for(tier, user.acting.region.pk, on=ON)
    rows = sorted_members(user, tier, sorting, FirmFilter(), on=ON)
    assert {row.enterprise_id: row.stage for row in rows} == {
        ready.pk: "mature",
        young.pk: "founded",
        other.pk: "nurtured",
        put_forward.pk: "recommended",
    }
    assert sum(counts(rows, "stage").values()) == rows.count() == 4


def test_the_rate_of_success_names_what_it_is_a_rate_of():
    user, tier = person(Role.SECTION), Tier.objects.get(code="tech_sme")
    assert success(user, tier, FirmFilter(), year=2026).submitted == 0
    places = [put_in(described()) for _ in range(3)]
    made = [submit(each, submitted_on=ON, batch="2026年第2批", on=ON, by=user) for each in places]
    settle_submission(made[0], state="accepted", decided_on=ON, on=ON, by=user)
    settle_submission(made[1], state="refused", decided_on=ON, note="材料不全", on=ON, by=user)
    found = success(user, tier, FirmFilter(), year=2026)
    assert (found.submitted, found.accepted, found.refused, found.pending) == (3, 1, 1, 1)
    with pytest.raises(CannotSubmit, match="已登记为“通过”"):
        settle_submission(made[0], state="refused", decided_on=ON, on=ON, by=user)
    with pytest.raises(CannotSubmit, match="还没有结果"):
        submit(places[2], submitted_on=ON, batch="2026年第3批", on=ON, by=user)
    assert Submission.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"batch": ""}, "请填写批次"),
        ({"submitted_on": date(2026, 11, 23)}, "还没有到"),
        ({"submitted_on": date(2026, 11, 21)}, "早于入库日期2026-11-22"),
    ],
)
def test_a_submission_that_cannot_be_is_refused(given, sentence):
    place = put_in(described())
    with pytest.raises(CannotSubmit, match=sentence):
        submit(place, **{"submitted_on": ON, "batch": "2026年第2批", **given}, on=ON, by=person())


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("dimensions", [], "至少要有一个维度"),
        ("dimensions", [{"code": "a", "name": "知识产权", "lines": []}], "维度“知识产权”没有选"),
        ("classes", [{"code": "a", "name": "甲", "most": 1, "years": 0}], "最后一类不设短板数上限"),
        (
            "classes",
            [
                {"code": "a", "name": "甲", "most": 1, "years": 0},
                {"code": "b", "name": "乙", "most": 1, "years": 0},
                {"code": "c", "name": "丙", "most": None, "years": 0},
            ],
            "从小到大、各不相同",
        ),
        ("classes", [{"code": "this_year", "name": "甲", "most": None, "years": 9}], "应是0到5，现在是9"),
        ("stages", [{"code": "a", "name": "甲", "when": "submitted"}], "最后一个阶段应是“其余”"),
        (
            "stages",
            [{"code": "a", "name": "甲", "when": "class:none"}, {"code": "b", "name": "乙", "when": "rest"}],
            "条件“class:none”不认识",
        ),
        ("source", " ", "请填写依据"),
    ],
)
def test_a_sorting_that_leaves_somebody_out_is_refused(part, value, sentence):
    general = Sorting.objects.get(tier__code="hnte")
    parts = {name: getattr(general, name) for name in ("dimensions", "classes", "stages", "source")}
    with pytest.raises(CannotSort, match=sentence):
        keep_sorting(general.tier, city=None, valid_from=ON, **{**parts, part: value}, by=person())
    assert Sorting.objects.count() == 2


def test_a_city_sorts_by_its_own_from_its_day_on():
    general = Sorting.objects.get(tier__code="tech_sme")
    firm = with_right(described())
    report(firm, rd_deductible_fen=0)
    place = put_in(firm)
    classes = [{**each, "most": 1 if each["code"] == "this_year" else each["most"]} for each in general.classes]
    classes = [classes[0], classes[2]]
    keep_sorting(
        general.tier,
        city=firm.city,
        valid_from=date(2026, 12, 1),
        source="鹤科〔2026〕20号",
        dimensions=general.dimensions,
        classes=classes,
        stages=general.stages,
        by=person(),
    )
    assert sort_members([firm.pk], on=ON, by=system_user()) == 0
    assert sort_members([firm.pk], on=date(2026, 12, 1), by=system_user()) == 1
    assert (standing(place).class_name, standing(place).reason) == ("当年申报", "分类办法有新版")


def test_loading_again_changes_nothing_and_every_file_loads():
    assert load_sortings(by=system_user()) == 0
    assert Sorting.objects.count() == len(list(DATA.glob("*.toml")))


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
    ],
)
def test_months_are_counted_back_to_the_last_day_there_is(on, months, day):
    assert months_before(on, months) == day
