"""The way to a page of one enterprise."""

from django.urls import reverse

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.web.parts import Crumb


def home_of(user: User, enterprise: Enterprise) -> str:
    """Where a person comes from: the page of the enterprise, or what an agency is mandated for."""
    if user.acting.may("enterprise.view"):
        return reverse("enterprises:detail", args=[enterprise.ref])
    return reverse("pools:mandated")


def crumbs_to(enterprise: Enterprise, title: str, *, user: User | None = None) -> list[Crumb]:
    """企业台账 / the enterprise / this page; for an agency its own list leads here."""
    if user is not None and not user.acting.may("enterprise.view"):
        return [Crumb("授权企业", reverse("pools:mandated")), Crumb(enterprise.name), Crumb(title)]
    return [
        Crumb("企业台账", reverse("enterprises:list")),
        Crumb(enterprise.name, reverse("enterprises:detail", args=[enterprise.ref])),
        Crumb(title),
    ]
