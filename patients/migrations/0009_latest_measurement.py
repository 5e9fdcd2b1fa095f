"""What the database itself guards of measurements: possible values, no change in place, and the latest value.

The triggers on insert run once a statement, over all its rows, so that bulk entry stays cheap.
"""

from django.db import migrations

# The kind of a determination says which column holds the value; ranges and answers are those of the definition.
CHECK = """
CREATE FUNCTION patients_check_measurements() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    wrong text;
BEGIN
    SELECT a.determination_id INTO wrong
    FROM added a
    LEFT JOIN patients_determination d ON d.key = a.determination_id
    LEFT JOIN patients_measurement c ON c.practice_id = a.practice_id AND c.id = a.supersedes_id
    WHERE NOT coalesce(
        CASE
            WHEN a.is_withdrawal THEN d.key IS NOT NULL
            WHEN d.kind IN ('number', 'integer') THEN
                a.numeric >= coalesce(d.hard_min, a.numeric) AND a.numeric <= coalesce(d.hard_max, a.numeric)
                AND (d.kind = 'number' OR a.numeric = trunc(a.numeric))
            WHEN d.kind IN ('choice', 'boolean') THEN
                d.choices @> jsonb_build_array(jsonb_build_object('code', a.choice))
            WHEN d.kind = 'date' THEN a.date >= '1900-01-01' AND (d.may_be_future OR a.date <= a.observed_on)
            WHEN d.kind = 'text' THEN btrim(a.text) <> ''
        END
        AND (a.supersedes_id IS NULL OR (c.patient_id, c.determination_id) = (a.patient_id, a.determination_id)),
        false)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'impossible value for determination %', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'patients_measurement_possible', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER patients_measurement_1_check AFTER INSERT ON patients_measurement
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION patients_check_measurements();
"""
UNCHECK = """
DROP TRIGGER patients_measurement_1_check ON patients_measurement;
DROP FUNCTION patients_check_measurements();
"""

# Runs with the rights of the owner: the application may write neither the mark nor the latest value.
#
# 1. Mark what the new rows correct.
# 2. Take over each new value that is later than the kept one. The row of the kept value is locked whether it
#    changes or not, in the order of the keys; a transaction that comes second compares with what the first left.
# 3. For corrections and withdrawals compare nothing but look again, in a statement of its own: after the lock,
#    so that it sees what others committed in the meantime.
KEEP = """
CREATE FUNCTION patients_keep_latest_measurement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE patients_measurement m SET is_superseded = true
    FROM added a
    WHERE a.supersedes_id IS NOT NULL AND m.practice_id = a.practice_id AND m.id = a.supersedes_id;

    INSERT INTO patients_latestmeasurement AS kept (
        practice_id, patient_id, determination_id, measurement_id,
        observed_at, observed_on, operator, "numeric", choice, text, date, source, method)
    SELECT DISTINCT ON (a.practice_id, a.patient_id, a.determination_id)
        a.practice_id, a.patient_id, a.determination_id, a.id,
        a.observed_at, a.observed_on, a.operator, a."numeric", a.choice, a.text, a.date, a.source, a.method
    FROM added a
    WHERE NOT a.is_withdrawal
        AND NOT EXISTS (SELECT FROM added c WHERE c.supersedes_id = a.id AND c.practice_id = a.practice_id)
    ORDER BY a.practice_id, a.patient_id, a.determination_id, a.observed_at DESC, a.id DESC
    ON CONFLICT (practice_id, patient_id, determination_id) DO UPDATE SET
        measurement_id = excluded.measurement_id,
        observed_at = excluded.observed_at, observed_on = excluded.observed_on, operator = excluded.operator,
        "numeric" = excluded."numeric", choice = excluded.choice, text = excluded.text, date = excluded.date,
        source = excluded.source, method = excluded.method
    WHERE (excluded.observed_at, excluded.measurement_id) > (kept.observed_at, kept.measurement_id);

    IF NOT EXISTS (SELECT FROM added WHERE supersedes_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;

    PERFORM FROM patients_latestmeasurement kept
    WHERE (practice_id, patient_id, determination_id) IN (
        SELECT practice_id, patient_id, determination_id FROM added WHERE supersedes_id IS NOT NULL)
    ORDER BY practice_id, patient_id, determination_id
    FOR UPDATE;

    DELETE FROM patients_latestmeasurement kept
    USING added a
    WHERE a.supersedes_id IS NOT NULL
        AND (kept.practice_id, kept.patient_id, kept.determination_id)
            = (a.practice_id, a.patient_id, a.determination_id)
        AND NOT EXISTS (
            SELECT FROM patients_measurement m
            WHERE (m.practice_id, m.patient_id, m.determination_id)
                = (kept.practice_id, kept.patient_id, kept.determination_id)
                AND NOT m.is_superseded AND NOT m.is_withdrawal);

    UPDATE patients_latestmeasurement kept SET
        measurement_id = m.id,
        observed_at = m.observed_at, observed_on = m.observed_on, operator = m.operator,
        "numeric" = m."numeric", choice = m.choice, text = m.text, date = m.date,
        source = m.source, method = m.method
    FROM (
        SELECT DISTINCT practice_id, patient_id, determination_id FROM added WHERE supersedes_id IS NOT NULL
    ) k
    CROSS JOIN LATERAL (
        SELECT * FROM patients_measurement m
        WHERE (m.practice_id, m.patient_id, m.determination_id) = (k.practice_id, k.patient_id, k.determination_id)
            AND NOT m.is_superseded AND NOT m.is_withdrawal
        ORDER BY m.observed_at DESC, m.id DESC LIMIT 1
    ) m
    WHERE (kept.practice_id, kept.patient_id, kept.determination_id)
            = (k.practice_id, k.patient_id, k.determination_id)
        AND kept.measurement_id <> m.id;
    RETURN NULL;
END $$;
CREATE TRIGGER patients_measurement_2_latest AFTER INSERT ON patients_measurement
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION patients_keep_latest_measurement();
"""
FORGET = """
DROP TRIGGER patients_measurement_2_latest ON patients_measurement;
DROP FUNCTION patients_keep_latest_measurement();
"""

# Holds for everybody, the owner of the table included.
FIX = """
CREATE FUNCTION patients_refuse_changed_measurement() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    marked patients_measurement := OLD;
BEGIN
    marked.is_superseded := true;
    -- Computed after this trigger, from a moment that is compared itself.
    marked.observed_on := NEW.observed_on;
    IF NEW IS DISTINCT FROM marked
        OR NOT EXISTS (
            SELECT FROM patients_measurement c WHERE c.practice_id = OLD.practice_id AND c.supersedes_id = OLD.id)
    THEN
        RAISE EXCEPTION 'a measurement is never changed: correct it with a new one'
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER patients_measurement_fixed BEFORE UPDATE ON patients_measurement
FOR EACH ROW EXECUTE FUNCTION patients_refuse_changed_measurement();

CREATE FUNCTION patients_refuse_deleted_measurement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a measurement is never deleted: withdraw it with a correction'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER patients_measurement_kept BEFORE DELETE ON patients_measurement
FOR EACH ROW EXECUTE FUNCTION patients_refuse_deleted_measurement();
"""
UNFIX = """
DROP TRIGGER patients_measurement_kept ON patients_measurement;
DROP FUNCTION patients_refuse_deleted_measurement();
DROP TRIGGER patients_measurement_fixed ON patients_measurement;
DROP FUNCTION patients_refuse_changed_measurement();
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0008_record_walls")]
    operations = [
        migrations.RunSQL(CHECK, UNCHECK),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(FIX, UNFIX),
    ]
