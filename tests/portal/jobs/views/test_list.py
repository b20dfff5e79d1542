"""作业: the list."""

import pytest
from django.urls import reverse
from freezegun import freeze_time

from tests.factories.accounts import person
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with freeze_time(AT):
        yield


def test_each_job_shows_its_state_its_count_and_its_file(client):
    me = person()
    JobFactory(asked_by=me, title="导出台账", done=True, with_file=True, progress_done=1312, progress_total=1312)
    JobFactory(asked_by=me, title="导入企业")
    client.force_login(me)
    text = client.get(reverse("jobs:list")).content.decode()
    for words in ("导出台账", "1,312 / 1,312", "完成", "3分钟", "下载", "导入企业", "排队", "共<b"):
        assert words in text


def test_a_file_past_its_week_is_said_to_be_gone(client):
    me = person()
    JobFactory(asked_by=me, done=True, with_file=True, result_file_expires_at=AT)
    client.force_login(me)
    text = client.get(reverse("jobs:list")).content.decode()
    assert "已过期" in text and ">下载<" not in text


def test_nothing_yet_and_nothing_found_are_different_words(client):
    client.force_login(person())
    assert "还没有作业" in client.get(reverse("jobs:list")).content.decode()
    assert "没有符合条件的作业" in client.get(reverse("jobs:list"), {"state": "failed"}).content.decode()


def test_the_list_alone_is_the_list_of_the_page(client):
    me = person()
    JobFactory(asked_by=me, title="导入企业")
    client.force_login(me)
    whole = client.get(reverse("jobs:list")).content.decode()
    part = client.get(reverse("jobs:list"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div") and "<html" not in part
    assert part.strip() in whole


@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_take_no_more_queries(client, rows, django_assert_num_queries):
    me = person()
    JobFactory.create_batch(rows, asked_by=me, done=True, with_file=True)
    client.force_login(me)
    client.get(reverse("jobs:list"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("jobs:list"))


QUERIES = 4
