import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    client.force_login(person(role))
    return client


def test_the_system_administrator_sees_every_component(client):
    text = signed_in(client, "sysadmin").get(reverse("web:gallery")).content.decode()
    for words in ("待专家确认", "还没有企业", "请填写统一社会信用代码", "第3步，共5步", "撤销", "怎么补", "合计412家"):
        assert words in text


@pytest.mark.parametrize("role", ["bureau_admin", "county", "enterprise", "leader"])
def test_nobody_else_finds_it(client, role):
    assert signed_in(client, role).get(reverse("web:gallery")).status_code == 404


def test_a_visitor_does_not_find_it(client):
    assert client.get(reverse("web:gallery")).status_code == 404


def test_the_printed_frame_leaves_room_for_signatures_and_signs_nothing(client):
    text = signed_in(client, "sysadmin").get(reverse("web:gallery"), {"paper": ""}).content.decode()
    for words in ("填表人：", "审核人：", "负责人：", "系统生成 供内部研究"):
        assert words in text
    assert "htmx" not in text.split("<title>")[1]


def test_it_is_open_to_all_while_developing(client, settings):
    settings.GALLERY_OPEN = True
    assert client.get(reverse("web:gallery")).status_code == 200


def test_no_component_is_missing_from_it():
    page = "".join(path.read_text(encoding="utf-8") for path in Path("templates/portal/web").glob("gallery*.html"))
    shown = set(re.findall(r"components/([a-z_]+)\.html", page))
    nested = {
        name
        for path in Path("templates/components").glob("*.html")
        for name in re.findall(r"components/([a-z_]+)\.html", path.read_text(encoding="utf-8"))
    }
    layouts = {
        name
        for path in Path("templates/layouts").glob("*.html")
        for name in re.findall(r"components/([a-z_]+)\.html", path.read_text(encoding="utf-8"))
    }
    all_of_them = {path.stem for path in Path("templates/components").glob("*.html")}
    assert all_of_them - shown - nested - layouts - {"sort_link", "refresh"} == set()
