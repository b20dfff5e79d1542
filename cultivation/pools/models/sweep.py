"""Sweep (全面比对): under which texts the verdicts of everybody were last compared with the facts."""

from django.db import models


class Sweep(models.Model):
    """The only row: the texts under which every enterprise has been, or is being, judged.

    texts: digest of the rulings (which text judges which place). is_complete: nobody is left to judge by them but those
    who moved since and those whose recheck day comes; then, and only then, looking at the moves is enough.
    """

    ONLY = 1

    texts = models.CharField("规则集摘要", max_length=64)
    is_complete = models.BooleanField("已全部比对", default=False)

    def __str__(self) -> str:
        return f"{self.texts[:12]}（{'已' if self.is_complete else '未'}全部比对）"
