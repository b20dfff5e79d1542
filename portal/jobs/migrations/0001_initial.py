import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.people
import portal.jobs.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    models.CharField(
                        default=portal.accounts.models.people.new_ref, editable=False, max_length=26, unique=True
                    ),
                ),
                ("task", models.CharField(max_length=80, verbose_name="任务")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True, verbose_name="防重键")),
                ("arguments", models.JSONField(blank=True, default=dict, verbose_name="参数")),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="结果页面")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("done", "完成"),
                            ("failed", "失败"),
                            ("cancelled", "已取消"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="提交时间")),
                ("run_after", models.DateTimeField(blank=True, null=True, verbose_name="最早开始时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="通知后台时间")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="最近心跳")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                (
                    "max_attempts",
                    models.PositiveSmallIntegerField(
                        default=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name="最多次数"
                    ),
                ),
                ("worker", models.CharField(blank=True, max_length=120, verbose_name="工作进程")),
                ("token", models.CharField(blank=True, editable=False, max_length=32)),
                ("cancel_requested", models.BooleanField(default=False, verbose_name="要求取消")),
                ("progress_done", models.PositiveBigIntegerField(default=0, verbose_name="已处理")),
                ("progress_total", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="总数")),
                ("progress_note", models.CharField(blank=True, max_length=200, verbose_name="进行到")),
                ("rate", models.FloatField(blank=True, null=True, verbose_name="每秒处理")),
                ("checkpoint", models.JSONField(blank=True, null=True, verbose_name="断点")),
                ("result", models.JSONField(blank=True, null=True, verbose_name="结果")),
                (
                    "result_file",
                    models.FileField(
                        blank=True, max_length=300, upload_to=portal.jobs.models.file_path, verbose_name="结果文件"
                    ),
                ),
                ("result_file_expires_at", models.DateTimeField(blank=True, null=True, verbose_name="文件保留到")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("traceback", models.TextField(blank=True, verbose_name="技术细节")),
                (
                    "asked_as",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.grant",
                        verbose_name="发起时的授权",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["asked_by", "-id"], name="job_asked_by"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["state", "created_at"],
                        name="job_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(models.Q(("token", ""), _negated=True), ("heartbeat_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="job_running_is_claimed",
                        violation_error_message="进行中的作业必须有工作进程认领。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running"]), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="job_finished_has_an_end",
                        violation_error_message="已结束的作业必须有结束时间。",
                    ),
                ],
            },
        ),
    ]
