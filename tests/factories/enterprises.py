"""Enterprises for tests: valid codes, a county of the demo city, three fiscal years where asked for."""

from datetime import date

import factory
from stdnum.cn import uscc

from enterprises.enums import RecognitionKind, RightKind, Scheme
from enterprises.models import (
    Agency,
    AgencyPerson,
    AnnualReport,
    Assignment,
    Certificate,
    ComplianceEvent,
    Enterprise,
    EnterpriseName,
    IntellectualProperty,
    Mandate,
    Member,
)
from tests.factories.accounts import UserFactory
from tests.factories.regions import RegionFactory

WAN = 1_000_000
PERSON = 10_000


def code_number(number: int) -> str:
    """The n-th valid credit code of the demo city."""
    body = f"91410600MA{number:07d}"
    return body + uscc.calc_check_digit(body)


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """An enterprise of 淇滨区 in manufacturing, founded in 2017."""

    class Meta:
        model = Enterprise
        skip_postgeneration_save = True

    code = factory.Sequence(code_number)
    name = factory.Sequence(lambda n: f"鹤壁精密制造{n:04d}有限公司")
    city = factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True))
    county = factory.LazyFunction(lambda: RegionFactory(county_qibin=True))
    founded_on = date(2017, 5, 11)
    industry_code = "C3425"

    class Params:
        in_xun = factory.Trait(county=factory.LazyFunction(lambda: RegionFactory(county_xun=True)))
        without_county = factory.Trait(county=None)
        elsewhere = factory.Trait(city=factory.LazyFunction(lambda: RegionFactory(other_city=True)), county=None)
        young = factory.Trait(founded_on=date(2026, 3, 1))

    @factory.post_generation
    def names(self: Enterprise, create: bool, given: object, **_: object) -> None:
        if create:
            EnterpriseName.objects.create(enterprise=self, name=self.name)


class AnnualReportFactory(factory.django.DjangoModelFactory):
    """The report of 2025: 100 people, 5,000万元 of sales, R&D of 5 %."""

    class Meta:
        model = AnnualReport

    enterprise = factory.SubFactory(EnterpriseFactory)
    fiscal_year = 2025
    staff_e4 = 100 * PERSON
    tech_staff_e4 = 20 * PERSON
    sales_fen = 5_000 * WAN
    revenue_operating_fen = 5_000 * WAN
    income_total_fen = 5_000 * WAN
    income_hightech_fen = 3_500 * WAN
    assets_fen = 6_000 * WAN
    liabilities_fen = 2_000 * WAN
    rd_expense_fen = 250 * WAN

    class Params:
        just_below_rd_floor = factory.Trait(rd_expense_fen=250 * WAN - 1)
        without_figures = factory.Trait(
            staff_e4=None,
            tech_staff_e4=None,
            sales_fen=None,
            revenue_operating_fen=None,
            income_total_fen=None,
            income_hightech_fen=None,
            assets_fen=None,
            liabilities_fen=None,
            rd_expense_fen=None,
        )


class ReportedEnterpriseFactory(EnterpriseFactory):
    """An enterprise with the reports of 2023, 2024 and 2025."""

    class Params:
        without_last_year = factory.Trait(reports__years=(2023, 2024))
        just_below_rd_floor = factory.Trait(reports__just_below_rd_floor=True)

    @factory.post_generation
    def reports(
        self: Enterprise, create: bool, given: object, years: tuple[int, ...] = (2023, 2024, 2025), **figures: object
    ) -> None:
        if create:
            for year in years:
                AnnualReportFactory(enterprise=self, fiscal_year=year, **figures)


class RightFactory(factory.django.DjangoModelFactory):
    """A granted utility model."""

    class Meta:
        model = IntellectualProperty

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = RightKind.UTILITY_MODEL
    right_class = factory.LazyAttribute(lambda right: IntellectualProperty.class_of(right.kind))
    number = factory.Sequence(lambda n: f"ZL2022 2 {n:07d}.X")
    name = "一种精密夹具"
    granted_on = date(2022, 6, 1)


class CertificateFactory(factory.django.DjangoModelFactory):
    """A high-tech title in force."""

    class Meta:
        model = Certificate

    enterprise = factory.SubFactory(EnterpriseFactory)
    scheme = Scheme.HNTE
    number = factory.Sequence(lambda n: f"GR202441{n:06d}")
    kind = RecognitionKind.FIRST
    valid_from = date(2024, 10, 28)
    valid_to = date(2027, 10, 27)

    class Params:
        expired = factory.Trait(valid_from=date(2021, 10, 28), valid_to=date(2024, 10, 27))
        ending_soon = factory.Trait(valid_from=date(2023, 12, 8), valid_to=date(2026, 12, 7))


class ComplianceEventFactory(factory.django.DjangoModelFactory):
    """An entry in the list of abnormal operations."""

    class Meta:
        model = ComplianceEvent

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = "abnormal"
    happened_on = date(2026, 4, 1)
    authority = "鹤壁市市场监督管理局"


class AssignmentFactory(factory.django.DjangoModelFactory):
    """An officer who stands by an enterprise since the beginning of 2026."""

    class Meta:
        model = Assignment

    enterprise = factory.SubFactory(EnterpriseFactory)
    user = factory.SubFactory(UserFactory)
    since = date(2026, 1, 1)


class MemberFactory(factory.django.DjangoModelFactory):
    """A person who acts for an enterprise."""

    class Meta:
        model = Member

    enterprise = factory.SubFactory(EnterpriseFactory)
    user = factory.SubFactory(UserFactory)


class AgencyFactory(factory.django.DjangoModelFactory):
    """A service agency of the demo city."""

    class Meta:
        model = Agency

    city = factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True))
    code = factory.Sequence(lambda n: code_number(500_000 + n))
    name = factory.Sequence(lambda n: f"鹤壁知识产权代理{n:03d}有限公司")
    registered_by = factory.SubFactory(UserFactory)


class AgencyPersonFactory(factory.django.DjangoModelFactory):
    """A person who works for an agency."""

    class Meta:
        model = AgencyPerson

    agency = factory.SubFactory(AgencyFactory)
    user = factory.SubFactory(UserFactory)


class MandateFactory(factory.django.DjangoModelFactory):
    """A mandate without filling that has held since the beginning of 2026, for a century."""

    class Meta:
        model = Mandate

    enterprise = factory.SubFactory(EnterpriseFactory)
    agency = factory.SubFactory(AgencyFactory)
    programmes = factory.LazyFunction(lambda: ["hnte", "tech_sme"])
    valid_from = date(2026, 1, 1)
    valid_to = date(2126, 12, 31)
    given_by = factory.SubFactory(UserFactory)
