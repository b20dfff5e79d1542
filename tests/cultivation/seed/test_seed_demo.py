"""The demo city: the same for the same seed, made of every kind, refused where it has no place."""

import hashlib
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from stdnum.cn import uscc

from cultivation.pools.models import Assessment, CheckUp, Clinic, Membership, Proposal
from cultivation.seed.city import CannotSeed, digest_rows, make_city
from cultivation.seed.codes import credit_code
from cultivation.seed.firms import KINDS, invent
from cultivation.targets.models import Target
from enterprises.models import AnnualReport, Certificate, Enterprise, Statement
from enterprises.models.figures import derived, impossible
from enterprises.queries.bulk import day_of
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import Entry
from portal.regions.models import Region

ON = date(2026, 11, 22)
FIRMS = 90


def digest():
    return hashlib.sha256("\n".join(digest_rows()).encode()).hexdigest()


def test_the_same_seed_invents_the_same_firms_and_another_seed_others():
    assert invent(60, seed=1, on=ON) == invent(60, seed=1, on=ON)
    assert invent(60, seed=1, on=ON) != invent(60, seed=2, on=ON)


def test_every_kind_of_firm_is_there_as_soon_as_there_are_a_few_dozen():
    assert {firm.kind for firm in invent(60, seed=3, on=ON)} == set(KINDS)


@pytest.mark.parametrize("on", [ON, date(2027, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_nothing_invented_lies_in_the_future(on):
    for firm in invent(300, seed=6, on=on):
        days = [firm.facts["founded_on"], *firm.checks.values()]
        days += [right["granted_on"] for right in firm.rights] + [merit["granted_on"] for merit in firm.merits]
        days += [title.valid_from for title in firm.titles] + [event["happened_on"] for event in firm.events]
        days += [told.as_of for told in firm.statements]
        assert max(days) <= on
        assert all(year < on.year for year in firm.reports)


def test_names_and_codes_are_unique_and_the_codes_belong_to_nobody():
    firms = invent(4_000, seed=4, on=ON)
    assert len({firm.facts["name"] for firm in firms}) == len({firm.code for firm in firms}) == 4_000
    assert all(firm.code.startswith("91410699DM") for firm in firms)


def test_both_check_digits_of_an_invented_code_are_right():
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for serial in (1, 99, 12_345):
        code = credit_code(serial)
        assert uscc.calc_check_digit(code[:17]) == code[17]
        rest = 11 - sum(int(mark, 36) * weight for mark, weight in zip(code[8:16], weights, strict=True)) % 11
        assert code[16] == {10: "X", 11: "0"}.get(rest, str(rest))


def test_figures_can_be_true_and_the_items_of_research_add_up():
    figures = [report for firm in invent(400, seed=5, on=ON) for report in firm.reports.values()]
    assert all(impossible(report) == {} for report in figures)
    whole = [report for report in figures if None not in report.values()]
    assert len(whole) > 500
    for report in whole:
        assert derived(report) == {name: report[name] for name in ("rd_expense_fen", "rd_domestic_fen")}


def test_statements_agree_with_each_other_and_leave_honest_gaps():
    firms = invent(600, seed=9, on=ON)
    told = [{item: value for each in firm.statements for item, value in each.items.items()} for firm in firms]
    asked = [each for each in told if each]
    assert 0 < len(asked) < len(firms)
    assert len({len(each) for each in asked}) > 3
    for firm, each in zip(firms, told, strict=True):
        if each.get("equity_backed") == 0:
            assert each.get("equity_raised", 0) == each.get("largest_round", 0) == 0
        if "largest_round" in each and "equity_raised" in each:
            assert each["largest_round"] <= each["equity_raised"]
        if each.get("maker_china_50"):
            assert each["maker_china_500"] == 1
        if "niche_since" in each:
            assert firm.facts["founded_on"] <= day_of(each["niche_since"]) <= ON


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_city_twice(django_db_blocker):
    from django.db import transaction  # noqa: PLC0415  the savepoint is the point of this test

    digests = []
    for _ in range(2):
        sid = transaction.savepoint()
        make_city("410600", enterprises=60, seed=7, on=ON)
        digests.append(digest())
        transaction.savepoint_rollback(sid)
    assert digests[0] == digests[1]
    assert not Enterprise.objects.exists()


@pytest.mark.django_db
def test_a_small_city_shows_everything_the_pages_have_to_show():
    city = make_city("410600", enterprises=FIRMS, seed=20261122, on=ON)
    assert Enterprise.objects.count() == FIRMS
    assert Enterprise.objects.filter(county=None).exists()
    assert Enterprise.objects.exclude(zone=None).exists()
    assert Statement.objects.filter(is_current=True).exists()
    assert Statement.objects.filter(item="development_score", is_current=False).exists()
    assert set(AnnualReport.objects.values_list("fiscal_year", flat=True)) == {2022, 2023, 2024, 2025}
    assert set(Assessment.objects.values_list("outcome", flat=True)) == {-1, 0, 1, 2}
    assert {"first", "again"} <= set(Certificate.objects.values_list("kind", flat=True))
    assert set(Proposal.objects.values_list("kind", flat=True)) >= {"enter", "near", "expiring"}
    assert {"open", "confirmed"} <= set(Proposal.objects.values_list("state", flat=True))
    assert {"active", "ended"} <= set(Membership.objects.values_list("state", flat=True))
    assert set(Target.objects.values_list("year", "division")) == {
        (year, division) for year in (2025, 2026) for division in ("county", "unit")
    }
    roles = Counter(each.role for each in city.staff.sign_ins)
    assert roles == Counter(Role.values)
    assert city.staff.of(Role.SPECIALIST).assignments.exists()
    assert city.staff.of(Role.ENTERPRISE).memberships.exists()
    assert CheckUp.objects.get().clinic in Clinic.objects.all()
    assert Entry.objects.filter(deed="enterprise.registered").count() == FIRMS


@pytest.mark.django_db
def test_each_sign_in_opens_with_the_password_shown(tmp_path, settings, capsys):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", enterprises=20, on=ON)
    shown = capsys.readouterr().out
    kept = tmp_path / "demo-accounts.txt"
    assert kept.stat().st_mode & 0o077 == 0
    lines = [line.split() for line in kept.read_text(encoding="utf-8").splitlines() if "demo-" in line]
    assert len(lines) == len(Role.values)
    for line in lines:
        username, password = line[-2:]
        user = User.objects.get(username=username)
        assert user.check_password(password) and not user.must_change_password
        assert password in shown


@pytest.mark.django_db
def test_a_folder_that_holds_enterprises_is_left_alone():
    make_city("410600", enterprises=12, seed=1, on=ON)
    with pytest.raises(CannotSeed, match="已有企业"):
        make_city("410600", enterprises=12, seed=1, on=ON)
    with pytest.raises(CommandError, match="演示账号已经存在"):
        call_command("seed_demo", enterprises=12, force_add=True)
    assert Enterprise.objects.count() == 12


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"), [({"city": "131000"}, "只有鹤壁市"), ({"enterprises": 3}, "应在10到200000之间")]
)
def test_what_the_demo_cannot_make_is_said(given, said):
    with pytest.raises(CommandError, match=said):
        call_command("seed_demo", **({"enterprises": 12} | given))
    assert not Enterprise.objects.exists()
    assert not Region.objects.filter(code="999999").exists()
