"""Add a certificate (登记资质): number, validity, and whether it is the first or one again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from enterprises.enums import RecognitionKind, Scheme, Source
from enterprises.models import Certificate, Enterprise, Refusal
from enterprises.models.titles import end_of, normalise_number, problem_of_number
from enterprises.queries import certificates_by_scheme
from portal.accounts.models import User
from portal.audit.record import record_many

CHUNK = 500


class CannotAddCertificate(Refusal):
    """The certificate cannot be added."""


def add_certificate(
    enterprise: Enterprise,
    *,
    scheme: str,
    number: str,
    valid_from: date,
    by: User,
    on: date,
    valid_to: date | None = None,
    kind: str = "",
    source: str = Source.TYPED,
) -> Certificate:
    """A certificate from the day of issue; its end follows from the scheme unless given.

    kind: first or again, found from earlier certificates of the scheme unless given. A later certificate called the
    first becomes one again when an earlier one comes to light. Raises CannotAddCertificate.
    """
    columns = {"scheme": scheme, "number": number, "valid_from": valid_from, "valid_to": valid_to, "kind": kind}
    return add_certificates([(enterprise, columns)], by=by, on=on, source=source)[0]


def add_certificates(
    certificates: Sequence[tuple[Enterprise, Mapping[str, Any]]], *, by: User, on: date, source: str = Source.TYPED
) -> list[Certificate]:
    """Several certificates, all or none, in the order given; columns as add_certificate takes them."""
    made = [_checked(enterprise, columns, on=on, source=source) for enterprise, columns in certificates]
    try:
        with transaction.atomic():
            for start in range(0, len(made), CHUNK):
                _write(made[start : start + CHUNK], by=by)
    except IntegrityError:
        raise CannotAddCertificate({"number": "这家企业已有同一资质、同一编号的证书，不能重复登记。"}) from None
    return made


def _checked(enterprise: Enterprise, columns: Mapping[str, Any], *, on: date, source: str) -> Certificate:
    given = {"valid_to": None, "kind": "", **columns}
    scheme, number, valid_from = given["scheme"], normalise_number(given["number"]), given["valid_from"]
    problems = {}
    if scheme not in Scheme.values:
        problems["scheme"] = f"资质“{scheme}”不存在，可选：{'、'.join(Scheme.labels)}。"
    if sentence := problem_of_number(scheme, number):
        problems["number"] = sentence
    if given["kind"] not in ("", *RecognitionKind.values):
        problems["kind"] = f"认定类型“{given['kind']}”不存在，可选：{'、'.join(RecognitionKind.labels)}。"
    if valid_from > on:
        problems["valid_from"] = f"发证日期{valid_from}晚于今天（{on}）。"
    if not problems:
        valid_to = given["valid_to"] or end_of(scheme, number, valid_from)
        if valid_to is None or valid_to >= valid_from:
            return Certificate(
                enterprise=enterprise,
                scheme=scheme,
                number=number,
                valid_from=valid_from,
                valid_to=valid_to,
                kind=given["kind"],
                source=source,
            )
        problems["valid_from"] = f"发证日期{valid_from}晚于有效期的最后一天{valid_to}。"
    raise CannotAddCertificate(problems)


def _write(made: list[Certificate], *, by: User) -> None:
    ids = {certificate.enterprise_id for certificate in made}
    held = certificates_by_scheme(ids)
    corrected = []
    for certificate in sorted(made, key=lambda each: each.valid_from):
        others = held.setdefault((certificate.enterprise_id, certificate.scheme), [])
        earlier = any(other.valid_from < certificate.valid_from for other in others)
        if not certificate.kind:
            certificate.kind = RecognitionKind.AGAIN if earlier else RecognitionKind.FIRST
        for other in others:
            if other.valid_from > certificate.valid_from and other.kind == RecognitionKind.FIRST:
                other.kind = RecognitionKind.AGAIN
                corrected.append(other)
        others.append(certificate)
    Certificate.objects.bulk_update([each for each in corrected if each.pk], ["kind"], batch_size=500)
    Certificate.objects.bulk_create(made)
    Enterprise.objects.facts_changed(ids)
    record_many("certificate.added", [(each.enterprise, None, _shown(each)) for each in made], by=by)


def _shown(certificate: Certificate) -> dict[str, Any]:
    names = ("scheme", "number", "kind", "valid_from", "valid_to")
    return {name: getattr(certificate, name) for name in names}
