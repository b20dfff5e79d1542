"""The job pages."""

from django.urls import path

from portal.jobs.views.cancel import cancel
from portal.jobs.views.detail import detail
from portal.jobs.views.download import download
from portal.jobs.views.list import list_page
from portal.jobs.views.retry import retry

app_name = "jobs"
urlpatterns = [
    path("w/jobs/", list_page, name="list"),
    path("w/jobs/<str:ref>/", detail, name="detail"),
    path("w/jobs/<str:ref>/file/", download, name="download"),
    path("w/jobs/<str:ref>/cancel/", cancel, name="cancel"),
    path("w/jobs/<str:ref>/retry/", retry, name="retry"),
]
