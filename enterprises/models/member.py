"""Member (企业成员): a person who acts for an enterprise."""

from django.db import models

from enterprises.enums import MemberRole


class Member(models.Model):
    """企业管理员 or 经办人; the data scope of the enterprise role."""

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships")
    role = models.CharField("身份", max_length=10, choices=MemberRole, default=MemberRole.ADMIN)
    left_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}）"
