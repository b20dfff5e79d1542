"""Pages about enterprises."""

from django.urls import path

from enterprises.views.intake_commit import intake_commit
from enterprises.views.intake_detail import intake_detail
from enterprises.views.intake_discard import intake_discard
from enterprises.views.intake_errors import intake_errors
from enterprises.views.intake_list import intake_list
from enterprises.views.intake_new import intake_new
from enterprises.views.intake_template import intake_template

app_name = "enterprises"
urlpatterns = [
    path("w/imports/", intake_list, name="imports"),
    path("w/imports/new/", intake_new, name="intake_new"),
    path("w/imports/template/<slug:sheet>/", intake_template, name="intake_template"),
    path("w/imports/<slug:ref>/", intake_detail, name="intake"),
    path("w/imports/<slug:ref>/commit/", intake_commit, name="intake_commit"),
    path("w/imports/<slug:ref>/discard/", intake_discard, name="intake_discard"),
    path("w/imports/<slug:ref>/errors/", intake_errors, name="intake_errors"),
]
