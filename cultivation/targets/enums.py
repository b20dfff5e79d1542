"""Closed lists of the targets room."""

from django.db import models


class Division(models.TextChoices):
    """How the city is divided into rows that add up: by statutory county, or by who manages the enterprise."""

    COUNTY = "county", "县区"
    UNIT = "unit", "管理单位"
