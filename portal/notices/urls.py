"""The inbox."""

from django.urls import path

from portal.notices.views.inbox import inbox
from portal.notices.views.open import open_notice
from portal.notices.views.read_all import read_all

app_name = "notices"
urlpatterns = [
    path("w/notices/", inbox, name="inbox"),
    path("w/notices/read/", read_all, name="read_all"),
    path("w/notices/<str:ref>/", open_notice, name="open"),
]
