import pytest
from django.http import QueryDict

from portal.web.pagination import paginate, step_through
from tests.factories.accounts import UserFactory


def paged(query: str, count: int = 412):
    return paginate(range(count), QueryDict(query))


def test_the_first_page_has_fifty_rows_and_says_which():
    page = paged("")
    assert (page.first, page.last, page.total, page.page_count) == (1, 50, 412, 9)
    assert page.previous_url == ""
    assert page.next_url == "?page=2"


def test_the_last_page_ends_with_the_list():
    page = paged("page=9&size=50")
    assert (page.first, page.last) == (401, 412)
    assert page.next_url == ""


@pytest.mark.parametrize(
    ("asked", "given"),
    [("0", 1), ("-3", 1), ("99", 9), ("abc", 1), ("", 1), ("１２", 1), ("9" * 40, 1), ("2", 2)],
)
def test_a_number_out_of_range_gives_the_nearest_page_and_no_number_the_first(asked, given):
    assert paged(f"page={asked}").number == given


def test_only_offered_sizes_count():
    assert paged("size=200").size == 200
    assert paged("size=100000").size == 50


def test_links_keep_the_filter_and_drop_the_page_when_the_size_changes():
    page = paged("county=410611&page=3")
    assert page.next_url == "?county=410611&page=4"
    assert [size.url for size in page.sizes] == [f"?county=410611&size={size}" for size in (20, 50, 100, 200)]
    assert page.hidden == (("county", "410611"),)


def test_the_pager_shows_the_ends_and_the_neighbours_with_gaps():
    assert [link.number for link in paged("page=5&size=20").links] == [1, 2, 3, 4, 5, 6, 7, 0, 21]
    assert [link.number for link in paged("page=10&size=20").links] == [1, 0, 8, 9, 10, 11, 12, 0, 21]


def test_an_empty_list_has_one_page_without_rows():
    page = paged("page=4", count=0)
    assert (page.first, page.last, page.total, page.page_count, page.number) == (0, 0, 0, 1, 1)


def test_every_row_is_on_exactly_one_page():
    rows = [row for number in range(1, 10) for row in paged(f"page={number}").items]
    assert rows == list(range(412))


@pytest.mark.django_db
class TestOfPeople:
    @pytest.fixture
    def people(self):
        return [UserFactory(username=name) for name in ("b", "d", "a", "e", "c")]

    def test_counting_stops_where_it_is_told_to(self, people, django_assert_num_queries):
        rows = type(people[0]).objects.order_by("username")
        with django_assert_num_queries(2):
            page = paginate(rows, QueryDict("size=20"), count_to=3)
        assert (page.total, page.is_capped) == (3, True)

    def test_a_known_total_spares_the_count(self, people, django_assert_num_queries):
        rows = type(people[0]).objects.order_by("username")
        with django_assert_num_queries(1):
            page = paginate(rows, QueryDict(""), total=5)
        assert [row.username for row in page.items] == ["a", "b", "c", "d", "e"]

    def test_steps_by_key_meet_every_row_once_in_order(self, people):
        rows = type(people[0]).objects.filter(username__in="abcde")
        query, met, steps = QueryDict("size=20"), [], 0
        while True:
            step = step_through(rows, query, order=["-full_name", "username"], default_size=20)
            met += [(row.full_name, row.username) for row in step.items]
            steps += 1
            if not step.next_url:
                break
            query = QueryDict(step.next_url.removeprefix("?"))
        assert met == sorted(met, key=lambda pair: [-ord(each) for each in pair[0]])
        assert len(met) == 5
        assert steps == 1

    def test_a_step_begins_behind_its_key(self, people):
        rows = type(people[0]).objects.all()
        many = [UserFactory(username=f"k{number:02d}") for number in range(23)]
        first = step_through(rows, QueryDict("size=20&q=x"), order=["username"])
        second = step_through(rows, QueryDict(first.next_url.removeprefix("?")), order=["username"])
        assert [row.username for row in first.items][:6] == ["a", "b", "c", "d", "e", "k00"]
        assert [row.username for row in second.items] == [row.username for row in many[15:]]
        assert second.first_url == "?size=20&q=x"
        assert second.next_url == ""

    @pytest.mark.parametrize("key", ["不是键", "e30", "WzEsMl0", "W3t9XQ", "=", "a"])
    def test_a_key_that_is_no_key_gives_the_first_step(self, people, key):
        rows = type(people[0]).objects.filter(username__in="abcde")
        step = step_through(rows, QueryDict(f"after={key}"), order=["username"])
        assert [row.username for row in step.items] == ["a", "b", "c", "d", "e"]
