import re
from datetime import date

import pytest
from django.urls import reverse
from freezegun import freeze_time

from portal.accounts.models import Grant, User
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory, person, stranger
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
LIST = "/sys/users/"


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture
def admin(client) -> User:
    user = person(Role.SYSADMIN, full_name="刘洋", username="liu.yang")
    client.force_login(user)
    return user


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_few_and_many(client, admin, people, django_assert_num_queries):
    for _ in range(people):
        GrantFactory(role=Role.COUNTY, region=RegionFactory(county_qibin=True))
    client.get(LIST)
    with django_assert_num_queries(6):
        answer = client.get(LIST)
    assert answer.status_code == 200
    assert f"共<b>{people + 1}</b>人" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=王强", {"王强"}),
        ("?q=QIBIN", {"王强"}),
        ("?role=county", {"王强"}),
        ("?region=410611", {"王强"}),
        ("?role=auditor", {"孙明"}),
        ("?state=off", {"已调离"}),
        ("?state=waiting", {"新来的"}),
        ("?state=bare", {"新来的", "已调离"}),
        ("?state=expiring", {"孙明"}),
        ("?role=leader", set()),
        ("?role=nonsense&state=nonsense", {"王强", "孙明", "已调离", "新来的", "刘洋"}),
    ],
)
def test_the_filters_narrow_the_list(client, admin, query, found):
    everybody = {"王强", "孙明", "已调离", "新来的", "刘洋"}
    county = RegionFactory(county_qibin=True)
    GrantFactory(user=UserFactory(full_name="王强", username="qibin.wang"), role=Role.COUNTY, region=county)
    GrantFactory(user=UserFactory(full_name="孙明"), role=Role.AUDITOR, expires_on=date(2026, 12, 20))
    UserFactory(full_name="已调离", is_active=False)
    UserFactory(full_name="新来的", must_change_password=True)
    page = client.get(LIST + query, headers={"HX-Request": "true"}).content.decode()
    assert {name for name in everybody if f">{name}</a>" in page} == found
    if not found:
        assert "没有符合条件的用户" in page


def test_another_bureaus_people_are_not_found(client, admin):
    outsider = stranger(Role.SYSADMIN)
    grant = outsider.grants.get()
    assert outsider.full_name not in client.get(LIST).content.decode()
    for name in ("person", "revise_person"):
        assert client.get(reverse(f"accounts:{name}", args=[outsider.ref])).status_code == 404
    for name in ("reset_password", "disable_person", "enable_person", "add_grant"):
        assert client.post(reverse(f"accounts:{name}", args=[outsider.ref])).status_code == 404
    assert client.post(reverse("accounts:withdraw_grant", args=[outsider.ref, grant.pk])).status_code == 404


def test_a_grant_is_not_withdrawn_through_somebody_elses_address(client, admin):
    one, other = GrantFactory(role=Role.AUDITOR), GrantFactory(role=Role.AUDITOR)
    assert client.post(reverse("accounts:withdraw_grant", args=[one.user.ref, other.pk])).status_code == 404
    assert Grant.objects.get(pk=other.pk).withdrawn_at is None


def new(**changes: str) -> dict[str, str]:
    user = User.objects.get(username="liu.yang")
    fields = {"username": "Qibin.Wang", "full_name": "王强", "phone": "13800001402", "bureau": str(user.bureau_id)}
    return {**fields, "role": "auditor", "region": str(user.bureau.region_id), "line": "", "expires_on": "", **changes}


def test_a_new_person_gets_a_password_shown_once_and_must_change_it(client, admin):
    answer = client.post(reverse("accounts:create_person"), new())
    page = answer.content.decode()
    user = User.objects.get(username="qibin.wang")
    password = re.search(r">([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}) ", page)[1]
    assert user.check_password(password)
    assert user.must_change_password
    assert "no-store" in answer["Cache-Control"]
    assert password not in client.get(reverse("accounts:person", args=[user.ref])).content.decode()
    assert password not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "liu.yang"}, "用户名 liu.yang 已经有人使用"),
        ({"username": "王强"}, "例如 qibin.wang"),
        ({"full_name": ""}, "请填写姓名"),
        ({"phone": "电话"}, "13800001402"),
        ({"role": "county"}, "不能是整个鹤壁市"),
        ({"role": "county", "region": ""}, "要选辖区"),
        ({"region": "999999"}, "不在本局范围内"),
        ({"expires_on": "明天"}, "2027-06-30"),
        ({"expires_on": "2026-11-01"}, "到期日期 2026-11-01 已经过去"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_its_field(client, admin, changes, sentence):
    answer = client.post(reverse("accounts:create_person"), new(**changes))
    assert answer.status_code == 422
    assert answer.content.decode().count(sentence) >= 2, "in the summary and at the field"
    assert User.objects.filter(bureau=admin.bureau).count() == 1


def test_a_person_is_revised_reset_closed_and_opened_again(client, admin):
    user = UserFactory(full_name="王强")
    page = client.get(reverse("accounts:revise_person", args=[user.ref])).content.decode()
    assert 'value="王强"' in page
    unnamed = {"full_name": "", "phone": "", "bureau": str(user.bureau_id)}
    refused = client.post(reverse("accounts:revise_person", args=[user.ref]), unnamed)
    assert refused.status_code == 422
    assert "请填写姓名" in refused.content.decode()
    answer = client.post(
        reverse("accounts:revise_person", args=[user.ref]),
        {"full_name": "王小强", "phone": "", "bureau": str(user.bureau_id)},
        follow=True,
    )
    assert "已保存王小强的资料。" in answer.content.decode()
    page = client.post(reverse("accounts:reset_password", args=[user.ref])).content.decode()
    assert "密码已重置" in page
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)
    refused = client.post(reverse("accounts:disable_person", args=[user.ref]), {"reason": ""})
    assert refused.status_code == 422
    assert "请填写停用原因" in refused.content.decode()
    client.post(reverse("accounts:disable_person", args=[user.ref]), {"reason": "调离"})
    assert not User.objects.get(pk=user.pk).is_active
    client.post(reverse("accounts:enable_person", args=[user.ref]))
    assert User.objects.get(pk=user.pk).is_active


def test_a_grant_is_added_and_withdrawn_after_a_question(client, admin):
    user = UserFactory()
    fields = {"role": "auditor", "region": str(user.bureau.region_id), "line": "", "expires_on": "2026-12-31"}
    answer = client.post(reverse("accounts:add_grant", args=[user.ref]), fields, follow=True)
    assert "审计，鹤壁市" in answer.content.decode()
    again = client.post(reverse("accounts:add_grant", args=[user.ref]), fields)
    assert again.status_code == 422
    assert "已经有同样的授权" in again.content.decode()
    grant = user.grants.get()
    address = reverse("accounts:withdraw_grant", args=[user.ref, grant.pk])
    assert "要收回这项授权吗" in client.get(address).content.decode()
    assert Grant.objects.get(pk=grant.pk).withdrawn_at is None
    assert "已收回" in client.post(address, follow=True).content.decode()
    assert Grant.objects.get(pk=grant.pk).withdrawn_at is not None


def test_ones_own_standing_has_no_buttons_and_cannot_be_posted(client, admin):
    page = client.get(reverse("accounts:person", args=[admin.ref])).content.decode()
    assert "这是您自己的账号" in page
    assert reverse("accounts:disable_person", args=[admin.ref]) not in page
    answer = client.post(reverse("accounts:disable_person", args=[admin.ref]), {"reason": "x"})
    assert "不能停用自己的账号" in answer.content.decode()
    answer = client.post(reverse("accounts:reset_password", args=[admin.ref]), follow=True)
    assert "自己的密码请在“修改密码”里改" in answer.content.decode()
    answer = client.post(reverse("accounts:enable_person", args=[admin.ref]), follow=True)
    assert "不归您管理" in answer.content.decode()
    answer = client.post(reverse("accounts:withdraw_grant", args=[admin.ref, admin.grants.get().pk]), follow=True)
    assert "不能收回自己的授权" in answer.content.decode()


def test_the_table_of_roles_is_written_out(client, admin):
    page = client.get(LIST).content.decode()
    for role in Role:
        assert f'<th scope="row">{role.label}</th>' in page
    assert "管理用户与角色" in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSADMIN])
def test_nobody_else_opens_the_list(client, role):
    client.force_login(person(role))
    assert client.get(LIST).status_code == 403


def test_nobody_is_counted_or_ranked_by_sign_ins(client, admin):
    page = client.get(LIST).content.decode()
    assert "登录次数" not in page
    assert "last_login" not in page
