"""Check-ups and clinics; no check-up is changed or deleted, nor what it consists of."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.people

TABLES = ("pools_checkup", "pools_checkuppart")
DEEDS = {"kept": "UPDATE", "stays": "DELETE"}


def guard(_apps, editor):
    """No row is changed or deleted. SQLite drops triggers when a migration rebuilds a table: make them again then."""
    for table in TABLES:
        for name, deed in DEEDS.items():
            refuse = (
                "FOR EACH ROW EXECUTE FUNCTION policies_refuse()"
                if editor.connection.vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{table}_{name}'); END"
            )
            editor.execute(f"CREATE TRIGGER {table}_{name} BEFORE {deed} ON {table} {refuse}", params=None)


def unguard(_apps, editor):
    """Takes the guards off again."""
    for table in TABLES:
        where = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for name in DEEDS:
            editor.execute(f"DROP TRIGGER {table}_{name}{where}")


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0002_statement"),
        ("pools", "0005_attestations_stay"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clinic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    models.CharField(
                        default=portal.accounts.models.people.new_ref, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("host", models.CharField(max_length=120, verbose_name="依托单位")),
                ("domain", models.CharField(max_length=120, verbose_name="服务领域")),
                ("contact_name", models.CharField(blank=True, max_length=60, verbose_name="联系人")),
                ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                ("started_on", models.DateField(verbose_name="设立日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="停办日期")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="服务地区",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CheckUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    models.CharField(
                        default=portal.accounts.models.people.new_ref, editable=False, max_length=26, unique=True
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("on", models.DateField(verbose_name="体检日期")),
                ("content", models.TextField(verbose_name="内容")),
                ("checksum", models.CharField(max_length=64, verbose_name="校验值")),
                ("made_at", models.DateTimeField(verbose_name="出具时间")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkups",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="pools.checkup",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkups",
                        to="pools.clinic",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="CheckUpPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("title", models.CharField(max_length=120, verbose_name="项目")),
                ("outcome", models.SmallIntegerField(verbose_name="结论")),
                ("outcome_text", models.CharField(max_length=80, verbose_name="结论文字")),
                ("score_text", models.CharField(blank=True, max_length=40, verbose_name="得分")),
                (
                    "attestation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checkup_part", to="pools.attestation"
                    ),
                ),
                (
                    "checkup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="pools.checkup"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("checkup", "position"), name="checkup_part_position_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.UniqueConstraint(
                fields=("region", "name"), name="clinic_name_once", violation_error_message="这个地区已有同名的诊所。"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_on", None), ("closed_on__gte", models.F("started_on")), _connector="OR"),
                name="clinic_closes_after_it_starts",
                violation_error_message="停办日期不能早于设立日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkup",
            constraint=models.UniqueConstraint(fields=("enterprise", "number"), name="checkup_number_once"),
        ),
        migrations.RunPython(guard, unguard),
    ]
