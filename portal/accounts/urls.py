"""Sign-in, password, people and roles."""

from django.urls import path

from portal.accounts.views.add_grant import add_grant
from portal.accounts.views.change_password import change_password
from portal.accounts.views.create_person import create_person
from portal.accounts.views.disable_person import disable_person
from portal.accounts.views.drop_view import drop_view
from portal.accounts.views.enable_person import enable_person
from portal.accounts.views.no_access import no_access
from portal.accounts.views.person import person
from portal.accounts.views.reset_password import reset_password
from portal.accounts.views.revise_person import revise_person
from portal.accounts.views.save_layout import save_layout
from portal.accounts.views.save_view import save_view
from portal.accounts.views.sign_in import sign_in
from portal.accounts.views.sign_out import sign_out
from portal.accounts.views.switch_role import switch_role
from portal.accounts.views.users import users
from portal.accounts.views.withdraw_grant import withdraw_grant

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in, name="sign_in"),
    path("logout/", sign_out, name="sign_out"),
    path("password/", change_password, name="change_password"),
    path("no-access/", no_access, name="no_access"),
    path("acting/", switch_role, name="switch_role"),
    path("sys/users/", users, name="users"),
    path("sys/users/new/", create_person, name="create_person"),
    path("sys/users/<str:ref>/", person, name="person"),
    path("sys/users/<str:ref>/edit/", revise_person, name="revise_person"),
    path("sys/users/<str:ref>/password/", reset_password, name="reset_password"),
    path("sys/users/<str:ref>/disable/", disable_person, name="disable_person"),
    path("sys/users/<str:ref>/enable/", enable_person, name="enable_person"),
    path("sys/users/<str:ref>/grants/", add_grant, name="add_grant"),
    path("sys/users/<str:ref>/grants/<int:grant>/withdraw/", withdraw_grant, name="withdraw_grant"),
    path("views/", save_view, name="save_view"),
    path("views/layout/", save_layout, name="save_layout"),
    path("views/<str:ref>/drop/", drop_view, name="drop_view"),
]
