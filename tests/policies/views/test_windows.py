"""年度窗口: what the notices state is shipped, a bureau enters its own, and the diagnosis says what a day is to them."""

import re
from datetime import date

import pytest
from django.urls import reverse
from freezegun import freeze_time

from policies.actions.add_window import CannotAddWindow, add_window
from policies.models import Window
from policies.queries import shipped_windows, window_sentence, windows_of
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import described
from tests.factories.accounts import person
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

CODES = ["410611", "410600"]


def entered(region=None, *, by=None, **given):
    fields = {
        "programme": "tech_sme",
        "year": 2027,
        "opens_on": date(2027, 5, 1),
        "closes_on": date(2027, 9, 30),
        "source": "豫科〔2027〕5号",
        **given,
    }
    return add_window(region or RegionFactory(city_of_hebi=True), **fields, by=by or person(Role.SECTION))


def test_the_shipped_windows_are_those_of_the_notices():
    found = {
        (line.programme, line.year): (line.opens_on, line.closes_on, line.published_by) for line in shipped_windows()
    }
    assert found == {
        ("tech_sme", 2025): (date(2025, 6, 30), date(2025, 9, 30), date(2025, 10, 31)),
        ("tech_sme", 2026): (date(2026, 6, 1), date(2026, 8, 31), None),
    }


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 5, 31), "2026年申报窗口2026年06月01日至08月31日，还有1天开始。"),
        (date(2026, 6, 1), "2026年申报窗口2026年06月01日至08月31日，还剩91天。"),
        (date(2026, 8, 31), "2026年申报窗口2026年06月01日至08月31日，今天截止。"),
        (date(2026, 9, 1), "2026年申报窗口2026年06月01日至08月31日，已经截止。2027年的窗口还没有登记，请留意通知。"),
    ],
)
def test_a_day_is_before_within_or_after_a_window(on, sentence):
    assert window_sentence("tech_sme", CODES, on=on) == sentence


def test_a_programme_without_any_window_says_nothing():
    assert window_sentence("hnte", CODES, on=date(2026, 6, 1)) == ""


def test_the_nearest_place_and_the_last_entry_hold():
    city, county = RegionFactory(city_of_hebi=True), RegionFactory(county_qibin=True)
    officer = person(Role.SECTION)
    entered(city, by=officer)
    entered(city, by=officer, closes_on=date(2027, 10, 15))
    assert windows_of("tech_sme", CODES)[-1].closes_on == date(2027, 10, 15)
    entered(county, by=officer, opens_on=date(2027, 6, 1))
    assert [line.region for line in windows_of("tech_sme", CODES)] == ["000000", "000000", "410611"]
    assert windows_of("tech_sme", ["410622", "410600"])[-1].region == "410600"
    assert Window.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"closes_on": date(2027, 4, 30)}, "截止日期2027-04-30早于开始日期2027-05-01"),
        ({"opens_on": date(2026, 12, 1)}, "开始日期2026-12-01不在2027年"),
        ({"lapses_on": date(2027, 4, 1)}, "编号有效期2027-04-01早于开始日期"),
        ({"source": " "}, "请填写依据"),
    ],
)
def test_a_window_that_cannot_be_is_refused(given, sentence):
    with pytest.raises(CannotAddWindow, match=sentence):
        entered(**given)
    assert not Window.objects.exists()


def test_nobody_enters_one_for_another_place():
    county = RegionFactory(county_xun=True)
    with pytest.raises(CannotAddWindow, match="不在您的辖区"):
        entered(county, by=person(Role.SECTION, region=RegionFactory(county_qibin=True)))


@freeze_time("2026-11-22 02:00:00")
def test_it_is_entered_on_its_page_and_told_by_the_diagnosis(client):
    firm = described()
    client.force_login(person(Role.SECTION))
    diagnosis = reverse("pools:diagnosis", args=[firm.ref, "tech_sme"])
    assert "2027年的窗口还没有登记" in client.get(diagnosis).content.decode()
    address = reverse("policies:windows")
    typed = {
        "programme": "tech_sme",
        "year": "2027",
        "region": "410600",
        "opens_on": "2027-05-01",
        "closes_on": "2027-09-30",
        "source": "豫科〔2027〕5号",
    }
    refused = client.post(address, {**typed, "opens_on": "五月"})
    assert refused.status_code == 422
    assert "开始日期写成2027-06-01这样。" in refused.content.decode()
    assert client.post(address, typed).status_code == 302
    shown = re.sub(r"\s+", " ", client.get(address).content.decode())
    assert "豫科〔2027〕5号" in shown
    assert "随系统" in shown
    assert "2027年申报窗口2027年05月01日至09月30日，还有160天开始。" in client.get(diagnosis).content.decode()
    assert Entry.objects.filter(deed="window.added").count() == 1


def test_who_writes_no_rules_reads_only(client):
    client.force_login(person(Role.LEADER))
    answer = client.get(reverse("policies:windows"))
    assert answer.status_code == 200
    assert "登记一个窗口" not in answer.content.decode()
    client.post(reverse("policies:windows"), {"programme": "tech_sme"})
    assert not Window.objects.exists()
