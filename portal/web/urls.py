"""Help, gallery and error pages."""

app_name = "web"
urlpatterns = []
