import pytest
from django.urls import reverse

from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_the_help_without_a_menu(client):
    text = client.get(reverse("web:help")).content.decode()
    assert "无障碍" in text
    assert "主菜单" not in text


def test_a_signed_in_person_keeps_the_frame(client):
    client.force_login(person("county"))
    text = client.get(reverse("web:help")).content.decode()
    assert "主菜单" in text
    assert "data-keys" in text


def test_single_key_shortcuts_can_be_switched_off_and_on(client):
    client.force_login(person("county"))
    client.post(reverse("web:help"), {"keys": "off"})
    assert "data-keys" not in client.get(reverse("web:help")).content.decode()
    client.post(reverse("web:help"), {"keys": "on"})
    assert "data-keys" in client.get(reverse("web:help")).content.decode()


def test_the_service_telephone_is_a_link_one_can_press(client, settings):
    settings.SERVICE_PHONE = "0392-3300000"
    assert '<a href="tel:0392-3300000">' in client.get(reverse("web:help")).content.decode()
