"""A bureau's own rules: drafts, releases, and the days each release is in force."""

from policies.models.draft import Draft
from policies.models.release import Release, ReleaseSpan
from policies.models.window import Window

__all__ = ["Draft", "Release", "ReleaseSpan", "Window"]
