"""Adding many measurements at once asks for corrected values only where a row corrects one.

As joins these were planned for the whole table: with the statistics of an empty table, as on the first day, each of
many new rows was compared with every row there is.
"""

from importlib import import_module

from django.db import migrations

_latest = import_module("patients.migrations.0009_latest_measurement")
CHECK, KEEP = (sql.split("CREATE TRIGGER")[0] for sql in (_latest.CHECK, _latest.KEEP))

JOIN = """
    LEFT JOIN patients_measurement c ON c.practice_id = a.practice_id AND c.id = a.supersedes_id"""
JOINED = "(c.patient_id, c.determination_id) = (a.patient_id, a.determination_id)"
LOOKED_UP = """(
            SELECT (c.patient_id, c.determination_id) = (a.patient_id, a.determination_id)
            FROM patients_measurement c WHERE c.practice_id = a.practice_id AND c.id = a.supersedes_id)"""

NAMES = """
DECLARE
    correction record;
BEGIN
"""
MARK_ALL = """    UPDATE patients_measurement m SET is_superseded = true
    FROM added a
    WHERE a.supersedes_id IS NOT NULL AND m.practice_id = a.practice_id AND m.id = a.supersedes_id;
"""
MARK_EACH = """    FOR correction IN SELECT practice_id, supersedes_id FROM added WHERE supersedes_id IS NOT NULL LOOP
        UPDATE patients_measurement SET is_superseded = true
        WHERE practice_id = correction.practice_id AND id = correction.supersedes_id;
    END LOOP;
"""


def _replaced(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("patients", "0013_deceased_after_leaving")]
    operations = [
        migrations.RunSQL(_replaced(CHECK.replace(JOIN, "").replace(JOINED, LOOKED_UP)), _replaced(CHECK)),
        migrations.RunSQL(_replaced(KEEP.replace(MARK_ALL, MARK_EACH).replace("\nBEGIN\n", NAMES)), _replaced(KEEP)),
    ]
