"""What a request may carry is decided while it arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from portal.workbooks import uploads


@pytest.fixture
def post(settings):
    settings.UPLOAD_LIMIT_BYTES = uploads.FORM_BYTES

    def post(size):
        file = SimpleUploadedFile("a.csv", b"x" * size)
        return RequestFactory().post("/", {"word": "kept", "file": file})

    return post


def test_a_file_within_the_limit_arrives_whole(post):
    request = post(uploads.FORM_BYTES)
    assert request.FILES["file"].size == uploads.FORM_BYTES
    assert not uploads.was_too_big(request)


def test_a_file_far_over_the_limit_is_left_out_and_the_other_fields_arrive(post):
    request = post(3 * uploads.FORM_BYTES)
    assert "file" not in request.FILES
    assert request.POST["word"] == "kept"
    assert uploads.was_too_big(request)
