"""企业台账: one address, one state; costs, sums, gaps, parts."""

from datetime import date

import pytest
from django.urls import reverse

from enterprises.enums import EnterpriseStatus
from enterprises.models import Assignment
from portal.accounts.models import SavedView
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import (
    WAN,
    AnnualReportFactory,
    AssignmentFactory,
    CertificateFactory,
    EnterpriseFactory,
    ReportedEnterpriseFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/w/enterprises/"
QUERIES = 12


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


@pytest.fixture(params=[1, 3])
def rows(request):
    for _ in range(request.param):
        enterprise = ReportedEnterpriseFactory()
        CertificateFactory(enterprise=enterprise)
        AssignmentFactory(enterprise=enterprise)


def text(response) -> str:
    return response.content.decode()


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def test_more_rows_take_no_more_queries(client, officer, rows, django_assert_num_queries):
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        assert client.get(LIST).status_code == 200


def test_the_part_applied_to_the_page_equals_a_fresh_page(client, officer):
    ReportedEnterpriseFactory(name="甲公司")
    ReportedEnterpriseFactory(name="乙公司", in_xun=True)
    address = f"{LIST}?county=410611&sort=-sales"
    whole = text(client.get(address))
    response = client.get(address, headers={"HX-Request": "true"})
    part = text(response).strip()
    assert response["Vary"].count("HX-Request") == 1
    assert "<html" not in part
    assert _without_token(part) in _without_token(whole)


def _without_token(html: str) -> str:
    head, *rest = html.split('name="csrfmiddlewaretoken" value="')
    return head + "".join(piece[piece.index('"') :] for piece in rest)


def test_zero_not_given_not_reported_and_not_applicable_are_four_things(client, officer):
    AnnualReportFactory(enterprise=EnterpriseFactory(name="零"), sales_fen=0, rd_expense_fen=0)
    AnnualReportFactory(enterprise=EnterpriseFactory(name="未填"), without_figures=True)
    EnterpriseFactory(name="未报")
    EnterpriseFactory(name="新办", young=True)
    response = client.get(f"{LIST}?cols=name,sales,rd_ratio,officer&sort=id")
    cells = {row.name: [cell.text for cell in row.cells] for row in response.context["rows"]}
    assert cells == {
        "零": ["0.00", "--", "--"],
        "未填": ["未填", "未填", "--"],
        "未报": ["未报", "未报", "--"],
        "新办": ["--", "--", "--"],
    }


def test_the_sums_are_those_of_the_whole_filter_not_of_the_page(client, officer):
    for _ in range(25):
        AnnualReportFactory(enterprise=EnterpriseFactory(), sales_fen=100 * WAN, rd_expense_fen=5 * WAN)
    response = client.get(f"{LIST}?size=20&cols=name,sales,rd,rd_ratio")
    assert len(response.context["rows"]) == 20
    assert [cell.text for cell in response.context["total_cells"]] == ["2,500.00", "125.00", "5.00%"]
    assert "合计25家（全部）" in text(response)


def test_columns_come_from_the_address_then_from_the_person(client, officer):
    EnterpriseFactory()
    SavedView.objects.create(
        user=officer, page="enterprises:list", name="", is_layout=True, columns=["name", "founded", "gone"]
    )
    titles = [head.column.title for head in client.get(LIST).context["heads"]]
    assert titles == ["企业名称", "成立日期"]
    titles = [head.column.title for head in client.get(f"{LIST}?cols=size,name").context["heads"]]
    assert titles == ["企业名称", "规模"]


def test_several_counties_from_a_link_are_one_chip_and_stay_in_the_form(client, officer):
    EnterpriseFactory(name="淇滨")
    EnterpriseFactory(name="浚县", in_xun=True)
    EnterpriseFactory(name="未知", without_county=True)
    response = client.get(f"{LIST}?county=410611,410621")
    assert sorted(names(response)) == ["浚县", "淇滨"]
    (chip,) = response.context["chips"]
    assert (chip.label, chip.value, chip.url) == ("县区", "淇滨区、浚县", "?")
    assert '<option value="410611,410621" selected>淇滨区、浚县</option>' in text(response)


def test_a_condition_that_is_none_is_told_and_passed_over(client, officer):
    EnterpriseFactory()
    response = client.get(f"{LIST}?sales_from=很多&county=999999&ends=7&sort=weather&page=x&size=7")
    assert len(names(response)) == 1
    assert "实际填写“很多”" in text(response)
    assert response.context["chips"] == []


def test_amounts_are_read_as_people_write_them(client, officer):
    AnnualReportFactory(enterprise=EnterpriseFactory(name="大"), sales_fen=5_200 * WAN)
    AnnualReportFactory(enterprise=EnterpriseFactory(name="小"), sales_fen=5_199 * WAN)
    assert names(client.get(LIST, {"sales_from": "５，２００万元"})) == ["大"]


def test_an_empty_ledger_a_filter_without_finds_and_an_empty_scope_say_so(client, officer):
    assert "台账里还没有企业" in text(client.get(LIST))
    EnterpriseFactory()
    assert "没有符合条件的企业" in text(client.get(f"{LIST}?q=不存在"))
    client.force_login(person(Role.SPECIALIST))
    assert "您的范围内没有企业" in text(client.get(LIST))


def test_who_may_not_register_import_or_assign_is_offered_none_of_it(client, officer):
    EnterpriseFactory()
    assert "新增企业" in text(client.get(LIST))
    client.force_login(person(Role.LEADER))
    page = text(client.get(LIST))
    assert "新增企业" not in page
    assert "导出当前" not in page
    assert 'name="ref"' not in page


def test_names_are_escaped(client, officer):
    EnterpriseFactory(name="<script>alert(1)</script>公司")
    assert "<script>alert" not in text(client.get(LIST))


def test_a_saved_view_is_marked_while_it_is_open(client, officer):
    EnterpriseFactory()
    SavedView.objects.create(user=officer, page="enterprises:list", name="淇滨", query="county=410611")
    views = client.get(f"{LIST}?county=410611").context["views"]
    assert [(view["title"], view["is_current"]) for view in views] == [("淇滨", True)]
    assert client.get(LIST).context["views"][0]["is_current"] is False


def test_a_ratio_is_never_rounded_onto_a_line_it_does_not_reach(client, officer):
    AnnualReportFactory(enterprise=EnterpriseFactory(), sales_fen=100_000_000, rd_expense_fen=3_996_000)
    AnnualReportFactory(enterprise=EnterpriseFactory(), sales_fen=100_000_000, rd_expense_fen=3_999_600)
    AnnualReportFactory(enterprise=EnterpriseFactory(), sales_fen=100_000_000, rd_expense_fen=4_000_000)
    response = client.get(f"{LIST}?cols=name,rd_ratio&sort=id")
    assert [row.cells[0].text for row in response.context["rows"]] == ["3.996%", "3.9996%", "4.00%"]


def test_empty_fields_of_the_form_do_not_stay_in_the_address(client, officer):
    ReportedEnterpriseFactory()
    response = client.get(f"{LIST}?q=&county=410611&title=&page=2")
    assert response["Location"] == f"{LIST}?county=410611&page=2"
    assert client.get(f"{LIST}?q=")["Location"] == f"{LIST}?"
    part = client.get(f"{LIST}?q=&county=410611", headers={"HX-Request": "true"})
    assert part["HX-Push-Url"] == f"{LIST}?county=410611"
    assert client.get(f"{LIST}?q=", headers={"HX-Request": "true"})["HX-Push-Url"] == LIST


class TestColumns:
    """列设置."""

    ADDRESS = "/w/enterprises/columns/"

    def test_a_column_moves_by_buttons_and_nothing_is_kept_yet(self, client, officer):
        order = ["code", "county", "sales"]
        response = client.post(self.ADDRESS, {"order": order, "columns": ["code", "sales"], "move": "up:sales"})
        shown = response.context["columns"]
        assert [item["column"].key for item in shown][:3] == ["code", "sales", "county"]
        assert [item["is_chosen"] for item in shown][:3] == [True, True, False]
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize("move", ["up:code", "down:the last", "left:sales", "up:unknown", ""])
    def test_at_the_edge_nothing_moves(self, client, officer, move):
        first = client.get(self.ADDRESS).context["columns"]
        order = [item["column"].key for item in first]
        move = move.replace("the last", order[-1])
        response = client.post(self.ADDRESS, {"order": order, "columns": [], "move": move})
        assert [item["column"].key for item in response.context["columns"]] == order

    def test_kept_columns_follow_the_person_and_lead_back_to_the_list(self, client, officer):
        response = client.post(
            self.ADDRESS,
            {"order": ["sales", "county"], "columns": ["county", "sales"], "save": "1", "query": "q=电子&page=3"},
        )
        assert response["Location"] == "/w/enterprises/?q=%E7%94%B5%E5%AD%90"
        assert SavedView.objects.get().columns == ["name", "sales", "county"]
        client.post(self.ADDRESS, {"reset": "1"})
        assert SavedView.objects.get().columns == []


class TestAssign:
    """批量分派."""

    ADDRESS = "/w/enterprises/assign/"

    def test_the_confirm_page_shows_count_and_sample_and_writes_nothing(self, client, officer):
        firms = EnterpriseFactory.create_batch(7)
        response = client.post(self.ADDRESS, {"ref": [firm.ref for firm in firms], "action": "assign"})
        assert response.context["count"] == 7
        assert len(response.context["sample"]) == 5
        assert not Assignment.objects.exists()

    def test_the_deed_reaches_exactly_those_chosen(self, client, officer):
        helper = person(Role.SPECIALIST)
        chosen = EnterpriseFactory.create_batch(2)
        EnterpriseFactory()
        outside = EnterpriseFactory(elsewhere=True)
        data = {"confirm": "1", "officer": helper.ref, "layer": "officer", "query": "county=410611"}
        response = client.post(self.ADDRESS, {**data, "ref": [firm.ref for firm in [*chosen, outside]]})
        assert response["Location"] == "/w/enterprises/?county=410611"
        assert set(Assignment.objects.values_list("enterprise", flat=True)) == {firm.pk for firm in chosen}

    def test_all_means_all_the_filter_finds(self, client, officer):
        helper = person(Role.SPECIALIST)
        inside = EnterpriseFactory.create_batch(3)
        EnterpriseFactory(in_xun=True)
        data = {"confirm": "1", "officer": helper.ref, "layer": "officer", "query": "county=410611", "all": "1"}
        client.post(self.ADDRESS, data)
        assert set(Assignment.objects.values_list("enterprise", flat=True)) == {firm.pk for firm in inside}

    def test_nothing_chosen_and_no_officer_are_told(self, client, officer):
        assert client.post(self.ADDRESS, {"action": "assign"})["Location"] == "/w/enterprises/"
        response = client.post(self.ADDRESS, {"confirm": "1", "ref": EnterpriseFactory().ref, "layer": "officer"})
        assert response.status_code == 422
        assert not Assignment.objects.exists()

    def test_people_of_other_cities_are_not_offered(self, client, officer):
        response = client.post(
            self.ADDRESS, {"confirm": "1", "ref": EnterpriseFactory().ref, "officer": "0" * 26, "layer": "officer"}
        )
        assert response.status_code == 422

    def test_an_assignment_is_ended_from_the_enterprises_page(self, client, officer):
        made = AssignmentFactory()
        address = reverse("enterprises:end_assignment", args=[made.enterprise.ref, made.user.ref, made.layer])
        assert client.post(address).status_code == 302
        made.refresh_from_db()
        assert made.until is not None
        assert client.post(address).status_code == 404


def test_the_living_are_shown_unless_the_address_asks_for_others(client, officer):
    EnterpriseFactory(name="存续")
    EnterpriseFactory(name="注销", status=EnterpriseStatus.CANCELLED, founded_on=date(2001, 1, 1))
    assert names(client.get(LIST)) == ["存续"]
    assert names(client.get(f"{LIST}?status=all&sort=founded")) == ["注销", "存续"]
    assert not Entry.objects.filter(deed="enterprise.exported").exists()
