"""Sign-in, password, people and roles."""

app_name = "accounts"
urlpatterns = []
