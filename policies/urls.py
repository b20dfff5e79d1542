"""Pages about rules. The estimate of a draft judges enterprises and stands in cultivation.pools."""

from django.urls import path

from policies.views.approve import approve
from policies.views.draft import draft
from policies.views.list import rules
from policies.views.new import new
from policies.views.pack import pack
from policies.views.parameters import parameters
from policies.views.return_draft import return_draft
from policies.views.submit import submit
from policies.views.text import text
from policies.views.windows import windows
from policies.views.withdraw import withdraw

app_name = "policies"
urlpatterns = [
    path("w/rules/", rules, name="list"),
    path("w/rules/new/", new, name="new"),
    path("w/rules/windows/", windows, name="windows"),
    path("w/rules/drafts/<str:ref>/", draft, name="draft"),
    path("w/rules/drafts/<str:ref>/text/", text, name="text"),
    path("w/rules/drafts/<str:ref>/parameters/", parameters, name="parameters"),
    path("w/rules/drafts/<str:ref>/submit/", submit, name="submit"),
    path("w/rules/drafts/<str:ref>/approve/", approve, name="approve"),
    path("w/rules/drafts/<str:ref>/return/", return_draft, name="return"),
    path("w/rules/drafts/<str:ref>/withdraw/", withdraw, name="withdraw"),
    path("w/rules/<str:key>/", pack, name="pack"),
]
