"""Who may decide about pools, and who may carry them out; who may look is asked at the door of each page."""

from portal.accounts.models import User


def can_confirm(user: User) -> bool:
    """Whether the person may confirm and dismiss proposals, enter and take out enterprises."""
    return user.acting.may("pool.confirm")


def can_make_checkups(user: User) -> bool:
    """Whether the person may make check-ups of the enterprises they see."""
    return user.acting.may("checkup.make")


def can_keep_clinics(user: User) -> bool:
    """Whether the person may enter clinics in the register and revise them."""
    return user.acting.may("clinic.keep")


def can_make_plans(user: User) -> bool:
    """Whether the person may draw up and revise a 一企一策 of the enterprises they see, and note its progress."""
    return user.acting.may("plan.make")


def can_sign_plans(user: User) -> bool:
    """Whether the person may sign a 一企一策 for the bureau."""
    return user.acting.may("plan.sign")


def can_acknowledge_plan(user: User) -> bool:
    """Whether the person may agree to a 一企一策 for their own enterprise."""
    return user.acting.may("diagnosis.own")


def can_export(user: User) -> bool:
    """Whether the person may carry lists out as files."""
    return user.acting.may("enterprise.export")
