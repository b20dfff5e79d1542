"""No attestation is deleted, and its moment is the one that was sealed: the database does not choose another."""

from django.db import migrations, models

TABLE = "pools_attestation"
SQLITE = {"kept": "UPDATE", "stays": "DELETE"}


def guard(_apps, editor):
    """No row is changed or deleted. SQLite drops triggers when a migration rebuilds the table: make them again then."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION policies_refuse()",
            params=None,
        )
        return
    for name, deed in SQLITE.items():
        editor.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {deed} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TABLE}_{name}'); END",
            params=None,
        )


def unguard(_apps, editor):
    """Takes the guards off again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {TABLE}_kept ON {TABLE}")
        return
    for name in SQLITE:
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}")


def guard_changes(_apps, editor):
    """The guard as it was before, which let rows be deleted."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION policies_refuse()",
            params=None,
        )
    else:
        editor.execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TABLE}_kept'); END",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("pools", "0004_attestation")]

    operations = [
        migrations.RunPython(unguard, guard_changes),
        migrations.AlterField(
            model_name="attestation",
            name="made_at",
            field=models.DateTimeField(verbose_name="存证时间"),
        ),
        migrations.RunPython(guard, unguard),
    ]
