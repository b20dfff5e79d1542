import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.audit.deeds import deed_label, field_label, is_known
from portal.audit.queries import history_of
from portal.audit.record import record
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).resolve().parents[3]


def recorded_deeds(tree: ast.AST) -> Iterator[str]:
    """The deeds that code hands to record(...) or record_many(...), both sides of a condition too; not those put together."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"record", "record_many"}:
            if isinstance(node.args[0], ast.JoinedStr):
                continue
            for inner in ast.walk(node.args[0]):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    yield inner.value


def test_every_deed_that_is_recorded_can_be_said_in_words():
    files = [
        path for room in ("portal", "enterprises", "policies", "cultivation") for path in (ROOT / room).rglob("*.py")
    ]
    deeds = {deed for path in files for deed in recorded_deeds(ast.parse(path.read_text(encoding="utf-8")))}
    assert len(deeds) > 20
    assert sorted(deed for deed in deeds if not is_known(deed)) == [], "give it words in portal/audit/deeds.py"


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("enterprise.revised", "修改企业"),
        ("sign_in.locked", "登录被暂停"),
        ("membership.left", "出库"),
        ("proposal.exported", "导出入库建议"),
        ("unheard.of", "unheard.of"),
    ],
)
def test_a_deed_in_words(deed, words):
    assert deed_label(deed) == words


def test_a_field_takes_the_words_of_its_model_else_the_common_ones_else_its_name():
    assert field_label("accounts.user", "full_name") == "姓名"
    assert field_label("accounts.user", "address") == "来自"
    assert field_label("nowhere.nothing", "role") == "角色"
    assert field_label("no label", "strange") == "strange"


@pytest.mark.django_db
def test_the_history_of_one_thing_is_its_own_newest_first():
    user, other = UserFactory(full_name="王强"), UserFactory()
    for deed in ("person.created", "person.revised"):
        record(deed, user, by=other)
    record("person.created", other, by=user)
    assert [entry.deed for entry in history_of(user)] == ["person.revised", "person.created"]
    assert str(history_of(user)[0]) == f"{other.full_name} person.revised 王强"
