"""Founds the bureau that answers for a territory."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import Bureau, User
from portal.accounts.permissions import can_manage_territory
from portal.audit.record import record
from portal.regions.models import Region


def found_bureau(region: Region, *, name: str, short_name: str, phone: str = "", by: User) -> Bureau:
    """The new bureau of a territory.

    Raises CannotManage: the territory has its bureau already, or lies outside what the founder answers for.
    """
    if not can_manage_territory(by, region):
        raise CannotManage(f"{region.name}不在您所在科技局的辖区内，不能在那里设立科技局。", field="region")
    with transaction.atomic():
        present = Bureau.objects.filter(region=region).first()
        if present is not None:
            raise CannotManage(f"{region.name}已经设有{present.name}。", field="region")
        bureau = Bureau.objects.create(region=region, name=name, short_name=short_name, phone=phone)
        record("bureau.founded", bureau, by=by, after={"name": name, "region": region.code, "phone": phone})
    return bureau
