"""Reads of jobs."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Scope
from portal.jobs.models import UNFINISHED, Job, State


def visible_jobs(user: User) -> QuerySet[Job]:
    """The jobs a person may see: their own; with "job.view_all" also the system's and those asked for in their territory.

    A role without business data (系统管理员) sees every job; what a job made stays with whoever asked for it.
    """
    jobs = Job.objects.select_related("asked_by")
    mine = Q(asked_by=user)
    if not user.acting.may("job.view_all"):
        return jobs.filter(mine)
    if user.acting.scope == Scope.NONE:
        return jobs
    region = user.acting.region
    if region is None:
        return jobs.filter(mine)
    inside = (
        Q(asked_as__region=region)
        | Q(asked_as__region__city=region)
        | Q(asked_as__region__parent=region)
        | Q(asked_as__region__city__parent=region)
    )
    return jobs.filter(mine | inside | Q(asked_by__is_system=True))


def unfinished_jobs(task: str) -> QuerySet[Job]:
    """Jobs of one task that wait or run, oldest first."""
    return Job.objects.filter(task=task, state__in=UNFINISHED).order_by("id")


def matching_jobs(
    jobs: QuerySet[Job], *, user: User, search: str = "", state: str = "", whose: str = ""
) -> QuerySet[Job]:
    """The jobs of a list that fit its filters, newest first.

    search: part of the name. state: one of models.State. whose: "mine" for those the person asked for. Anything else
    filters nothing.
    """
    if search:
        jobs = jobs.filter(title__icontains=search)
    if state in State.values:
        jobs = jobs.filter(state=state)
    if whose == "mine":
        jobs = jobs.filter(asked_by=user)
    return jobs.order_by("-id")
