"""The verdicts in the ledger of enterprises."""

import pytest
from freezegun import freeze_time

from enterprises.queries.lenses import lenses
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.pools import TODAY, AssessmentFactory

pytestmark = pytest.mark.django_db


def lens(key):
    return next(each for each in lenses() if each.key == key)


def test_every_national_programme_lends_a_lens():
    assert {"verdict_hnte": "高新技术企业诊断", "verdict_tech_sme": "科技型中小企业诊断"}.items() <= {
        each.key: each.title for each in lenses()
    }.items()


def test_the_column_shows_the_verdict_of_its_own_programme(django_assert_num_queries):
    judged, other = AssessmentFactory().enterprise, AssessmentFactory(eligible=True).enterprise
    with django_assert_num_queries(1):
        shown = lens("verdict_hnte").show([judged.pk, other.pk], TODAY)
    assert {pk: (glimpse.text, glimpse.light) for pk, glimpse in shown.items()} == {judged.pk: ("不达标", "red")}


@freeze_time("2026-11-22 04:00:00")
def test_the_ledger_is_narrowed_by_a_verdict(client):
    red = AssessmentFactory(enterprise__name="鹤壁甲有限公司").enterprise
    bare = EnterpriseFactory(name="鹤壁乙有限公司")
    client.force_login(person())
    shown = client.get("/w/enterprises/?verdict_hnte=0").content.decode()
    assert red.name in shown and bare.name not in shown
