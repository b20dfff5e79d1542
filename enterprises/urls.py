"""Pages about enterprises."""

from django.urls import path

from enterprises.views.add import add
from enterprises.views.archive import archive
from enterprises.views.assign import assign
from enterprises.views.columns import columns
from enterprises.views.confirm_report import confirm_report
from enterprises.views.detail import detail
from enterprises.views.end_assignment import end_assignment
from enterprises.views.export import export
from enterprises.views.intake_commit import intake_commit
from enterprises.views.intake_detail import intake_detail
from enterprises.views.intake_discard import intake_discard
from enterprises.views.intake_errors import intake_errors
from enterprises.views.intake_list import intake_list
from enterprises.views.intake_new import intake_new
from enterprises.views.intake_template import intake_template
from enterprises.views.list import list_page
from enterprises.views.new import new
from enterprises.views.print import print_page
from enterprises.views.report import report
from enterprises.views.reveal_phone import reveal_phone
from enterprises.views.revise import revise
from enterprises.views.statements import statements

app_name = "enterprises"
urlpatterns = [
    path("w/enterprises/", list_page, name="list"),
    path("w/enterprises/new/", new, name="new"),
    path("w/enterprises/columns/", columns, name="columns"),
    path("w/enterprises/export/", export, name="export"),
    path("w/enterprises/assign/", assign, name="assign"),
    path("w/enterprises/<str:ref>/", detail, name="detail"),
    path("w/enterprises/<str:ref>/print/", print_page, name="print"),
    path("w/enterprises/<str:ref>/edit/<slug:block>/", revise, name="revise"),
    path("w/enterprises/<str:ref>/add/<slug:what>/", add, name="add"),
    path("w/enterprises/<str:ref>/status/", archive, name="archive"),
    path("w/enterprises/<str:ref>/phone/", reveal_phone, name="reveal_phone"),
    path("w/enterprises/<str:ref>/reports/<int:year>/", report, name="report"),
    path("w/enterprises/<str:ref>/reports/<int:year>/confirm/", confirm_report, name="confirm_report"),
    path("w/enterprises/<str:ref>/statements/", statements, name="statements"),
    path("w/enterprises/<str:ref>/assignments/<str:person>/<slug:layer>/end/", end_assignment, name="end_assignment"),
    path("w/imports/", intake_list, name="imports"),
    path("w/imports/new/", intake_new, name="intake_new"),
    path("w/imports/template/<slug:sheet>/", intake_template, name="intake_template"),
    path("w/imports/<slug:ref>/", intake_detail, name="intake"),
    path("w/imports/<slug:ref>/commit/", intake_commit, name="intake_commit"),
    path("w/imports/<slug:ref>/discard/", intake_discard, name="intake_discard"),
    path("w/imports/<slug:ref>/errors/", intake_errors, name="intake_errors"),
]
