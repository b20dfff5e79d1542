"""For tests: fast hashing, unhashed static files, a throw-away data folder."""

import atexit
import os
import shutil
import tempfile

# The process that makes the folder takes it away; the workers of a parallel run share it.
if "TIDU_DATA" not in os.environ:
    os.environ["TIDU_DATA"] = tempfile.mkdtemp(prefix="tidu-test-")
    atexit.register(shutil.rmtree, os.environ["TIDU_DATA"], ignore_errors=True)

# Each worker of a parallel run has a Redis database of its own: one must not take the other's messages.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{1 + int(_worker.removeprefix('gw'))}"

from portal.settings.base import *  # noqa: E402, F403

SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
