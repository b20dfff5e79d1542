from datetime import date

import pytest
from django.urls import reverse
from freezegun import freeze_time

from portal.accounts.roles import Role
from portal.audit.record import record, record_many
from tests.factories.accounts import GrantFactory, UserFactory, person, stranger
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
LOG = "/audit/logs/"


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture
def auditor(client):
    user = person(Role.AUDITOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_costs_the_same_for_few_and_many(client, auditor, rows, django_assert_num_queries):
    for _ in range(rows):
        record("person.revised", UserFactory(), by=auditor, before={"full_name": "王"}, after={"full_name": "李"})
    client.get(LOG)
    with django_assert_num_queries(3):
        answer = client.get(LOG)
    assert answer.content.decode().count("修改用户资料") == rows


def test_a_deed_is_shown_in_words_with_before_and_after(client, auditor):
    user = UserFactory(full_name="王强")
    before, after = {"phone": "13800001402", "is_active": True}, {"phone": "", "is_active": False}
    record("person.revised", user, by=auditor, before=before, after=after, reason="本人来电")
    page = client.get(LOG).content.decode()
    for words in ("修改用户资料", "王强", "审计", "原因：本人来电", "138****1402", "启用", "2026-11-22 12:00"):
        assert words in page
    assert "13800001402" not in page


def test_an_auditor_reads_the_own_citys_log_and_what_belongs_to_no_city(client, auditor):
    elsewhere = stranger()
    record("person.revised", UserFactory(full_name="外市的人", bureau=elsewhere.bureau), by=elsewhere)
    record("enterprise.revised", RegionFactory(county_qibin=True), by=elsewhere)
    record_many("person.revised", [(UserFactory(full_name="本市的人"), None, None)], by=auditor)
    record("ladder.loaded", UserFactory(full_name="梯队文件"), by=UserFactory(bureau=None))
    page = client.get(LOG).content.decode()
    assert "外市的人" not in page
    assert "淇滨区" in page, "the subject lies in the city, whoever acted"
    assert "本市的人" in page
    assert "梯队文件" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?by=赵", {"甲"}),
        ("?group=sign_in", {"乙"}),
        ("?group=people", {"甲"}),
        ("?group=imports", {"丁"}),
        ("?subject=丙", {"丙"}),
        ("?since=2026-11-22", {"丙", "丁"}),
        ("?until=2026-11-21", {"甲", "乙"}),
        ("?since=2026-11-21&until=2026-11-21", {"甲", "乙"}),
        ("?group=nonsense", {"甲", "乙", "丙", "丁"}),
        ("?by=nobody", set()),
    ],
)
def test_the_filters_narrow_the_log(client, auditor, query, found):
    with freeze_time("2026-11-21 15:59:59"):
        record("person.revised", UserFactory(full_name="甲"), by=person(full_name="赵敏"))
        record("person.signed_in", UserFactory(full_name="乙"), by=auditor)
    with freeze_time("2026-11-21 16:00:00"):
        record("view.saved", UserFactory(full_name="丙"), by=auditor)
        record("ranking.exported", UserFactory(full_name="丁"), by=auditor)
    page = client.get(LOG + query, headers={"HX-Request": "true"}).content.decode()
    assert {name for name in ("甲", "乙", "丙", "丁") if f"<td>{name}</td>" in page} == found
    if not found:
        assert "没有符合条件的记录" in page


def test_a_text_that_is_no_day_is_named_and_filters_nothing(client, auditor):
    record("person.revised", UserFactory(full_name="甲"), by=auditor)
    for text in ("昨天", "2026-02-30", "20261122"):
        page = client.get(LOG, {"since": text}).content.decode()
        assert f"“从”填的是“{text}”，请写成 2026-11-22 这样的日期。" in page
        assert "<td>甲</td>" in page


def test_a_long_log_is_walked_in_steps(client, auditor):
    record_many("person.revised", [(UserFactory(full_name=f"人{n:02d}"), None, None) for n in range(25)], by=auditor)
    first = client.get(LOG, {"size": 20}).content.decode()
    assert "<td>人24</td>" in first
    assert "<td>人04</td>" not in first
    after = first.partition("after=")[2].partition('"')[0]
    second = client.get(f"{LOG}?size=20&after={after}").content.decode()
    assert "<td>人04</td>" in second
    assert "回最新" in second


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_but_the_auditor_opens_the_log(client, role):
    client.force_login(person(role))
    assert client.get(LOG).status_code == 403


def test_an_auditor_of_a_province_or_a_county_reads_the_cities_concerned(client):
    admin = person()
    record("person.revised", UserFactory(full_name="本市的人"), by=admin)
    for region in (RegionFactory(province=True), RegionFactory(county_qibin=True)):
        user = GrantFactory(role=Role.AUDITOR, region=region, expires_on=date(2026, 12, 31)).user
        client.force_login(user)
        assert "本市的人" in client.get(reverse("audit:log")).content.decode()
