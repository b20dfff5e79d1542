"""Pages about ladders, pools and diagnosis."""

app_name = "pools"
urlpatterns = []
