"""Who must be looked at although nobody's facts have changed."""

from datetime import timedelta

import pytest

from cultivation.pools.recompute.calendar import calendar_ids
from enterprises.enums import EnterpriseStatus
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory
from tests.factories.pools import TODAY, MembershipFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def test_titles_that_end_open_proposals_and_firms_that_are_gone_are_looked_at():
    ending = CertificateFactory(valid_to=TODAY + timedelta(days=180)).enterprise
    ended = CertificateFactory(valid_to=TODAY - timedelta(days=1)).enterprise
    proposed = ProposalFactory(leave=True).enterprise
    gone = MembershipFactory(enterprise__status=EnterpriseStatus.CANCELLED).enterprise
    CertificateFactory(valid_to=TODAY + timedelta(days=181))
    MembershipFactory()
    MembershipFactory(ended=True, enterprise__status=EnterpriseStatus.CANCELLED)
    EnterpriseFactory(status=EnterpriseStatus.CANCELLED)
    assert calendar_ids(on=TODAY) == sorted(firm.pk for firm in (ending, ended, proposed, gone))
