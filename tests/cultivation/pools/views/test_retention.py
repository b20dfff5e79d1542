"""高企巩固: every item with its reason, unknown apart from not done, and each number as many firms as its list."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from freezegun import freeze_time
from openpyxl import load_workbook

from cultivation.pools.actions.record_retention import CannotRecordRetention, record_retention, set_standard
from cultivation.pools.models import RetentionRecord
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.retention import Said, coverage_by_county, standard_for, total_of, valid_firms
from enterprises.enums import EnterpriseStatus
from enterprises.models import ListCheck
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.cultivation.pools.views.test_diagnosis import sign_in, text_of
from tests.factories.accounts import person
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory, MemberFactory, RightFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
YEAR = 2025


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


def standard(**fields):
    asked = {
        "from_year": 2022, "ip_min": 5, "class_one_min": 1, "counted_by": "applied", "rd_percent": 100,
        "ledger_percent": 100, "deduction_percent": 100, "source": "海政办发〔2022〕12号",
    }  # fmt: skip
    return set_standard(RegionFactory(city_of_hebi=True), by=person(), **asked | fields)


def holder(*, checked=date(2026, 1, 31), **fields):
    firm = EnterpriseFactory(**fields)
    CertificateFactory(enterprise=firm)
    if checked:
        ListCheck.objects.create(enterprise=firm, rights_on=checked)
    return firm


def rights(firm, two=0, one=0, day=date(2025, 6, 1), granted=date(2026, 3, 1)):
    for kind, count in (("utility_model", two), ("invention", one)):
        for _ in range(count):
            RightFactory(enterprise=firm, kind=kind, applied_on=day, granted_on=granted)


def say(firm, year=YEAR, reason="", **answers):
    said = {item: Said(answer, reason if answer == "none" else "") for item, answer in answers.items()}
    return record_retention(firm, year=year, said=said, by=person(), on=ON)


def state_of(firm, year=YEAR, on=ON):
    asked = standard_for(RegionFactory(city_of_hebi=True), year)
    return valid_firms(person(), FirmFilter(), year=year, on=on, standard=asked).get(pk=firm.pk).ip_state


def totals(user=None):
    asked = standard_for(RegionFactory(city_of_hebi=True), YEAR)
    rows = valid_firms(user or person(), FirmFilter(), year=YEAR, on=ON, standard=asked)
    return {
        each.item: (each.met, each.unmet, each.unknown, each.out)
        for each in total_of(coverage_by_county(rows)).coverages
    }


def checklist(client, firm):
    return text_of(client.get(reverse("pools:firm_retention", args=[firm.ref])))


def test_five_without_one_of_class_one_fail_with_the_reason(client):
    standard()
    firm = holder()
    rights(firm, two=5)
    assert state_of(firm) == 0
    shown = checklist(sign_in(client, person()), firm)
    assert "没做到" in shown
    assert "2025年申报5项，Ⅰ类0项，没有Ⅰ类" in shown
    assert "每年申报不少于5项，其中Ⅰ类至少1项" in shown


@pytest.mark.parametrize(("two", "one", "state"), [(4, 1, 1), (3, 1, 0), (5, 0, 0), (0, 5, 1), (0, 4, 0), (9, 1, 1)])
def test_the_boundary(two, one, state):
    standard()
    firm = holder()
    rights(firm, two=two, one=one)
    assert state_of(firm) == state


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1), (date(2025, 12, 31), 1), (date(2026, 1, 1), 0)],
)
def test_the_day_of_application_puts_a_right_into_its_year(day, counts):
    standard(ip_min=1)
    firm = holder()
    rights(firm, one=1, day=day)
    assert state_of(firm) == counts


def test_what_was_bought_was_not_applied_for():
    asked = standard(ip_min=2)
    firm = holder()
    rights(firm, one=1)
    RightFactory(enterprise=firm, acquisition="bought", applied_on=date(2025, 6, 1), granted_on=date(2025, 12, 1))
    RightFactory(enterprise=firm, acquisition="bought", applied_on=None, granted_on=date(2025, 12, 1))
    assert asked.counted_by == "applied"
    assert state_of(firm) == 0
    RightFactory(enterprise=firm, acquisition="own", applied_on=date(2025, 6, 1), granted_on=date(2025, 12, 1))
    assert state_of(firm) == 1


def test_a_city_may_count_by_the_day_of_the_grant():
    standard(ip_min=2, counted_by="granted")
    firm = holder()
    rights(firm, one=1, day=date(2024, 1, 1), granted=date(2025, 1, 1))
    rights(firm, two=1, day=date(2025, 1, 1), granted=date(2026, 1, 1))
    assert state_of(firm) == 0
    rights(firm, two=1, day=date(2025, 3, 1), granted=None)
    assert state_of(firm) == -1
    RightFactory(enterprise=firm, acquisition="bought", applied_on=None, granted_on=date(2025, 12, 31))
    assert state_of(firm) == 1


def test_a_shortage_is_unknown_while_it_could_be_mended():
    standard()
    unchecked = holder(checked=None)
    checked_too_early = holder(checked=date(2025, 12, 31))
    undated = holder()
    rights(undated, two=4)
    rights(undated, one=1, day=None)
    undated_long_ago = holder()
    rights(undated_long_ago, two=4)
    rights(undated_long_ago, one=1, day=None, granted=date(2024, 12, 31))
    this_year = holder()
    assert [state_of(each) for each in (unchecked, checked_too_early, undated)] == [-1, -1, -1]
    assert state_of(undated_long_ago) == 0
    assert state_of(this_year, year=2026) == -1
    assert state_of(this_year, year=2026, on=date(2026, 12, 31)) == -1


def test_the_figures_are_the_citys_own_and_dated(client):
    firm = holder()
    rights(firm, two=2, one=1)
    assert state_of(firm) is None
    standard(ip_min=3, from_year=2025)
    assert state_of(firm) == 1
    standard(ip_min=4, from_year=2025)
    assert state_of(firm) == 0
    standard(ip_min=1, from_year=2026)
    assert state_of(firm) == 0, "a standard of a later year leaves the year alone"
    standard(ip_min=3, from_year=2024)
    assert state_of(firm) == 0, "the latest year that has begun rules"


def test_only_titles_valid_on_the_last_day_are_in_the_year():
    standard()
    holder()
    ended = EnterpriseFactory()
    CertificateFactory(enterprise=ended, valid_from=date(2022, 12, 31), valid_to=date(2025, 12, 30))
    last = EnterpriseFactory()
    CertificateFactory(enterprise=last, valid_from=date(2023, 1, 1), valid_to=date(2025, 12, 31))
    revoked = EnterpriseFactory()
    CertificateFactory(enterprise=revoked, revoked_on=date(2025, 12, 31), revoked_reason="不实")
    holder(status=EnterpriseStatus.CANCELLED)
    assert sum(totals()["ledger"]) == 2


def test_without_a_project_it_is_out_of_the_deduction_only_with_a_reason():
    standard()
    firms = [holder() for _ in range(4)]
    say(firms[0], rd_project="yes", ledger="yes", deduction="yes")
    say(firms[1], rd_project="no", ledger="no", deduction="no")
    assert totals()["deduction"] == (1, 1, 2, 0)
    with pytest.raises(CannotRecordRetention, match="请写明原因"):
        say(firms[2], rd_project="none")
    assert totals()["deduction"] == (1, 1, 2, 0)
    say(firms[2], rd_project="none", reason="产线搬迁")
    assert totals() == {
        "ip": (0, 4, 0, 0),
        "rd_project": (1, 2, 1, 0),
        "ledger": (1, 1, 2, 0),
        "deduction": (1, 1, 1, 1),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRecord.objects.filter(answer="none").update(reason="")


def test_what_was_said_before_stays(client):
    standard()
    firm = holder()
    assert say(firm, rd_project="yes", ledger="yes") == 2
    assert say(firm, rd_project="yes", ledger="yes") == 0
    assert say(firm, ledger="") == 1
    rows = RetentionRecord.objects.filter(enterprise=firm, item="ledger").order_by("id")
    assert [(row.answer, row.is_current) for row in rows] == [("yes", False), ("", True)]
    assert Entry.objects.filter(deed="retention.recorded").count() == 2
    shown = checklist(sign_in(client, person()), firm)
    assert "以前的登记1条" in shown
    assert "没有登记，不等于没有" in shown


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [({"year": 2027}, "year", "应在2008到2026之间"), ({"as_of": ON + timedelta(days=1)}, "as_of", "晚于今天")],
)
def test_what_cannot_be_recorded(fields, field, says):
    with pytest.raises(CannotRecordRetention) as refusal:
        record_retention(holder(), **{"year": YEAR, "said": {"ledger": Said("yes")}, "by": person(), "on": ON} | fields)
    assert says in refusal.value.problems[field]


LINK = re.compile(r'<a href="([^"]*item=[^"]*)">(?:没做到|未知|不计入分母)([\d,]+)家</a>')


def test_every_number_of_the_table_opens_as_many_firms(client):
    standard()
    for place in ({}, {}, {}, {"in_xun": True}, {"in_xun": True}, {"without_county": True}):
        holder(**place)
    firms = list(valid_firms(person(), FirmFilter(), year=YEAR, on=ON, standard=None).order_by("pk"))
    say(firms[0], rd_project="yes", ledger="yes", deduction="yes")
    say(firms[1], rd_project="none", reason="停产")
    say(firms[3], rd_project="no", ledger="no")
    address = f"{reverse('pools:retention')}?year={YEAR}"
    html = sign_in(client, person()).get(address).content.decode()
    assert "20.0%" in text_of(client.get(address)), "1 of 5: one is out"
    assert "1/5" in html
    links = LINK.findall(html)
    assert len(links) > 10
    for url, number in links:
        found = client.get(f"{reverse('pools:retention')}{unescape(url)}").context["page"].total
        assert found == int(number), url


def test_whether_the_rate_is_reached_is_open_while_the_unknown_could_reach_it(client):
    standard(ledger_percent=60)
    firms = [holder() for _ in range(3)]
    address = f"{reverse('pools:retention')}?year={YEAR}"
    sign_in(client, person())

    def goal():
        total = client.get(address).context["total"]
        return next(cell["goal"] for cell, title in zip(total["cells"], client.get(address).context["items"], strict=True)
                    if title == "研发支出辅助账")  # fmt: skip

    assert goal() == "还不能判断"
    say(firms[0], ledger="no")
    assert goal() == "还不能判断"
    say(firms[1], ledger="no")
    assert goal() == "未达到"
    say(firms[1], ledger="yes")
    say(firms[2], ledger="yes")
    assert goal() == "达到"


def test_a_county_sees_its_own(client):
    standard()
    mine, other = holder(), holder(in_xun=True)
    county = person(Role.COUNTY, region=RegionFactory(county_qibin=True))
    shown = text_of(sign_in(client, county).get(f"{reverse('pools:retention')}?year={YEAR}"))
    assert mine.name in shown
    assert other.name not in shown
    assert client.get(reverse("pools:firm_retention", args=[other.ref])).status_code == 404


def test_who_looks_after_a_zone_sees_one_line_whose_numbers_open_their_firms(client):
    standard()
    zone = RegionFactory(zone_of_hebi=True)
    for place in ({"zone": zone}, {"zone": zone, "in_xun": True}, {}):
        holder(**place)
    address = f"{reverse('pools:retention')}?year={YEAR}"
    answer = sign_in(client, person(Role.COUNTY, region=zone)).get(address)
    assert answer.context["counties"] == []
    links = LINK.findall(answer.content.decode())
    assert links
    for url, number in links:
        assert number == "2"
        assert client.get(f"{reverse('pools:retention')}{unescape(url)}").context["page"].total == 2


def test_the_enterprise_records_its_own_year_and_the_source_says_so(client):
    standard()
    firm, owner = holder(), person(Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=owner)
    address = reverse("pools:record_retention", args=[firm.ref, YEAR])
    sign_in(client, owner)
    typed = {"rd_project": "none", "reason": "", "ledger": "yes", "deduction": "", "as_of": "2026-11-01"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "请写明原因" in text_of(refused)
    told = text_of(client.post(address, typed | {"reason": "产线搬迁", "source_note": "董事会纪要"}, follow=True))
    assert "2025年的情况已登记2项。" in told
    assert "当年没有研发项目：产线搬迁" in told
    assert "不计入分母" in told
    row = RetentionRecord.objects.get(item="ledger")
    assert (row.source, row.source_note, row.as_of, row.stated_by) == (
        "reported",
        "董事会纪要",
        date(2026, 11, 1),
        owner,
    )
    assert client.get(reverse("pools:record_retention", args=[firm.ref, 2027])).status_code == 404


def test_the_bureau_sets_what_it_asks_and_sees_what_it_asked(client):
    address = reverse("pools:retention_standard")
    sign_in(client, person())
    typed = {
        "from_year": "2022", "ip_min": "5", "class_one_min": "6", "counted_by": "applied", "rd_percent": "100",
        "ledger_percent": "101", "deduction_percent": "100", "source": "海政办发〔2022〕12号",
    }  # fmt: skip
    assert "辅助账覆盖率应为0到100之间的整数，例如100。" in text_of(client.post(address, typed))
    refused = client.post(address, typed | {"ledger_percent": "100"})
    assert (refused.status_code, "多于总数5项" in text_of(refused)) == (422, True)
    told = text_of(client.post(address, typed | {"ledger_percent": "100", "class_one_min": "1"}, follow=True))
    assert "自2022年起：每年申报不少于5项，其中Ⅰ类至少1项" in told


def test_the_export_holds_what_the_page_holds_and_is_written_down(client):
    standard()
    firm = holder()
    rights(firm, two=5)
    say(firm, rd_project="yes")
    answer = sign_in(client, person()).get(f"{reverse('pools:retention')}?year={YEAR}&format=xlsx")
    rows = [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    line = next(row for row in rows if firm.name in row)
    assert "2025年申报5项，Ⅰ类0项，没有Ⅰ类" in line
    assert "已做到" in line
    assert Entry.objects.get(deed="retention.exported").after["count"] == 1


@pytest.mark.parametrize("more", [1, 3])
def test_list_and_checklist_cost_the_same_for_one_and_for_three(client, more, django_assert_num_queries):
    standard()
    for place in ({}, {"in_xun": True}):
        for _ in range(more):
            firm = holder(**place)
            rights(firm, two=more)
            for answer in ("yes", "no")[:more]:
                say(firm, rd_project=answer)
    sign_in(client, person())
    for address, budget in (
        (f"{reverse('pools:retention')}?year={YEAR}", LIST),
        (reverse("pools:firm_retention", args=[firm.ref]), CHECKLIST),
    ):
        client.get(address)
        with django_assert_num_queries(budget):
            client.get(address)


LIST, CHECKLIST = 8, 11
