from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory, person
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
NOON = "2026-11-22 04:00:00"


def enter(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password, **more})


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time(NOON):
        yield


@pytest.mark.parametrize("typed", ["qibin.wang", "Qibin.WANG", " qibin.wang ", "ｑibin.wang"])
def test_the_right_password_leads_home_whatever_the_case_of_the_username(client, typed):
    user = GrantFactory(user__username="qibin.wang", role=Role.SECTION).user
    answer = enter(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("cockpit:home"))
    entry = Entry.objects.get()
    assert (entry.deed, entry.subject_ref, entry.by_role) == ("person.signed_in", user.ref, "section")


def test_the_way_back_is_kept_within_the_portal_only(client):
    person(username="wang")
    shown = client.get(reverse("accounts:sign_in"), {"next": "/w/enterprises/?county=410611"}).content.decode()
    assert 'name="next" value="/w/enterprises/?county=410611"' in shown
    assert enter(client, "wang", next="/w/enterprises/?county=410611")["Location"] == "/w/enterprises/?county=410611"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        assert enter(Client(), "wang", next=elsewhere)["Location"] == reverse("cockpit:home")
        shown = Client().get(reverse("accounts:sign_in"), {"next": elsewhere}).content.decode()
        assert f'value="{elsewhere}"' not in shown


def test_what_is_missing_is_named_in_the_summary_and_at_the_field(client):
    answer = enter(client, "", "")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>错误：登录" in page
    assert page.count("请填写用户名。") == 2
    assert page.count("请填写密码。") == 2


def test_a_wrong_password_and_an_unknown_name_read_the_same_and_the_password_is_not_sent_back(client):
    person(username="wang")
    known, unknown = enter(client, "wang", "falsch-falsch"), enter(client, "li", "falsch-falsch")
    for answer in (known, unknown):
        assert answer.status_code == 422
        assert "用户名或密码不对" in answer.content.decode()
        assert "falsch-falsch" not in answer.content.decode()
    assert 'value="wang"' in known.content.decode()


def test_failures_are_written_down_without_what_was_typed(client):
    user = person(username="wang")
    enter(client, "wang", "falsch-falsch")
    enter(client, "geheim-im-falschen-feld", "")
    enter(client, "geheim-im-falschen-feld", "x")
    entries = list(Entry.objects.order_by("id"))
    assert [(entry.deed, entry.subject_ref, entry.by_name) for entry in entries] == [
        ("sign_in.failed", user.ref, "未登录"),
        ("sign_in.failed", "", "未登录"),
    ]
    assert entries[0].city_id == user.bureau.region_id
    assert "geheim" not in str(list(Entry.objects.values()))


def test_five_wrong_passwords_lock_the_account_and_the_page_counts_the_minutes_down(client):
    person(username="wang")
    assert "再错2次" not in enter(client, "wang", "1").content.decode()
    enter(client, "wang", "2")
    assert "再错2次，将暂停登录15分钟" in enter(client, "wang", "3").content.decode()
    assert "再错1次" in enter(client, "Wang", "4").content.decode()
    answer = enter(client, "wang", "5")
    assert answer.status_code == 429
    assert "密码连续错了5次，这个账号已暂停登录，请15分钟后再试。" in answer.content.decode()
    with freeze_time("2026-11-22 04:06:30"):
        answer = enter(client, "wang", PASSWORD)
        assert answer.status_code == 429
        assert "请9分钟后再试" in answer.content.decode()
    with freeze_time("2026-11-22 04:14:59"):
        assert "请1分钟后再试" in enter(client, "wang", PASSWORD).content.decode()
    with freeze_time("2026-11-22 04:15:01"):
        assert enter(client, "wang", PASSWORD).status_code == 302
    deeds = list(Entry.objects.order_by("id").values_list("deed", flat=True))
    assert deeds == ["sign_in.failed"] * 4 + ["sign_in.locked", "person.signed_in"]


def test_a_lockout_holds_for_one_account_from_one_address(client):
    person(username="wang")
    person(username="li")
    for number in range(5):
        enter(client, "wang", str(number))
    assert enter(client, "wang").status_code == 429
    assert enter(Client(), "li").status_code == 302
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), "wang").status_code == 302


def test_a_closed_account_is_told_so_only_with_the_right_password(client):
    GrantFactory(user=UserFactory(username="wang", is_active=False))
    wrong, right = enter(client, "wang", "falsch-falsch"), enter(client, "wang")
    assert "停用" not in wrong.content.decode()
    assert right.status_code == 403
    assert "这个账号已停用" in right.content.decode()
    assert client.get(reverse("cockpit:workbench")).status_code == 302


def test_closing_an_account_ends_its_open_session(client):
    user = person()
    client.force_login(user)
    assert client.get(reverse("cockpit:workbench")).status_code == 200
    user.is_active = False
    user.save()
    answer = client.get(reverse("cockpit:workbench"))
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_whoever_holds_no_grant_today_is_told_why_and_whom_to_ask(client):
    user = GrantFactory(expires_on=date(2026, 11, 21), role=Role.SECTION).user
    client.force_login(user)
    answer = client.get(reverse("cockpit:workbench"))
    assert answer["Location"] == reverse("accounts:no_access")
    shown = client.get(reverse("accounts:no_access"))
    assert shown.status_code == 403
    assert "科室（鹤壁市），2026-01-01 ～ 2026-11-21" in shown.content.decode()
    assert user.bureau.phone in shown.content.decode()
    GrantFactory(user=user, role=Role.AUDITOR)
    assert client.get(reverse("accounts:no_access"))["Location"] == reverse("cockpit:home")


def test_a_grant_ends_with_its_last_day_in_beijing(client):
    user = GrantFactory(expires_on=date(2026, 11, 22)).user
    with freeze_time("2026-11-22 15:59:00"):
        client.force_login(user)
        assert client.get(reverse("cockpit:workbench")).status_code == 200
    with freeze_time("2026-11-22 16:01:00"):
        assert client.get(reverse("cockpit:workbench"))["Location"] == reverse("accounts:no_access")


def test_an_idle_session_ends_and_the_sign_in_page_says_so(client):
    person(username="wang")
    enter(client, "wang")
    with freeze_time("2026-11-22 05:30:00"):
        assert client.get(reverse("cockpit:workbench")).status_code == 200
    with freeze_time("2026-11-22 07:20:00"):
        assert client.get(reverse("cockpit:workbench")).status_code == 200
    with freeze_time("2026-11-22 09:30:00"):
        answer = client.get(reverse("cockpit:workbench"))
        assert answer["Location"] == f"{reverse('accounts:sign_in')}?next=/w/"
        page = client.get(answer["Location"]).content.decode()
    assert "登录已过期" in page
    assert 'name="next" value="/w/"' in page
    assert "登录已过期" not in Client().get(reverse("accounts:sign_in"), {"next": "/w/"}).content.decode()


def test_signing_out_needs_a_post_and_leaves_nothing_behind(client):
    user = person(username="wang")
    enter(client, "wang")
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    answer = client.post(reverse("accounts:sign_out"), follow=True)
    assert "您已退出" in answer.content.decode()
    assert "登录已过期" not in answer.content.decode()
    assert client.get(reverse("cockpit:workbench")).status_code == 302
    assert Entry.objects.filter(deed="person.signed_out", by_ref=user.ref).count() == 1


def test_whoever_is_signed_in_is_led_past_the_form(client):
    client.force_login(person())
    assert client.get(reverse("accounts:sign_in"), {"next": "/sys/users/"})["Location"] == "/sys/users/"


def test_password_managers_and_pasting_are_welcome(client):
    page = client.get(reverse("accounts:sign_in")).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert 'data-caps="caps"' in page


def test_no_password_reaches_the_lockout_table(client):
    from axes.models import AccessAttempt, AccessLog  # noqa: PLC0415  app ready

    person(username="wang")
    enter(client, "wang", "falsch-falsch")
    enter(client, "wang")
    enter(client, "wang", "wieder-falsch")
    assert "falsch" not in str(list(AccessAttempt.objects.values()))
    assert not AccessLog.objects.exists()


def test_a_session_in_use_is_written_every_few_minutes_not_with_every_page(client, django_assert_num_queries):
    user = GrantFactory(user__username="wang", region=RegionFactory(city_of_hebi=True)).user
    client.force_login(user)
    client.get(reverse("accounts:change_password"))
    with freeze_time("2026-11-22 04:04:00"), django_assert_num_queries(2):
        client.get(reverse("accounts:change_password"))
