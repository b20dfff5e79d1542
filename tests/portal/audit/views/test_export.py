import io

import openpyxl
import pytest
from freezegun import freeze_time

from portal.accounts.roles import Role
from portal.audit.actions import note_export
from portal.audit.models import Entry
from portal.audit.record import record
from tests.factories.accounts import UserFactory, person, stranger

pytestmark = pytest.mark.django_db
EXPORT = "/audit/logs/export/"
REASON = "配合内部审计"


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture
def auditor(client):
    user = person(Role.AUDITOR, full_name="孙明")
    client.force_login(user)
    return user


def test_the_workbook_holds_the_rows_of_the_page_and_the_export_stands_in_the_log(client, auditor):
    record(
        "person.revised",
        UserFactory(full_name="王强"),
        by=auditor,
        before={"phone": "13800001402"},
        after={"phone": ""},
    )
    record("view.saved", UserFactory(full_name="=1+1"), by=auditor)
    record("person.revised", UserFactory(full_name="外市的人"), by=stranger())
    answer = client.post(f"{EXPORT}?group=people", {"reason": REASON})
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[3] == "修改用户资料"]
    assert [(row[0], row[1], row[2], row[4], row[6]) for row in rows] == [
        ("2026-11-22 12:00", "孙明", "审计", "王强", "手机：138****1402 → 空")
    ]
    entry = Entry.objects.get(deed="log.exported")
    assert (entry.reason, entry.after) == (REASON, {"conditions": "类别：账号与授权", "count": 1})


def test_an_export_without_reason_or_rows_or_with_too_many_is_refused(client, auditor, monkeypatch):
    record("person.revised", UserFactory(), by=auditor)
    cases = [("", "", "请填写导出原因"), ("?by=nobody", REASON, "没有符合条件的记录"), ("", "长" * 201, "有201个字")]
    for query, reason, sentence in cases:
        answer = client.post(f"{EXPORT}{query}", {"reason": reason}, follow=True)
        assert sentence in answer.content.decode()
    monkeypatch.setattr(note_export, "MOST_ROWS", 0)
    answer = client.post(EXPORT, {"reason": REASON}, follow=True)
    assert "请缩短时间范围" in answer.content.decode()
    assert not Entry.objects.filter(deed="log.exported").exists()


def test_an_export_is_a_post_by_the_auditor(client, auditor):
    assert client.get(EXPORT).status_code == 405
    client.force_login(person(Role.BUREAU_ADMIN))
    assert client.post(EXPORT, {"reason": REASON}).status_code == 403
