import pytest

from portal.accounts.access import require
from portal.accounts.models import Acting
from portal.accounts.roles import ALL_CAPABILITIES, CAPABILITY_LABELS, ROLES, Role, Scope, capabilities_of, scope_of


def test_every_role_has_its_rule_and_every_capability_its_words():
    assert set(ROLES) == set(Role)
    assert set(CAPABILITY_LABELS) == set(ALL_CAPABILITIES)


def test_an_unknown_role_may_nothing_and_sees_nothing():
    assert capabilities_of("mayor") == frozenset()
    assert scope_of("mayor") == Scope.NONE
    assert not Acting(role="").may("enterprise.view")


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.BUREAU_ADMIN, "target.set", "people.manage"),
        (Role.SECTION, "pool.confirm", "target.set"),
        (Role.COUNTY, "enterprise.revise", "pool.confirm"),
        (Role.SPECIALIST, "enterprise.view", "enterprise.export"),
        (Role.ENTERPRISE, "diagnosis.view", "ranking.view"),
        (Role.LEADER, "ranking.view", "enterprise.revise"),
        (Role.AUDITOR, "audit.view", "enterprise.revise"),
        (Role.SYSADMIN, "people.manage", "enterprise.view"),
    ],
)
def test_what_a_role_may_and_may_not(role, may, may_not):
    acting = Acting(1, role, capabilities=capabilities_of(role))
    assert acting.may(may)
    assert not acting.may(may_not)


def test_the_administrator_of_accounts_meets_no_business_data():
    assert scope_of(Role.SYSADMIN) == Scope.NONE
    business = {
        name for name in ALL_CAPABILITIES if name.split(".")[0] in ("enterprise", "diagnosis", "pool", "ranking")
    }
    assert not capabilities_of(Role.SYSADMIN) & business


def test_auditors_and_leaders_change_nothing():
    changing = {
        "enterprise.revise",
        "enterprise.import",
        "pool.confirm",
        "target.set",
        "recompute.run",
        "people.manage",
    }
    for role in (Role.AUDITOR, Role.LEADER):
        assert not capabilities_of(role) & changing


def test_a_misspelt_capability_is_found_at_import():
    with pytest.raises(KeyError, match="no role carries"):
        require("enterprise.veiw")


@pytest.mark.parametrize(
    ("role", "label"),
    [
        (Role.SPECIALIST, "我包联的企业"),
        (Role.ENTERPRISE, "本企业"),
        (Role.SYSADMIN, "不含业务数据"),
        (Role.LEADER, "不含业务数据"),
    ],
)
def test_the_scope_is_said_in_words_also_without_a_region(role, label):
    assert Acting(1, role).scope_label == label
