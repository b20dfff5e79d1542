"""The portal as it is shipped, with the probe as one more room and a page that starts its jobs."""

from portal.settings.base import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.portal.jobs.probe"]  # noqa: F405
ROOT_URLCONF = "tests.portal.jobs.probe.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
