"""Notice (消息): one sentence for one person, kept in their inbox."""

from django.db import models

from portal.accounts.models import new_ref


class Notice(models.Model):
    """What a person is told, where it leads, and whether they have seen it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    to = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="收件人")
    kind = models.CharField("种类", max_length=40)
    text = models.CharField("内容", max_length=300)
    url = models.CharField("页面", max_length=300, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["to", "-id"], name="notice_to"),
            models.Index(fields=["to"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.text
