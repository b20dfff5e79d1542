"""The workbench."""

app_name = "cockpit"
urlpatterns = []
