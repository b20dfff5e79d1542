"""The workbench."""

from django.urls import path

from cultivation.cockpit.views.changes import changes
from cultivation.cockpit.views.home import home
from cultivation.cockpit.views.workbench import workbench

app_name = "cockpit"
urlpatterns = [
    path("", home, name="home"),
    path("w/", workbench, name="workbench"),
    path("w/changes/", changes, name="changes"),
]
