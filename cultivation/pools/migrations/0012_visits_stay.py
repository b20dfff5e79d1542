"""No visit is deleted, nor what was found on it: a wrong record is corrected by another one."""

from django.db import migrations

TABLES = ("pools_visit", "pools_visititem")


def guard(_apps, editor):
    """No row is deleted. SQLite drops a trigger when a later migration rebuilds its table: make it again then."""
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            statement = (
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION policies_refuse()"
            )
        else:
            statement = (
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}_stays'); END"
            )
        editor.execute(statement, params=None)


def unguard(_apps, editor):
    """Takes it off again."""
    for table in TABLES:
        where = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {table}_stays{where}")


class Migration(migrations.Migration):
    dependencies = [("pools", "0011_retention")]

    operations = [migrations.RunPython(guard, unguard)]
