"""Pages about targets and ranking."""

from django.urls import path

from cultivation.targets.views.ranking import ranking
from cultivation.targets.views.set_targets import set_targets

app_name = "targets"
urlpatterns = [
    path("w/ranking/", ranking, name="ranking"),
    path("w/ranking/targets/<int:year>/", set_targets, name="set"),
]
