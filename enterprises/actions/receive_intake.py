"""Receive (上传): a file is looked at, kept in the private storage, and its check begins."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse

from enterprises.models import Intake
from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.actions.start import start
from portal.regions.models import Region
from portal.workbooks import guard


def receive_intake(file: File[bytes], *, name: str, sheet: str, territory: Region, by: User, at: datetime) -> Intake:
    """The import of an uploaded file, its check started as a job; the registry is not touched.

    name: as the person called the file. sheet: the code of its SheetSpec. territory: whose firms it may speak of.
    Raises portal.workbooks.guard.WorkbookRefused, with nothing kept, for a file that is no workbook, is dangerous or
    is over the limit.
    """
    guard.refuse_by_size(file.size, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    with tempfile.NamedTemporaryFile() as copy:
        digest = hashlib.sha256()
        for block in file.chunks():
            digest.update(block)
            copy.write(block)
        copy.flush()
        guard.inspect(Path(copy.name), limit_bytes=settings.UPLOAD_LIMIT_BYTES)
        intake = Intake(
            sheet=sheet,
            region=territory,
            file_name=PurePath(name.replace("\\", "/")).name[-200:] or "未命名",
            file_size=file.size,
            digest=digest.hexdigest(),
            uploaded_by=by,
            uploaded_at=at,
        )
        copy.seek(0)
        intake.file.save("", File(copy), save=False)
    try:
        with transaction.atomic():
            intake.save()
            intake.job = start(
                "enterprises.check_intake",
                by=by,
                title=f"检查导入文件：{intake.file_name}",
                at=at,
                arguments={"intake_id": intake.pk},
                link=reverse("enterprises:intake", args=[intake.ref]),
            )
            intake.save(update_fields=["job"])
            record("intake.received", intake, by=by, after={"file": intake.file_name, "digest": intake.digest})
    except Exception:
        # The row is gone with the transaction; the file would stay for ever.
        intake.file.storage.delete(str(intake.file.name))
        raise
    return intake
