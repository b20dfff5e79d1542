"""下载: the result file, for whoever asked for it, while the grant they asked under holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from portal.accounts.access import require
from portal.jobs.actions import hand_out as deed
from portal.jobs.permissions import can_download
from portal.jobs.queries import visible_jobs
from portal.web import say
from portal.web.files import hand_out


@require("job.view")
def download(request: HttpRequest, ref: str) -> HttpResponse:
    """The file; or back to the job with the reason why there is none for this person now."""
    job = get_object_or_404(visible_jobs(request.user), ref=ref)
    if not can_download(request.user, job, at=timezone.now()):
        say.refuse(
            request, "没有可下载的文件：已过保留期限，或提交时所用的授权已经结束，或文件属于别人。需要时请重新提交。"
        )
        return redirect("jobs:detail", job.ref)
    try:
        return hand_out(deed.hand_out(job, by=request.user), name=job.file_name)
    except FileNotFoundError:
        say.refuse(request, "文件已被清理，请重新提交作业。")
        return redirect("jobs:detail", job.ref)
