"""Migration operations that keep practices apart in the database itself.

A table with a practice shows a row only to a transaction that has set that practice (`poh.practice_id`,
see `scope.py`). The policy is forced, so it binds the owner of the table as well.
"""

from django.db.migrations import RunSQL

CURRENT_PRACTICE = "NULLIF(current_setting('poh.practice_id', true), '')::bigint"
CURRENT_USER = "NULLIF(current_setting('poh.user_id', true), '')::bigint"


def practice_wall(table: str, *, visible_if: str = "", deletable: bool = False) -> RunSQL:
    """Show and accept rows of `table` only within their own practice.

    `visible_if` is an SQL condition that shows further rows (for reading only); unless `deletable`, the
    application may not delete: clinical rows are ended, not removed.
    """
    own = f"practice_id = {CURRENT_PRACTICE}"
    visible = f"{own} OR {visible_if}" if visible_if else own
    forward = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY practice_reads ON {table} FOR SELECT USING ({visible})",
        f"CREATE POLICY practice_inserts ON {table} FOR INSERT WITH CHECK ({own})",
        f"CREATE POLICY practice_updates ON {table} FOR UPDATE USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY practice_deletes ON {table} FOR DELETE USING ({own})",
    ]
    backward = [
        f"DROP POLICY practice_deletes ON {table}",
        f"DROP POLICY practice_updates ON {table}",
        f"DROP POLICY practice_inserts ON {table}",
        f"DROP POLICY practice_reads ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    if not deletable:
        forward.append(f"REVOKE DELETE ON {table} FROM poh_app")
        backward.insert(0, f"GRANT DELETE ON {table} TO poh_app")
    return RunSQL(forward, backward)


def same_practice(table: str, column: str, to_table: str) -> RunSQL:
    """Let `table.column` point only at a row of `to_table` of the same practice.

    Declare the Django field with `db_constraint=False`: a plain foreign key is checked outside row-level
    security, and would accept a row of another practice.
    """
    name = f"{table}_{column}_same_practice"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (practice_id, {column}) "
        f"REFERENCES {to_table} (practice_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def history_wall(table: str) -> RunSQL:
    """Keep a history table within its practice, and let the application only add to it."""
    wall = practice_wall(table)
    return RunSQL(
        [*wall.sql, f"REVOKE UPDATE ON {table} FROM poh_app"],
        [f"GRANT UPDATE ON {table} TO poh_app", *wall.reverse_sql],
    )
