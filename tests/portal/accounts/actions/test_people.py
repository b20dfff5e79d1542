from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.actions.add_grant import add_grant
from portal.accounts.actions.create_user import create_user
from portal.accounts.actions.disable_user import disable_user
from portal.accounts.actions.enable_user import enable_user
from portal.accounts.actions.found_bureau import found_bureau
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.actions.reset_password import reset_password
from portal.accounts.actions.revise_user import revise_user
from portal.accounts.actions.set_password import set_password
from portal.accounts.actions.withdraw_grant import withdraw_grant
from portal.accounts.models import Grant, User
from portal.accounts.queries import acting_of, system_user, visible_people
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import PASSWORD, BureauFactory, GrantFactory, UserFactory, person, stranger
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def admit(by: User, **changes: object) -> User:
    fields = {"full_name": "王强", "password": PASSWORD, "bureau": by.bureau, "on": ON, "by": by}
    return create_user("Qibin.Wang", **{**fields, **changes})


def test_a_new_person_has_a_lower_case_name_a_one_time_password_and_the_first_grant():
    admin = person(Role.SYSADMIN)
    county = RegionFactory(county_qibin=True)
    user = admit(admin, role=Role.COUNTY, region=county, expires_on=date(2026, 12, 31))
    assert (user.username, user.must_change_password, user.check_password(PASSWORD)) == ("qibin.wang", True, True)
    assert acting_of(user, on=date(2026, 12, 31)).region == county
    assert acting_of(user, on=date(2027, 1, 1)).grant_id is None
    deeds = list(Entry.objects.values_list("deed", "by_ref", "subject_ref"))
    assert deeds == [("grant.added", admin.ref, user.ref), ("person.created", admin.ref, user.ref)]
    assert PASSWORD not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("username", ["qibin.wang", "QIBIN.WANG", "ｑibin.wang "])
def test_a_username_is_taken_in_any_spelling(username):
    admin = person(Role.SYSADMIN)
    UserFactory(username="qibin.wang")
    with pytest.raises(CannotManage, match=r"qibin\.wang 已经有人使用") as refusal:
        create_user(username, full_name="王强", password=PASSWORD, bureau=admin.bureau, by=admin, on=ON)
    assert refusal.value.field == "username"


@pytest.mark.parametrize("username", ["ab", "王强", "a b c", "-wang", "x" * 61])
def test_a_malformed_username_is_refused_with_an_example(username):
    admin = person(Role.SYSADMIN)
    with pytest.raises(CannotManage, match=r"例如 qibin\.wang"):
        create_user(username, full_name="王强", password=PASSWORD, bureau=admin.bureau, by=admin, on=ON)


def test_a_refused_grant_leaves_no_account_behind():
    admin = person(Role.SYSADMIN)
    with pytest.raises(CannotManage, match="要选辖区"):
        admit(admin, role=Role.COUNTY)
    assert not User.objects.filter(username="qibin.wang").exists()


def test_nobody_grants_to_themselves():
    admin = person(Role.SYSADMIN)
    with pytest.raises(CannotManage, match="不能给自己授权"):
        add_grant(admin, role=Role.BUREAU_ADMIN, region=admin.bureau.region, by=admin, on=ON)


def test_no_territory_beyond_the_own_bureau_is_granted():
    admin, user = person(Role.SYSADMIN), UserFactory()
    elsewhere = RegionFactory(other_city=True)
    with pytest.raises(CannotManage, match="廊坊市不在您所在科技局的辖区内"):
        add_grant(user, role=Role.BUREAU_ADMIN, region=elsewhere, by=admin, on=ON)
    with pytest.raises(CannotManage, match="河南省不在"):
        add_grant(user, role=Role.BUREAU_ADMIN, region=RegionFactory(province=True), by=admin, on=ON)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "mayor"}, "没有“mayor”这个角色"),
        ({"role": Role.LEADER}, "“领导”要选辖区"),
        ({"role": Role.COUNTY, "region": "city"}, "不能是整个鹤壁市"),
        ({"role": Role.SYSADMIN, "expires_on": date(2026, 11, 21)}, "到期日期 2026-11-21 已经过去"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(fields, sentence):
    admin, user = person(Role.SYSADMIN), UserFactory()
    if fields.get("region") == "city":
        fields = {**fields, "region": admin.bureau.region}
    with pytest.raises(CannotManage, match=sentence):
        add_grant(user, **fields, by=admin, on=ON)


def test_the_same_grant_is_not_given_twice():
    admin, user = person(Role.SYSADMIN), UserFactory()
    add_grant(user, role=Role.AUDITOR, region=user.bureau.region, by=admin, on=ON)
    with pytest.raises(CannotManage, match="已经有同样的授权：审计（鹤壁市）"):
        add_grant(user, role=Role.AUDITOR, region=user.bureau.region, by=admin, on=ON)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSADMIN])
def test_only_the_administrator_of_accounts_manages_people(role):
    officer, user = person(role), UserFactory()
    grant = GrantFactory(user=user, role=Role.AUDITOR)
    deeds = [
        lambda: admit(officer),
        lambda: add_grant(user, role=Role.SYSADMIN, by=officer, on=ON),
        lambda: withdraw_grant(grant, by=officer, at=AT),
        lambda: disable_user(user, reason="调离", by=officer, on=ON),
        lambda: enable_user(user, by=officer),
        lambda: reset_password(user, password="x", by=officer),
        lambda: set_password(user, password="x", by=officer),
        lambda: revise_user(user, full_name="赵", phone="", bureau=user.bureau, by=officer),
        lambda: found_bureau(RegionFactory(county_xun=True), name="浚县科技局", short_name="浚县", by=officer),
    ]
    for deed in deeds:
        with pytest.raises(CannotManage):
            deed()
    assert not visible_people(officer).exists()
    assert not Entry.objects.exists()


def test_another_bureaus_people_are_neither_seen_nor_managed():
    admin = person(Role.SYSADMIN)
    outsider = stranger(Role.SECTION)
    assert outsider not in visible_people(admin)
    with pytest.raises(CannotManage, match="不归您管理"):
        revise_user(outsider, full_name="赵", phone="", bureau=outsider.bureau, by=admin)
    with pytest.raises(CannotManage, match="本局辖区内的科技局"):
        admit(admin, bureau=outsider.bureau)
    with pytest.raises(CannotManage, match="本局辖区内的科技局"):
        revise_user(UserFactory(), full_name="赵", phone="", bureau=outsider.bureau, by=admin)


def test_the_last_lasting_administrator_of_a_bureau_stays():
    admin, second = person(Role.SYSADMIN), person(Role.SYSADMIN)
    first_grant, second_grant = admin.grants.get(), second.grants.get()
    withdraw_grant(second_grant, by=admin, at=AT)
    second.acting = GrantFactory(user=second, role=Role.SYSADMIN, region=None, expires_on=date(2026, 12, 31)).acting()
    with pytest.raises(CannotManage, match="最后一位长期有效的系统管理员，不能收回"):
        withdraw_grant(first_grant, by=second, at=AT)
    with pytest.raises(CannotManage, match="最后一位长期有效的系统管理员，不能停用"):
        disable_user(admin, reason="调离", by=second, on=ON)
    third = person(Role.SYSADMIN)
    disable_user(admin, reason="调离", by=third, on=ON)
    assert not User.objects.get(pk=admin.pk).is_active


def test_nobody_withdraws_or_disables_themselves():
    admin = person(Role.SYSADMIN)
    person(Role.SYSADMIN)
    with pytest.raises(CannotManage, match="不能收回自己的授权"):
        withdraw_grant(admin.grants.get(), by=admin, at=AT)
    with pytest.raises(CannotManage, match="不能停用自己"):
        disable_user(admin, reason="", by=admin, on=ON)


def test_withdrawing_disabling_and_enabling_twice_records_once():
    admin, user = person(Role.SYSADMIN), UserFactory()
    grant = GrantFactory(user=user, role=Role.SECTION)
    for _ in range(2):
        withdraw_grant(grant, by=admin, at=AT)
        user = disable_user(user, reason="调离", by=admin, on=ON)
    for _ in range(2):
        user = enable_user(user, by=admin)
    assert [entry.deed for entry in Entry.objects.order_by("id")] == [
        "grant.withdrawn",
        "person.disabled",
        "person.enabled",
    ]
    assert Entry.objects.get(deed="person.disabled").reason == "调离"
    assert acting_of(user, on=ON).grant_id is None
    assert Grant.objects.get(pk=grant.pk).withdrawn_at == AT


def test_only_what_changed_is_recorded_of_a_revision():
    admin, user = person(Role.SYSADMIN), UserFactory(full_name="王强", phone="13800001402")
    revise_user(user, full_name="王强", phone="13800001402", bureau=user.bureau, by=admin)
    revise_user(user, full_name="王强", phone="", bureau=user.bureau, by=admin)
    entry = Entry.objects.get()
    assert (entry.before, entry.after) == ({"phone": "13800001402"}, {"phone": ""})


def test_a_password_set_by_another_must_be_changed_and_ones_own_stays():
    admin, user = person(Role.SYSADMIN), person(Role.SECTION)
    reset_password(user, password="einmal-0815-heute", by=admin)
    assert user.must_change_password
    set_password(user, password="dauerhaft-0815-jetzt", by=user)
    assert not user.must_change_password
    assert user.check_password("dauerhaft-0815-jetzt")
    assert [entry.deed for entry in Entry.objects.order_by("id")] == ["password.reset", "password.changed"]


def test_a_bureau_is_founded_once_inside_the_founders_territory():
    system = system_user()
    city = RegionFactory(city_of_hebi=True)
    bureau = found_bureau(city, name="鹤壁市科学技术局", short_name="鹤壁市科技局", by=system)
    with pytest.raises(CannotManage, match="已经设有鹤壁市科学技术局"):
        found_bureau(city, name="又一个", short_name="又", by=system)
    admin = person(Role.SYSADMIN, bureau=bureau)
    county_bureau = found_bureau(RegionFactory(county_xun=True), name="浚县科技局", short_name="浚县", by=admin)
    assert UserFactory(bureau=county_bureau) in visible_people(admin)
    with pytest.raises(CannotManage, match="不在您所在科技局的辖区内"):
        found_bureau(RegionFactory(other_city=True), name="廊坊", short_name="廊坊", by=admin)


def test_the_portals_own_account_is_neither_seen_nor_managed():
    admin, system = person(Role.SYSADMIN), system_user()
    assert system not in visible_people(admin)
    with pytest.raises(CannotManage):
        reset_password(system, password="x", by=admin)
    assert BureauFactory().region == admin.bureau.region
