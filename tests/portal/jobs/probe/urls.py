"""The portal's pages, and two of the probe."""

import json

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portal.accounts.queries import system_user
from portal.jobs.actions.start import start


@csrf_exempt
def begin(request: HttpRequest) -> JsonResponse:
    """Starts the job that the body describes, inside the web process."""
    asked = json.loads(request.body)
    job = start("probe.count", by=system_user(), title="计数", arguments=asked, at=timezone.now())
    return JsonResponse({"ref": job.ref})


def alive(request: HttpRequest) -> JsonResponse:
    """Answers after one look at the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM jobs_job")
        return JsonResponse({"jobs": cursor.fetchone()[0]})


urlpatterns = [path("probe/begin/", begin), path("probe/alive/", alive), path("", include("portal.urls"))]
