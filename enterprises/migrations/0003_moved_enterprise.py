"""The database itself notes which enterprises have moved: no action, import or console can forget it.

PostgreSQL notes those that are added once per statement, so that a COPY of a million stays a COPY; those that change are
noted row by row, as SQLite notes both. SQLite drops the triggers of a table that a later migration
rebuilds: such a migration makes them again by `watch`; tests/enterprises/models/test_moved.py sees when one did not.
"""

import django.db.models.deletion
from django.db import migrations, models

ENTERPRISE, MOVED = "enterprises_enterprise", "enterprises_movedenterprise"
WATCHED = ("fact_revision", "status", "city_id", "county_id")
MARK = "ON CONFLICT (enterprise_id) DO UPDATE SET id = excluded.id"

POSTGRESQL = [
    f"""CREATE FUNCTION enterprises_note_new() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {MOVED} (enterprise_id) SELECT id FROM after WHERE status = 'active' ORDER BY id {MARK};
        RETURN NULL;
    END $$""",
    f"""CREATE FUNCTION enterprises_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {MOVED} (enterprise_id) VALUES (NEW.id) {MARK};
        RETURN NULL;
    END $$""",
    f"CREATE TRIGGER enterprise_noted_new AFTER INSERT ON {ENTERPRISE} REFERENCING NEW TABLE AS after "
    "FOR EACH STATEMENT EXECUTE FUNCTION enterprises_note_new()",
    f"CREATE TRIGGER enterprise_noted_moved AFTER UPDATE OF {', '.join(WATCHED)} ON {ENTERPRISE} FOR EACH ROW "
    f"WHEN (NEW.status = 'active' AND ({' OR '.join(f'NEW.{one} IS DISTINCT FROM OLD.{one}' for one in WATCHED)})) "
    "EXECUTE FUNCTION enterprises_note_moved()",
]
# The mark is autoincremented: what was deleted is never used again.
SQLITE = [
    f"CREATE TRIGGER enterprise_noted_new AFTER INSERT ON {ENTERPRISE} WHEN NEW.status = 'active' "
    f"BEGIN INSERT OR REPLACE INTO {MOVED} (enterprise_id) VALUES (NEW.id); END",
    f"CREATE TRIGGER enterprise_noted_moved AFTER UPDATE OF {', '.join(WATCHED)} ON {ENTERPRISE} "
    f"WHEN NEW.status = 'active' AND ({' OR '.join(f'NEW.{one} IS NOT OLD.{one}' for one in WATCHED)}) "
    f"BEGIN INSERT OR REPLACE INTO {MOVED} (enterprise_id) VALUES (NEW.id); END",
]


def watch(_apps, editor):
    """Puts the triggers on the table of this database."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def unwatch(_apps, editor):
    """Takes them off again."""
    is_postgresql = editor.connection.vendor == "postgresql"
    for what in ("new", "moved"):
        editor.execute(f"DROP TRIGGER enterprise_noted_{what}" + (f" ON {ENTERPRISE}" if is_postgresql else ""))
        if is_postgresql:
            editor.execute(f"DROP FUNCTION enterprises_note_{what}()")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_statement")]

    operations = [
        migrations.CreateModel(
            name="MovedEnterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="企业",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunPython(watch, unwatch),
    ]
