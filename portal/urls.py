"""Every address of the portal; rooms are named by string, never imported."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.audit.urls")),
    path("", include("portal.web.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.jobs.urls")),
    path("", include("enterprises.urls")),
    path("", include("policies.urls")),
    path("", include("cultivation.pools.urls")),
    path("", include("cultivation.targets.urls")),
    path("", include("cultivation.cockpit.urls")),
]
handler403 = "portal.web.views.errors.forbidden"
handler404 = "portal.web.views.errors.not_found"
handler500 = "portal.web.views.errors.broken"
