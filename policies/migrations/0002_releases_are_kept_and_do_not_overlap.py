"""What the database itself holds about releases: two texts are never in force at once, and none is rewritten.

PostgreSQL has an exclusion constraint for the days and a trigger for the words, SQLite triggers for both. SQLite drops the
triggers of a table that a later migration rebuilds: such a migration makes them again by `guard`.
"""

from django.db import migrations

RELEASE, SPAN = "policies_release", "policies_releasespan"
# Everything but in_force_to.
KEPT = {
    RELEASE: (
        "ref, draft_id, programme, version, title, region_id, kinds, text, cases, digest, in_force_from, note, "
        "published_by_id, approved_by_id, published_at, replaces_id"
    ),
    SPAN: "release_id, programme, region_id, kind, in_force_from",
}
PUT_OFF = "NEW.in_force_to IS NULL OR NEW.in_force_to > OLD.in_force_to"

_OTHER_IN_FORCE = f"""EXISTS (
    SELECT 1 FROM {SPAN} other
    WHERE other.programme = NEW.programme AND other.region_id = NEW.region_id AND other.kind = NEW.kind {{itself}}
      AND (NEW.in_force_to IS NULL OR NEW.in_force_to >= NEW.in_force_from)
      AND (other.in_force_to IS NULL OR other.in_force_to >= other.in_force_from)
      AND (other.in_force_to IS NULL OR other.in_force_to >= NEW.in_force_from)
      AND (NEW.in_force_to IS NULL OR NEW.in_force_to >= other.in_force_from)
)"""

SQLITE = [
    f"""CREATE TRIGGER release_span_apart_new BEFORE INSERT ON {SPAN} WHEN {_OTHER_IN_FORCE.format(itself="")}
    BEGIN SELECT RAISE(ABORT, 'release_span_apart'); END""",
    f"""CREATE TRIGGER release_span_apart_changed BEFORE UPDATE ON {SPAN}
    WHEN {_OTHER_IN_FORCE.format(itself="AND other.id <> NEW.id")}
    BEGIN SELECT RAISE(ABORT, 'release_span_apart'); END""",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OF {columns} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}_kept'); END"
        for table, columns in KEPT.items()
    ),
    *(
        f"CREATE TRIGGER {table}_ends BEFORE UPDATE OF in_force_to ON {table} WHEN {PUT_OFF} "
        f"BEGIN SELECT RAISE(ABORT, '{table}_ends'); END"
        for table in KEPT
    ),
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""ALTER TABLE {SPAN} ADD CONSTRAINT release_span_apart EXCLUDE USING gist (
        programme WITH =, region_id WITH =, kind WITH =, daterange(in_force_from, in_force_to + 1, '[)') WITH &&)""",
    """CREATE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'check_violation'; END $$""",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OF {columns} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION policies_refuse()"
        for table, columns in KEPT.items()
    ),
    *(
        f"CREATE TRIGGER {table}_ends BEFORE UPDATE OF in_force_to ON {table} "
        f"FOR EACH ROW WHEN ({PUT_OFF}) EXECUTE FUNCTION policies_refuse()"
        for table in KEPT
    ),
]


def guard(_apps, editor):
    """Puts the guards on the tables of this database."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def unguard(_apps, editor):
    """Takes them off again."""
    is_postgresql = editor.connection.vendor == "postgresql"
    where = {table: f" ON {table}" if is_postgresql else "" for table in KEPT}
    for table in KEPT:
        for what in ("kept", "ends"):
            editor.execute(f"DROP TRIGGER {table}_{what}{where[table]}")
    if is_postgresql:
        editor.execute(f"ALTER TABLE {SPAN} DROP CONSTRAINT release_span_apart")
        editor.execute("DROP FUNCTION policies_refuse()")
    else:
        editor.execute("DROP TRIGGER release_span_apart_new")
        editor.execute("DROP TRIGGER release_span_apart_changed")


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
