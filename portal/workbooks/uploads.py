"""Stops an upload that is far too big while it arrives, so that nothing of it is kept."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# Room for the other fields of the form and the marks between them.
FORM_BYTES = 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS: leaves a file out when the request is over the limit, and lets the rest pass."""

    is_too_big = False

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Looks at the length the browser announced."""
        self.is_too_big = content_length > settings.UPLOAD_LIMIT_BYTES + FORM_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skips the file when the request is too big."""
        super().new_file(*args, **kwargs)
        if self.is_too_big:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hands the bytes on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The next handler keeps the file."""
        return None


def announced_bytes(request: HttpRequest) -> int:
    """The length of a request as the browser announced it; 0 when it did not."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if str(length).isdecimal() else 0


def was_too_big(request: HttpRequest) -> bool:
    """Whether a file of this request was left out for its size."""
    return announced_bytes(request) > settings.UPLOAD_LIMIT_BYTES + FORM_BYTES
