"""Ladders, rungs, places, proposals and verdicts for tests."""

from datetime import date

import factory

from cultivation.pools.enums import MembershipState, Outcome, ProposalKind
from cultivation.pools.models import Assessment, Ladder, Membership, MembershipChange, Proposal, Tier
from policies.library import in_force
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

TODAY = date(2026, 11, 22)


class LadderFactory(factory.django.DjangoModelFactory):
    """The national ladder, without its rungs."""

    class Meta:
        model = Ladder
        django_get_or_create = ("code",)

    code = "national"
    name = "科技型企业梯次培育"

    class Params:
        of_hebi = factory.Trait(
            code="410600-growth",
            name="微成长、小升规、高变强",
            city=factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True)),
        )


class TierFactory(factory.django.DjangoModelFactory):
    """The rung 高新技术企业; asking twice for the same code gives the same row."""

    class Meta:
        model = Tier
        django_get_or_create = ("code",)

    ladder = factory.SubFactory(LadderFactory)
    code = "hnte"
    name = "高新技术企业"
    position = 2
    programme = "hnte"
    scheme = "hnte"
    colour = "tier-4"

    class Params:
        tech_sme = factory.Trait(
            code="tech_sme",
            name="科技型中小企业",
            position=1,
            programme="tech_sme",
            scheme="tech_sme",
            colour="tier-2",
        )
        gazelle = factory.Trait(
            code="gazelle", name="瞪羚企业", position=3, programme="", scheme="gazelle", colour="tier-5"
        )
        small_to_scale = factory.Trait(
            ladder=factory.SubFactory(LadderFactory, of_hebi=True),
            code="small_to_scale",
            name="小升规",
            position=2,
            programme="",
            scheme="",
        )


class MembershipFactory(factory.django.DjangoModelFactory):
    """In the pool since March 2026 by a certificate, with its first change."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    enterprise = factory.SubFactory(EnterpriseFactory)
    tier = factory.SubFactory(TierFactory)
    entered_on = date(2026, 3, 1)
    evidence = factory.LazyFunction(lambda: {"basis": "certificate", "number": "GR202641000001"})
    confirmed_by = factory.LazyFunction(person)

    class Params:
        ended = factory.Trait(state=MembershipState.ENDED, left_on=date(2026, 9, 1), left_reason="证书到期未续")

    @factory.post_generation
    def changes(self: Membership, create: bool, given: object, **_: object) -> None:
        if create:
            MembershipChange.objects.create(
                membership=self, was="", now=MembershipState.ACTIVE, on=self.entered_on, by=self.confirmed_by
            )


class ProposalFactory(factory.django.DjangoModelFactory):
    """可入库 by a certificate, open."""

    class Meta:
        model = Proposal

    enterprise = factory.SubFactory(EnterpriseFactory)
    tier = factory.SubFactory(TierFactory)
    kind = ProposalKind.ENTER
    reason = "持有效证书GR202441000001"
    ground = "certificate:GR202441000001"
    made_on = TODAY

    class Params:
        near = factory.Trait(kind=ProposalKind.NEAR, reason="差1项：研发费用占比", ground="gaps:16")
        leave = factory.Trait(kind=ProposalKind.LEAVE, reason="证书GR202141000001已于2024-10-27到期", ground="c")


class AssessmentFactory(factory.django.DjangoModelFactory):
    """Not eligible by one criterion of the high-tech programme: 研发费用占比."""

    class Meta:
        model = Assessment

    enterprise = factory.SubFactory(EnterpriseFactory)
    programme = "hnte"
    pack_digest = factory.LazyAttribute(lambda verdict: in_force(verdict.programme, None, TODAY).digest)
    fact_revision = 1
    outcome = Outcome.NOT_ELIGIBLE
    gaps = 1 << 4
    unknowns = 0
    judged_on = TODAY

    class Params:
        eligible = factory.Trait(programme="tech_sme", outcome=Outcome.ELIGIBLE, gaps=0)


def national_ladder() -> tuple[Tier, Tier, Tier]:
    """科技型中小企业, 高新技术企业, 瞪羚企业: the rungs of the national ladder, lowest first."""
    return TierFactory(tech_sme=True), TierFactory(), TierFactory(gazelle=True)
