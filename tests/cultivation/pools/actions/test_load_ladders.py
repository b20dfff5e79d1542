"""Ladders as files: loaded once, unchanged the second time, several beside each other, faults named."""

import pytest

from cultivation.pools.actions.load_ladders import CannotLoadLadders, load_ladders
from cultivation.pools.models import Ladder, Tier
from portal.accounts.queries import system_user
from portal.audit.models import Entry
from portal.regions.load import load_regions

pytestmark = pytest.mark.django_db


def tier_codes(ladder):
    return list(Tier.objects.filter(ladder__code=ladder).order_by("position").values_list("code", flat=True))


def test_the_national_ladder_and_the_citys_own_stand_beside_each_other():
    load_regions()
    loaded = load_ladders(by=system_user())
    assert (loaded.ladders, loaded.tiers) == (2, 7)
    assert tier_codes("national") == ["tech_sme", "hnte", "gazelle", "leader"]
    assert tier_codes("410600-growth") == ["micro_growth", "small_to_scale", "high_to_strong"]
    assert Ladder.objects.get(code="410600-growth").city.name == "鹤壁市"


def test_rungs_without_a_published_rule_say_so():
    load_regions()
    load_ladders(by=system_user())
    for tier in Tier.objects.all():
        assert tier.programme or tier.note, tier.code
    by_province = Tier.objects.filter(code__in=["gazelle", "leader"])
    assert all("没有公布的只按证书登记" in tier.note for tier in by_province)


def test_loading_twice_changes_and_records_nothing():
    load_regions()
    load_ladders(by=system_user())
    entries = Entry.objects.count()
    assert load_ladders(by=system_user()).changed == 0
    assert Entry.objects.count() == entries


def test_a_changed_file_brings_the_rung_up_to_date_and_is_recorded(tmp_path):
    text = 'code = "x"\nname = "阶梯"\n[[tier]]\ncode = "one"\nname = "一级"\n'
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    load_ladders(tmp_path, by=system_user())
    (tmp_path / "x.toml").write_text(text + "near_within = 2\n", encoding="utf-8")
    assert load_ladders(tmp_path, by=system_user()).changed == 1
    assert Tier.objects.get(code="one").near_within == 2
    assert Entry.objects.filter(deed="tier.loaded").latest("id").after == {"near_within": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "不是合格的 TOML"),
        ('code = "x"\nname = "阶梯"\n', "缺少 tier"),
        ('code = "x"\nname = "阶梯"\ntier = []\n', "至少写一级"),
        ('code = "x"\nname = "阶梯"\ncolor = "red"\n[[tier]]\ncode = "a"\nname = "甲"\n', "不认识 color"),
        ('code = "x"\nname = "阶梯"\n[[tier]]\nname = "甲"\n', "第1级：缺少 code"),
        ('code = "x"\nname = "阶梯"\n[[tier]]\ncode = "a"\nname = "甲"\nnear_within = -1\n', "非负整数"),
        ('code = "x"\nname = "阶梯"\n[[tier]]\ncode = "recompute"\nname = "甲"\n', "已被页面地址占用"),
        ('code = "x"\nname = "阶梯"\ncity = "999999"\n[[tier]]\ncode = "a"\nname = "甲"\n', "999999还没有装入"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text, said):
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CannotLoadLadders, match=said) as refusal:
        load_ladders(tmp_path, by=system_user())
    assert str(refusal.value).startswith("wrong.toml")
    assert not Ladder.objects.exists()


def test_a_rung_cannot_stand_on_two_ladders(tmp_path):
    for name in ("x", "y"):
        (tmp_path / f"{name}.toml").write_text(
            f'code = "{name}"\nname = "阶梯"\n[[tier]]\ncode = "same"\nname = "甲"\n', encoding="utf-8"
        )
    with pytest.raises(CannotLoadLadders, match="已属于"):
        load_ladders(tmp_path, by=system_user())
