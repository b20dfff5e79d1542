"""Pages about targets and ranking."""

app_name = "targets"
urlpatterns = []
