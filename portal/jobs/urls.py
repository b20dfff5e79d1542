"""The job pages."""

app_name = "jobs"
urlpatterns = []
