from django.http import QueryDict

from portal.web import links


def test_a_change_keeps_the_rest_and_leads_back_to_the_first_page():
    query = QueryDict("county=410611&tier=4&tier=5&page=3")
    assert links.with_query(query, sort="-revenue") == "?county=410611&tier=4&tier=5&sort=-revenue"


def test_none_removes_a_parameter_and_a_list_sets_it_several_times():
    query = QueryDict("county=410611&tier=4")
    assert links.with_query(query, county=None, tier=["5", "6"]) == "?tier=5&tier=6"


def test_an_empty_query_is_still_a_link_that_clears():
    assert links.with_query(QueryDict("county=1"), county=None) == "?"


def test_one_value_of_several_can_be_taken_out():
    query = QueryDict("tier=4&tier=5&q=精密")
    assert links.without(query, "tier", "4") == "?tier=5&q=%E7%B2%BE%E5%AF%86"


def test_the_query_itself_is_never_changed():
    query = QueryDict("page=3")
    links.with_query(query, page=4)
    assert query.urlencode() == "page=3"


def test_hidden_pairs_leave_out_what_the_form_asks_itself_and_what_is_empty():
    query = QueryDict("q=a&county=1&county=2&light=")
    assert links.hidden_pairs(query, ["q"]) == [("county", "1"), ("county", "2")]
