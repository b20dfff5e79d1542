"""Who may decide about pools, and who may carry them out; who may look is asked at the door of each page."""

from portal.accounts.models import User


def can_confirm(user: User) -> bool:
    """Whether the person may confirm and dismiss proposals, enter and take out enterprises."""
    return user.acting.may("pool.confirm")


def can_export(user: User) -> bool:
    """Whether the person may carry lists out as files."""
    return user.acting.may("enterprise.export")
