import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    models.CharField(
                        default=portal.accounts.models.people.new_ref, editable=False, max_length=26, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("text", models.CharField(max_length=300, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="页面")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="已读时间")),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["to", "-id"], name="notice_to"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["to"], name="notice_unread"),
                ],
            },
        ),
    ]
