import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import Entry
from tests.factories.accounts import PASSWORD, person

pytestmark = pytest.mark.django_db
NEW = "vier-Fische-im-Nebel"


def change(client: Client, present: str = PASSWORD, chosen: str = NEW, repeated: str = NEW):
    return client.post(
        reverse("accounts:change_password"), {"present": present, "chosen": chosen, "repeated": repeated}
    )


def test_the_new_password_counts_and_every_other_session_ends(client):
    user = person()
    here, elsewhere = client, Client()
    here.force_login(user)
    elsewhere.force_login(user)
    answer = change(here)
    assert (answer.status_code, answer["Location"]) == (302, reverse("cockpit:home"))
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert here.get(reverse("cockpit:workbench")).status_code == 200
    assert elsewhere.get(reverse("cockpit:workbench"))["Location"].startswith(reverse("accounts:sign_in"))
    assert Entry.objects.get().deed == "password.changed"
    assert NEW not in str(list(Entry.objects.values()))


def test_a_one_time_password_opens_no_other_page_until_it_is_changed(client):
    user = person(must_change_password=True)
    client.force_login(user)
    for name in ("cockpit:home", "cockpit:workbench", "accounts:no_access"):
        answer = client.get(reverse(name))
        if name != "accounts:no_access":
            assert answer["Location"] == reverse("accounts:change_password")
    assert "一次性密码" in client.get(reverse("accounts:change_password")).content.decode()
    change(client)
    assert client.get(reverse("cockpit:workbench")).status_code == 200


def test_who_must_change_may_still_sign_out(client):
    client.force_login(person(must_change_password=True))
    assert client.post(reverse("accounts:sign_out"))["Location"] == reverse("accounts:sign_in")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"present": "falsch"}, "现在的密码不对"),
        ({"chosen": "kurz", "repeated": "kurz"}, "不足10个字符"),
        ({"chosen": "8675309867", "repeated": "8675309867"}, "只有数字"),
        ({"chosen": "qwertyuiop", "repeated": "qwertyuiop"}, "是常见密码"),
        ({"chosen": "qibin.wang.1", "repeated": "qibin.wang.1"}, "和您的用户名或姓名太相近"),
        ({"chosen": PASSWORD, "repeated": PASSWORD}, "新密码和现在的密码相同"),
        ({"repeated": "vier-Fische"}, "两次填写的新密码不一样"),
        ({"chosen": "", "repeated": ""}, "请填写新密码"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(client, fields, sentence):
    user = person(username="qibin.wang")
    client.force_login(user)
    answer = change(client, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert not Entry.objects.exists()


def test_the_rules_stand_on_the_page_before_anything_is_typed(client):
    client.force_login(person())
    page = client.get(reverse("accounts:change_password")).content.decode()
    for rule in ("至少10个字符", "不能只有数字", "不能是常见密码", "不能和您的用户名", "不能和现在的密码相同"):
        assert rule in page
    assert 'autocomplete="new-password"' in page
