from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from policies import library
from tests.policies.engine import small
from tests.policies.engine.test_cases import CASES


def packs(*options):
    out = StringIO()
    call_command("packs", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A shelf with the small pack and its cases."""
    monkeypatch.setattr(library, "PACKS", tmp_path)
    monkeypatch.setattr(library, "PUBLISHED", tmp_path / "published.toml")
    (tmp_path / "trial").mkdir()
    (tmp_path / "vocabulary.toml").write_text(small.VOCABULARY, encoding="utf-8")
    (tmp_path / "trial/2020.toml").write_text(small.PACK, encoding="utf-8")
    (tmp_path / "trial/2020.cases.toml").write_text(CASES, encoding="utf-8")
    library.forget()
    yield tmp_path / "trial"
    library.forget()


def test_every_pack_passes_and_can_be_signed():
    told = packs()
    assert "全部通过。  核对人：" in told
    assert "职工总数上限" in told and "500人" in told and "第六条(二)" in told
    assert "研发费用占比下限，按最近一年销售收入分档：5,000万元至20,000万元（含）" in told
    assert "科技人员占比：占职工总数不低于25%且低于30%" in told


def test_a_case_that_fails_fails_the_check(shelf):
    path = shelf / "2020.cases.toml"
    path.write_text(CASES.replace("score = 10,", "score = 9,"), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        packs()
    assert refusal.value.returncode == 1
    assert "trial/2020.cases.toml:9，“够”：得分应为[9, 9]，得到[10, 10]" in str(refusal.value)
    with pytest.raises(CommandError, match="算例没有全部通过，不能登记"):
        packs("--publish", "trial/2020")


def test_a_broken_pack_fails_the_check_and_others_are_still_told(shelf):
    (shelf / "2021.toml").write_text(small.PACK.replace('"rd_ratio >=', '"rd >='), encoding="utf-8")
    with pytest.raises(CommandError, match='里没有"rd"这个词'):
        packs()


def test_two_texts_in_force_at_once_fail_the_check(shelf):
    (shelf / "2021.toml").write_text(small.PACK, encoding="utf-8")
    with pytest.raises(CommandError, match="are both in force"):
        packs()


def test_a_pack_is_published_once_and_then_held(shelf):
    assert "已登记trial/2020" in packs("--publish", "trial/2020")
    assert "已登记  " in packs()
    (shelf / "2020.toml").write_text(small.PACK.replace("up_to = [5000]", "up_to = [4000]"), encoding="utf-8")
    with pytest.raises(CommandError, match="this pack is published and has changed since"):
        packs()
    with pytest.raises(CommandError, match="登记后的规则不得改动"):
        packs("--publish", "trial/2020")


def test_a_pack_without_cases_is_not_published(shelf):
    (shelf / "2020.cases.toml").unlink()
    with pytest.raises(CommandError, match="没有算例"):
        packs("--publish", "trial/2020")
    with pytest.raises(CommandError, match="no such pack"):
        packs("--publish", "trial/1999")
