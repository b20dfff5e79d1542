"""Pages about ladders, pools and diagnosis."""

from django.urls import path

from cultivation.pools.views.diagnosis import diagnosis
from cultivation.pools.views.panel import panel
from cultivation.pools.views.recompute import recompute

app_name = "pools"
urlpatterns = [
    path("w/enterprises/<str:ref>/diagnosis/<slug:programme>/", diagnosis, name="diagnosis"),
    path("w/pools/recompute/", recompute, name="recompute"),
    path("w/enterprises/<str:ref>/pools/", panel, name="panel"),
]
