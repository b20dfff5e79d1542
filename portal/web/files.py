"""Private files on their way to a person, after the page has said yes."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header


def hand_out(path: str, *, name: str) -> HttpResponse:
    """A file of the private storage as a download called `name`.

    With PROTECTED_URL set, the proxy in front sends the bytes (X-Accel-Redirect); otherwise this process does.
    Raises FileNotFoundError when the storage does not hold the file.
    """
    if not settings.PROTECTED_URL:
        answer: HttpResponse = FileResponse(default_storage.open(path, "rb"), as_attachment=True, filename=name)
    else:
        if not default_storage.exists(path):
            raise FileNotFoundError(path)
        answer = HttpResponse(content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        answer["X-Accel-Redirect"] = settings.PROTECTED_URL + quote(path)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
