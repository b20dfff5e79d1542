"""The way to a page of one enterprise."""

from django.urls import reverse

from enterprises.models import Enterprise
from portal.web.parts import Crumb


def crumbs_to(enterprise: Enterprise, title: str) -> list[Crumb]:
    """企业台账 / the enterprise / this page."""
    return [
        Crumb("企业台账", reverse("enterprises:list")),
        Crumb(enterprise.name, reverse("enterprises:detail", args=[enterprise.ref])),
        Crumb(title),
    ]
