"""Pages about enterprises."""

app_name = "enterprises"
urlpatterns = []
