import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_size_is_remembered_and_sent_with_the_next_page(client):
    answer = client.post(reverse("web:text_size"), {"size": "large", "next": "/help/?a=1"})
    assert answer["Location"] == "/help/?a=1"
    assert 'class="is-large"' in client.get("/help/").content.decode()
    client.post(reverse("web:text_size"), {"size": "normal"})
    assert 'class="is-large"' not in client.get("/help/").content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_one_is_never_sent_elsewhere(client, away):
    assert client.post(reverse("web:text_size"), {"size": "large", "next": away})["Location"] == "/"


def test_a_link_cannot_change_it(client):
    assert client.get(reverse("web:text_size")).status_code == 405
