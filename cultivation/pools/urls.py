"""Pages about ladders, pools and diagnosis."""

from django.urls import path

from cultivation.pools.views.assessments import assessments
from cultivation.pools.views.decide import decide
from cultivation.pools.views.diagnosis import diagnosis
from cultivation.pools.views.enter import enter
from cultivation.pools.views.funnel import funnel
from cultivation.pools.views.holders import holders
from cultivation.pools.views.membership import membership
from cultivation.pools.views.panel import panel
from cultivation.pools.views.pool import pool
from cultivation.pools.views.proposals import proposals
from cultivation.pools.views.recompute import recompute

app_name = "pools"
urlpatterns = [
    path("w/enterprises/<str:ref>/diagnosis/<slug:programme>/", diagnosis, name="diagnosis"),
    path("w/enterprises/<str:ref>/pools/", panel, name="panel"),
    path("w/pools/", funnel, name="funnel"),
    path("w/pools/assessments/<slug:programme>/", assessments, name="assessments"),
    path("w/pools/recompute/", recompute, name="recompute"),
    path("w/pools/members/<str:ref>/", membership, name="membership"),
    path("w/pools/<slug:code>/", pool, name="pool"),
    path("w/pools/<slug:code>/enter/", enter, name="enter"),
    path("w/pools/<slug:code>/holders/", holders, name="holders"),
    path("w/pools/<slug:code>/proposals/", proposals, name="proposals"),
    path("w/pools/<slug:code>/proposals/decide/", decide, name="decide"),
]
