from datetime import date

import pytest

from policies import library
from policies.engine import PackError

from .engine import small


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty shelf with the small vocabulary; call it with a name and changes of the small pack to put one there."""
    (tmp_path / "vocabulary.toml").write_text(small.VOCABULARY, encoding="utf-8")
    monkeypatch.setattr(library, "PACKS", tmp_path)
    monkeypatch.setattr(library, "PUBLISHED", tmp_path / "published.toml")
    library.forget()

    def put(name, *changes):
        text = small.PACK
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        library.forget()
        return path

    yield put
    library.forget()


UNTIL_2022 = ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2022-12-31")
HEBI = ('region        = "000000"', 'region        = "410600"')
AGAIN = ('kinds         = ["first"]', 'kinds         = ["again"]')


def test_the_text_in_force_is_the_one_of_the_day(shelf):
    shelf("trial/2020", UNTIL_2022)
    shelf(
        "trial/2023",
        ('version       = "2020"', 'version       = "2023"'),
        ("in_force_from = 2020-01-01", "in_force_from = 2023-01-01"),
    )
    assert library.in_force("trial", None, date(2022, 12, 31)).version == "2020"
    assert library.in_force("trial", "000000", date(2023, 1, 1)).version == "2023"
    with pytest.raises(
        library.NoPack,
        match="试行办法在2019-12-31没有施行中的规则。现有：2020：2020-01-01 ～ 2022-12-31；2023：2023-01-01 ～ 今。",
    ):
        library.in_force("trial", None, date(2019, 12, 31))
    with pytest.raises(library.NoPack, match="没有“other”的规则。现有：trial。"):
        library.in_force("other", None, date(2023, 1, 1))


def test_the_text_of_the_place_stands_before_that_of_the_nation(shelf):
    shelf("trial/2020")
    shelf("local/410600/trial/2020", HEBI, ('title         = "试行办法"', 'title         = "鹤壁试行办法"'))
    on = date(2021, 1, 1)
    assert library.in_force("trial", "410602", on).title == "鹤壁试行办法"
    assert library.in_force("trial", "410600", on).title == "鹤壁试行办法"
    assert library.in_force("trial", "410700", on).title == "试行办法"
    assert library.pack_files() == ("local/410600/trial/2020", "trial/2020")


def test_each_kind_of_application_has_its_own_text(shelf):
    shelf("trial/2020")
    shelf("trial/again", AGAIN, ('version       = "2020"', 'version       = "again"'))
    assert library.in_force("trial", None, date(2021, 1, 1), "again").version == "again"
    assert [pack.version for pack in library.packs_in_force(on=date(2021, 1, 1))] == ["2020"]
    with pytest.raises(library.NoPack):
        library.in_force("trial", None, date(2021, 1, 1), "recheck")


def test_two_texts_are_not_in_force_at_once(shelf):
    shelf("trial/2020")
    shelf("trial/2021", ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2021-12-31"))
    with pytest.raises(PackError, match="are both in force for trial in 000000"):
        library.load_all()


def test_a_published_pack_never_changes(shelf):
    path = shelf("trial/2020")
    digest = library.read("trial/2020").digest
    library.publish("trial/2020", digest)
    assert library.published() == {"trial/2020": digest}
    path.write_text("# 说明\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    library.forget()
    assert library.load("trial/2020").digest == digest
    shelf("trial/2020", ("value = 500", "value = 501"))
    with pytest.raises(PackError, match=r"trial/2020.toml: this pack is published and has changed since"):
        library.load("trial/2020")
    with pytest.raises(library.AlreadyPublished, match="登记后的规则不得改动"):
        library.publish("trial/2020", library.read("trial/2020").digest)


def test_a_missing_pack_is_named_with_what_there_is(shelf):
    shelf("trial/2020")
    with pytest.raises(PackError, match=r"trial/1999.toml: no such pack. Packs: trial/2020."):
        library.load("trial/1999")
    assert library.cases("trial/2020") == ()


def test_the_real_shelf_holds_what_the_country_applies():
    assert library.programmes() == ("hnte", "tech_sme")
    on = date(2026, 11, 22)
    assert [pack.programme for pack in library.packs_in_force(on=on, region="410600")] == ["hnte", "tech_sme"]
    assert [pack.programme for pack in library.packs_in_force(on=date(2016, 6, 1))] == ["hnte"]
    assert library.load_all() is library.load_all()
