"""The Celery application; tasks are found by room, the broker is only a hint (see portal.jobs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.base")
app = Celery("tidu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
