import pytest

from portal.accounts.actions.drop_view import CannotDropView, drop_view
from portal.accounts.actions.save_layout import save_layout
from portal.accounts.actions.save_view import CannotSaveView, save_view
from portal.accounts.models import SavedView, kept_query
from portal.accounts.queries import layout_for, views_for
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person, stranger

pytestmark = pytest.mark.django_db
PAGE = "enterprises:list"


def test_a_view_keeps_the_conditions_and_forgets_where_in_the_list_one_stood():
    assert kept_query("?county=410611&tier=hnte&tier=gazelle&page=3&after=abc&q=") == (
        "county=410611&tier=hnte&tier=gazelle"
    )


def test_saving_under_the_same_name_replaces_the_view_and_records_both_states():
    officer = person()
    save_view(PAGE, name="到期", query="year=2026", columns=["name"], by=officer)
    save_view(PAGE, name="  到期 ", query="year=2027", columns=["name", "county"], by=officer)
    view = views_for(officer, PAGE).get()
    assert (view.query, view.columns) == ("year=2027", ["name", "county"])
    entry = Entry.objects.filter(deed="view.saved").first()
    assert (entry.before["query"], entry.after["query"]) == ("year=2026", "year=2027")


def test_a_shared_view_reaches_the_bureau_but_no_other_bureau():
    owner, colleague, outsider = person(), person(Role.SECTION), stranger()
    save_view(PAGE, name="全市临界", query="near=1", is_shared=True, by=owner)
    save_view(PAGE, name="我的", query="near=0", by=owner)
    assert [view.name for view in views_for(colleague, PAGE)] == ["全市临界"]
    assert not views_for(outsider, PAGE).exists()
    assert not views_for(colleague, "pools:funnel").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "请给视图起个名称"),
        ({"name": "长" * 31}, "有 31 个字，最多 30 个字"),
        ({"query": "q=" + "x" * 2000}, "条件太多"),
        ({"is_shared": True}, "不能建立全局视图"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(fields, sentence):
    officer = person(Role.COUNTY)
    with pytest.raises(CannotSaveView, match=sentence):
        save_view(PAGE, **{"name": "视图", "query": "a=1", **fields}, by=officer)
    assert not SavedView.objects.exists()


def test_the_twenty_first_view_of_a_page_is_refused_but_an_old_one_may_be_replaced():
    officer = person()
    for number in range(20):
        save_view(PAGE, name=f"视图{number}", query="a=1", by=officer)
    with pytest.raises(CannotSaveView, match="最多存 20 个视图"):
        save_view(PAGE, name="又一个", query="a=1", by=officer)
    save_view(PAGE, name="视图0", query="a=2", by=officer)
    assert views_for(officer, PAGE).count() == 20


def test_the_layout_follows_the_person_and_is_no_view():
    officer, colleague = person(), person()
    assert layout_for(officer, PAGE) == ()
    save_layout(PAGE, columns=["name", "county"], by=officer)
    save_layout(PAGE, columns=["county", "name"], by=officer)
    assert layout_for(officer, PAGE) == ("county", "name")
    assert layout_for(colleague, PAGE) == ()
    assert not views_for(officer, PAGE).exists()


def test_a_view_is_removed_by_its_owner_or_by_who_looks_after_shared_views():
    owner, keeper, colleague = person(), person(), person(Role.SECTION)
    shared = save_view(PAGE, name="全市", query="a=1", is_shared=True, by=owner)
    private = save_view(PAGE, name="我的", query="a=1", by=owner)
    with pytest.raises(CannotDropView):
        drop_view(shared, by=colleague)
    with pytest.raises(CannotDropView):
        drop_view(private, by=keeper)
    drop_view(shared, by=keeper)
    drop_view(private, by=owner)
    assert not SavedView.objects.exists()
    assert Entry.objects.filter(deed="view.dropped").count() == 2
