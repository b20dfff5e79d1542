"""For tests: fast hashing, unhashed static files, a throw-away data folder."""

import os
import tempfile

os.environ.setdefault("TIDU_DATA", tempfile.mkdtemp(prefix="tidu-test-"))

from portal.settings.base import *  # noqa: E402, F403

SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
