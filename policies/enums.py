"""The words for where a bureau's own rule stands."""

from django.db import models


class DraftState(models.TextChoices):
    """Where a draft stands between its first line and its publication."""

    EDITING = "editing", "编辑中"
    SUBMITTED = "submitted", "待复核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤销"
