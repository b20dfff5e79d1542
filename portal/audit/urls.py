"""The history page."""

from django.urls import path

from portal.audit.views.export import export
from portal.audit.views.log import log

app_name = "audit"
urlpatterns = [
    path("audit/logs/", log, name="log"),
    path("audit/logs/export/", export, name="export"),
]
