"""Sign-in, password, people and roles."""

from django.urls import path

from portal.accounts.views.drop_view import drop_view
from portal.accounts.views.save_layout import save_layout
from portal.accounts.views.save_view import save_view

app_name = "accounts"
urlpatterns = [
    path("views/", save_view, name="save_view"),
    path("views/layout/", save_layout, name="save_layout"),
    path("views/<str:ref>/drop/", drop_view, name="drop_view"),
]
