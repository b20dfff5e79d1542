"""Who may look at pools and who may decide about them."""

from portal.accounts.models import User


def can_view_pools(user: User) -> bool:
    """Whether the person may open pools, proposals and the ledger of verdicts."""
    return user.acting.may("pool.view")


def can_confirm(user: User) -> bool:
    """Whether the person may confirm and dismiss proposals, enter and take out enterprises."""
    return user.acting.may("pool.confirm")


def can_export(user: User) -> bool:
    """Whether the person may carry lists out as files."""
    return user.acting.may("enterprise.export")
