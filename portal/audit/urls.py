"""The history page."""

from django.urls import path

from portal.audit.views.log import log

app_name = "audit"
urlpatterns = [
    path("audit/logs/", log, name="log"),
]
