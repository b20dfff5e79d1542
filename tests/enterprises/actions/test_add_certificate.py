"""Adding and revoking certificates."""

from datetime import date

import pytest

from enterprises.actions.add_certificate import CannotAddCertificate, add_certificate, add_certificates
from enterprises.actions.revoke_certificate import CannotRevoke, revoke_certificate
from enterprises.models import Certificate, Enterprise
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory

TODAY = date(2026, 11, 22)
SME = "2026410611A8020396"

pytestmark = pytest.mark.django_db


def add(enterprise: Enterprise, **columns: object) -> Certificate:
    defaults = {"scheme": "hnte", "number": "GR202441000123", "valid_from": date(2024, 10, 28)}
    return add_certificate(enterprise, **{**defaults, **columns}, by=person(), on=TODAY)


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [
        (date(2024, 10, 28), date(2027, 10, 27)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 1, 1), date(2027, 12, 31)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_high_tech_title_holds_three_years_less_a_day(valid_from, valid_to):
    enterprise = EnterpriseFactory()
    assert add(enterprise, valid_from=valid_from).valid_to == valid_to
    enterprise.refresh_from_db()
    assert enterprise.fact_revision == 2
    assert history_of(enterprise).get().deed == "certificate.added"


def test_a_technology_sme_is_one_until_the_end_of_its_numbers_year():
    certificate = add(EnterpriseFactory(), scheme="tech_sme", number=SME, valid_from=date(2026, 7, 10))
    assert certificate.valid_to == date(2026, 12, 31)


def test_a_title_without_a_term_has_no_end_and_a_given_end_stands():
    enterprise = EnterpriseFactory()
    assert add(enterprise, scheme="gazelle", number="豫科〔2026〕1号").valid_to is None
    assert add(enterprise, scheme="leader", number="1", valid_to=date(2028, 1, 1)).valid_to == date(2028, 1, 1)


def test_first_and_again_follow_from_earlier_certificates():
    enterprise = EnterpriseFactory()
    assert add(enterprise, valid_from=date(2024, 10, 28)).kind == "first"
    assert add(enterprise, number="GR202141000001", valid_from=date(2021, 10, 28)).kind == "first"
    assert Certificate.objects.get(number="GR202441000123").kind == "again"
    moved = add(enterprise, number="GR202641000009", valid_from=date(2026, 5, 1), kind="moved_in")
    assert moved.kind == "moved_in"
    assert add(enterprise, scheme="tech_sme", number=SME, valid_from=date(2026, 7, 1)).kind == "first"


def test_many_certificates_of_one_enterprise_are_put_in_order_of_time():
    enterprise = EnterpriseFactory()
    rows = [
        (enterprise, {"scheme": "hnte", "number": f"GR{year}41000001", "valid_from": date(year, 9, 1)})
        for year in (2023, 2017, 2020)
    ]
    made = add_certificates(rows, by=person(), on=TODAY)
    assert [each.kind for each in made] == ["again", "first", "again"]
    assert set(Certificate.objects.values_list("number", "kind")) == {
        ("GR202341000001", "again"),
        ("GR201741000001", "first"),
        ("GR202041000001", "again"),
    }


@pytest.mark.parametrize(
    ("columns", "field", "says"),
    [
        ({"number": "GR20244100012"}, "number", "GR加12位数字"),
        ({"number": " "}, "number", "未填"),
        ({"scheme": "tech_sme", "number": "2026410611C8020396"}, "number", "应为18位"),
        ({"scheme": "unicorn"}, "scheme", "不存在，可选：科技型中小企业"),
        ({"kind": "复审"}, "kind", "可选：首次、再次、迁入"),
        ({"valid_from": date(2026, 11, 23)}, "valid_from", "晚于今天"),
        ({"valid_to": date(2024, 10, 27)}, "valid_from", "晚于有效期的最后一天2024-10-27"),
        (
            {"scheme": "tech_sme", "number": SME.replace("2026", "2025"), "valid_from": date(2026, 1, 2)},
            "valid_from",
            "2025-12-31",
        ),
        ({"scheme": "gazelle", "number": "长" * 41}, "number", "最多40个字符"),
    ],
)
def test_a_wrong_certificate_is_refused(columns, field, says):
    with pytest.raises(CannotAddCertificate) as refusal:
        add(EnterpriseFactory(), **columns)
    assert says in refusal.value.problems[field]
    assert not Certificate.objects.exists()


def test_the_same_certificate_twice_is_refused():
    enterprise = EnterpriseFactory()
    add(enterprise)
    with pytest.raises(CannotAddCertificate, match="不能重复登记"):
        add(enterprise, number="ｇｒ202441000123")


def test_a_revoked_certificate_stays_and_holds_no_more():
    certificate = CertificateFactory()
    revoked = revoke_certificate(certificate, revoked_on=date(2026, 3, 1), reason=" 未报年报 ", by=person(), on=TODAY)
    assert (revoked.revoked_reason, revoked.holds_on(date(2026, 2, 28)), revoked.holds_on(date(2026, 3, 1))) == (
        "未报年报",
        True,
        False,
    )
    assert Enterprise.objects.get().fact_revision == 2
    with pytest.raises(CannotRevoke, match="已于2026-03-01取消"):
        revoke_certificate(certificate, revoked_on=TODAY, reason="再次", by=person(), on=TODAY)


@pytest.mark.parametrize(
    ("revoked_on", "reason", "field"),
    [
        (date(2026, 11, 23), "原因", "revoked_on"),
        (date(2024, 10, 27), "原因", "revoked_on"),
        (TODAY, "  ", "reason"),
        (TODAY, "长" * 121, "reason"),
    ],
)
def test_a_revocation_needs_a_reason_and_a_day_within_the_term(revoked_on, reason, field):
    with pytest.raises(CannotRevoke) as refusal:
        revoke_certificate(CertificateFactory(), revoked_on=revoked_on, reason=reason, by=person(), on=TODAY)
    assert list(refusal.value.problems) == [field]
