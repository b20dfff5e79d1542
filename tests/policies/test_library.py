from datetime import date

import pytest

from policies import library
from policies.engine import PackError
from policies.models import Release
from tests.factories.policies import release
from tests.factories.regions import RegionFactory

from .engine import small

pytestmark = pytest.mark.django_db


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
        library.shipped()


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
    assert {"hnte", "tech_sme", "innovative_sme", "specialised_sme", "little_giant"} <= set(library.programmes())
    on = date(2026, 11, 22)
    judged = {pack.programme for pack in library.packs_in_force(on=on, region="410600")}
    assert {"hnte", "tech_sme", "tech_little_giant"} <= judged
    assert not judged & {"gazelle", "leader", "young_eagle", "innovation_points"}, "河南没有公布数值的不判"
    assert [pack.programme for pack in library.packs_in_force(on=date(2016, 6, 1))] == ["hnte"]
    assert library.shipped() is library.shipped()
    assert library.load_all() == library.shipped()


@pytest.mark.parametrize(
    ("programme", "region", "on", "kind", "version"),
    [
        ("specialised_sme", None, date(2026, 3, 31), "first", "2022"),
        ("specialised_sme", None, date(2026, 4, 1), "first", "2026"),
        ("specialised_sme", None, date(2026, 4, 1), "recheck", "2026-recheck"),
        ("little_giant", None, date(2026, 3, 31), "first", "2022"),
        ("little_giant", None, date(2026, 4, 1), "first", "2026"),
        ("little_giant", None, date(2026, 12, 31), "recheck", "2022"),
        ("little_giant", None, date(2027, 1, 1), "recheck", "2026-recheck"),
        ("gazelle", "320611", date(2026, 6, 1), "first", "2024"),
        ("gazelle", "440112", date(2026, 6, 1), "first", "2022"),
        ("gazelle", "440100", date(2026, 6, 1), "first", "2020"),
        ("leader", "130400", date(2026, 6, 1), "first", "2022"),
        ("leader", "131000", date(2026, 6, 1), "first", "2020"),
    ],
)
def test_the_text_is_found_by_programme_region_day_and_kind(programme, region, on, kind, version):
    assert library.in_force(programme, region, on, kind).version == version


def test_a_province_that_published_no_numbers_stands_before_the_national_caliber():
    pack = library.in_force("gazelle", "410611", date(2026, 6, 1))
    assert (pack.region, pack.criteria) == ("410000", ())
    assert "没有公布" in pack.blank
    assert library.read(pack.like).title.endswith("（监测口径）")


def test_a_text_is_found_by_its_digest():
    pack = library.load("specialised_sme/2022")
    assert library.pack_of(pack.digest) is pack
    with pytest.raises(library.NoPack, match="000000000000"):
        library.pack_of("0" * 64)


# -- releases ---------------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 22)
IN_2027 = (
    ('version       = "2026"', 'version       = "2027"'),
    ("in_force_from = 2026-01-01", "in_force_from = 2027-01-01"),
)


def test_a_release_is_in_force_in_its_place_from_its_first_day():
    made = release()
    assert library.in_force("local_trial", "410611", TODAY).digest == made.digest
    assert library.in_force("local_trial", "410600", date(2026, 1, 1), "again").digest == made.digest
    assert library.programmes()[-1] == "local_trial"
    inside = {pack.programme for pack in library.packs_in_force(on=TODAY, region="410611")}
    assert inside - {pack.programme for pack in library.packs_in_force(on=TODAY, region="410700")} == {"local_trial"}
    assert library.load_all()[-1].digest == made.digest


def test_where_no_release_reaches_the_sentence_says_what_there_is():
    release()
    with pytest.raises(
        library.NoPack, match="鹤壁市科技企业试行条件在2025-12-31没有施行中的规则。现有：2026：2026-01-01 ～ 今。"
    ):
        library.in_force("local_trial", "410611", date(2025, 12, 31))
    with pytest.raises(library.NoPack, match="没有“local_trial”的规则。现有："):
        library.in_force("local_trial", "130100", TODAY)


def test_the_county_stands_before_the_city_and_a_release_before_a_pack_of_the_portal(shelf):
    shelf("local/410600/local_trial/2020", HEBI, ('programme     = "trial"', 'programme     = "local_trial"'))
    assert library.in_force("local_trial", "410611", TODAY).version == "2020"
    of_county = [
        ('region        = "410600"', 'region        = "410611"'),
        ('title         = "鹤', 'title         = "淇滨区鹤'),
    ]
    library.forget()
    city = release()
    assert library.in_force("local_trial", "410611", TODAY).digest == city.digest
    assert library.in_force("local_trial", "410611", date(2025, 12, 31)).version == "2020"
    county = release(*of_county, region=RegionFactory(county_qibin=True))
    assert library.in_force("local_trial", "410611", TODAY).digest == county.digest
    assert library.in_force("local_trial", "410621", TODAY).digest == city.digest


def test_the_day_decides_between_a_release_and_its_successor():
    one = release(until=date(2026, 12, 31))
    two = release(*IN_2027)
    was = library.in_force("local_trial", "410600", date(2026, 12, 31))
    assert (was.digest, was.in_force_to) == (one.digest, date(2026, 12, 31))
    assert library.in_force("local_trial", "410600", date(2027, 1, 1)).digest == two.digest
    assert library.in_force("local_trial", "410600", date(2027, 1, 1)).in_force_to is None


def test_any_pack_ever_in_force_is_found_by_its_digest():
    one = release(until=date(2026, 12, 31))
    release(*IN_2027)
    assert library.pack_of(one.digest).in_force_to is None, "as it was published"
    assert library.pack_of(library.load("hnte/2016").digest) is library.load("hnte/2016")
    with pytest.raises(library.NoPack, match="没有摘要为dddddddddddd的规则"):
        library.pack_of("d" * 64)


def test_a_kind_that_ended_before_the_others_keeps_its_own_end():
    made = release()
    made.spans.filter(kind="again").update(in_force_to=date(2026, 6, 30))
    pack = library.in_force("local_trial", "410600", TODAY)
    assert (pack.in_force_to, pack.kind_ends) == (None, {"again": date(2026, 6, 30)})
    with pytest.raises(library.NoPack):
        library.in_force("local_trial", "410600", TODAY, "again")


def test_a_release_whose_text_moved_is_refused(shelf):
    (library.PACKS / "vocabulary.toml").write_text(small.VOCABULARY, encoding="utf-8")
    library.forget()
    made = release(digest="e" * 64)
    with pytest.raises(
        PackError, match=r"410600/local_trial/2026: this release has digest \w{12}, but eeeeeeeeeeee was"
    ):
        library.in_force("local_trial", "410600", TODAY)
    assert Release.objects.get(pk=made.pk).digest == "e" * 64


def test_the_shelf_is_one_query_and_a_text_is_read_once(django_assert_num_queries):
    release()
    library.packs_in_force(on=TODAY, region="410600")
    for ask in (
        lambda: library.in_force("local_trial", "410600", TODAY),
        lambda: library.packs_in_force(on=TODAY, region="410600"),
        lambda: library.in_force("hnte", None, TODAY),
        library.programmes,
    ):
        with django_assert_num_queries(1):
            ask()
    with django_assert_num_queries(0):
        library.shipped()


def test_the_words_of_a_text_are_found_again():
    words, cases = library.files_of("hnte/2016")
    trial = library.tried(words, cases, "hnte/2016")
    assert trial.is_sound and trial.held == len(trial.cases) > 10
    assert library.words_of(library.load("hnte/2016")) == words
    made = release()
    assert library.words_of(library.pack_of(made.digest)) == made.text
