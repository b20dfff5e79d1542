"""CheckUp (科技创新体检): one enterprise under several programmes on a day, with what to do, kept as it was."""

from django.db import models

from portal.accounts.models import new_ref


class CheckUp(models.Model):
    """A report that somebody signs; made once and never changed, a trigger of the database refuses it.

    number: the how-many-th of the enterprise. previous: the one before it, which it is compared with. content: canonical
    JSON of the occasion, the enterprise as registered, the clinic, the remark, and per programme the ways to pass and the
    prescriptions; checksum: its SHA-256. The verdicts themselves stand in the attestations of its parts.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="checkups")
    number = models.PositiveSmallIntegerField("次序")
    on = models.DateField("体检日期")
    clinic = models.ForeignKey("pools.Clinic", models.PROTECT, null=True, blank=True, related_name="checkups")
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    content = models.TextField("内容")
    checksum = models.CharField("校验值", max_length=64)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("出具时间")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "number"], name="checkup_number_once")]

    def __str__(self) -> str:
        return f"{self.enterprise}第{self.number}次体检"


class CheckUpPart(models.Model):
    """One programme of a check-up: the frozen verdict, and how it reads in a list."""

    checkup = models.ForeignKey("pools.CheckUp", models.PROTECT, related_name="parts")
    attestation = models.OneToOneField("pools.Attestation", models.PROTECT, related_name="checkup_part")
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("项目", max_length=120)
    outcome = models.SmallIntegerField("结论")
    outcome_text = models.CharField("结论文字", max_length=80)
    score_text = models.CharField("得分", max_length=40, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["checkup", "position"], name="checkup_part_position_once")]

    def __str__(self) -> str:
        return f"{self.title}：{self.outcome_text}"
