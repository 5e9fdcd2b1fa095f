"""Delivered versions are for every practice to read; what a practice makes is its own; what is published is fixed."""

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

DELIVERED = "practice_id IS NULL"

# The owner of the tables loads the delivered versions, and is bound by the wall like everybody.
OWNER_DELIVERS = [
    f"CREATE POLICY owner_delivers ON {table} TO CURRENT_USER USING ({DELIVERED}) WITH CHECK ({DELIVERED})"
    for table in ("protocols_protocolversion", "protocols_protocolversionevent")
]
OWNER_DELIVERS_NOT = [
    f"DROP POLICY owner_delivers ON {table}"
    for table in ("protocols_protocolversion", "protocols_protocolversionevent")
]

FIXED = """
CREATE FUNCTION protocols_version_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    kept text[] := ARRAY['state', 'updated_at', 'version'];
    step text := OLD.state || ' > ' || NEW.state;
BEGIN
    IF step NOT IN ('draft > draft', 'draft > review', 'review > draft', 'review > review', 'review > published',
                    'published > published', 'published > retired', 'retired > retired') THEN
        RAISE EXCEPTION 'Een protocolversie gaat niet van % naar %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF step = 'review > published' THEN
        kept := kept || ARRAY['approver_id', 'approver_name', 'published_at'];
    ELSIF step = 'published > retired' THEN
        kept := kept || ARRAY['retired_at'];
    END IF;
    IF OLD.state <> 'draft' AND to_jsonb(OLD) - kept <> to_jsonb(NEW) - kept THEN
        RAISE EXCEPTION 'Protocolversie % is % en ligt vast.', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER protocols_version_fixed BEFORE UPDATE ON protocols_protocolversion
    FOR EACH ROW EXECUTE FUNCTION protocols_version_fixed();
"""
FIXED_NOT = """
DROP TRIGGER protocols_version_fixed ON protocols_protocolversion;
DROP FUNCTION protocols_version_fixed();
"""

IN_REACH = """
CREATE FUNCTION protocols_version_in_reach() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    named bigint;
BEGIN
    FOR named IN SELECT (to_jsonb(NEW) ->> argument)::bigint FROM unnest(TG_ARGV) AS argument LOOP
        IF NOT EXISTS (
            SELECT 1 FROM protocols_protocolversion v
            WHERE v.id = named AND (v.practice_id IS NULL OR v.practice_id = NEW.practice_id)
        ) THEN
            RAISE EXCEPTION 'Protocolversie % is er niet voor deze praktijk.', named
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""
USERS_OF_VERSIONS = {
    "protocols_enrolment": ["protocol_version_id"],
    "protocols_enrolmentstatus": ["protocol_version_id"],
    "protocols_practiceprotocol": ["protocol_version_id"],
    "protocols_versionmigration": ["from_version_id", "to_version_id"],
}
CHECK_REACH = [
    f"CREATE TRIGGER protocols_version_in_reach BEFORE INSERT OR UPDATE OF {', '.join(columns)} ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION protocols_version_in_reach({', '.join(repr(c) for c in columns)})"
    for table, columns in USERS_OF_VERSIONS.items()
]
CHECK_REACH_NOT = [f"DROP TRIGGER protocols_version_in_reach ON {table}" for table in USERS_OF_VERSIONS]

PARTS_OF_A_PRACTICE = ["practiceprotocol", "versionmigration", "enrolment", "enrolmentstatus", "personaltarget"]
WITH_HISTORY = ["practiceprotocol", "enrolment", "personaltarget"]


class Migration(migrations.Migration):
    dependencies = [
        ("protocols", "0001_protocols_and_enrolments"),
        ("accounts", "0002_practice_walls"),
        ("patients", "0003_patient_walls"),
    ]
    operations = [
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON protocols_protocol FROM poh_app",
            "GRANT INSERT, UPDATE, DELETE ON protocols_protocol TO poh_app",
        ),
        practice_wall("protocols_protocolversion", visible_if=DELIVERED),
        history_wall("protocols_protocolversionevent"),
        migrations.RunSQL(OWNER_DELIVERS, OWNER_DELIVERS_NOT),
        migrations.RunSQL(FIXED, FIXED_NOT),
        *(practice_wall(f"protocols_{model}") for model in PARTS_OF_A_PRACTICE),
        *(history_wall(f"protocols_{model}event") for model in WITH_HISTORY),
        migrations.RunSQL(IN_REACH, "DROP FUNCTION protocols_version_in_reach()"),
        migrations.RunSQL(CHECK_REACH, CHECK_REACH_NOT),
        same_practice("protocols_enrolment", "patient_id", "patients_patient"),
        same_practice("protocols_enrolmentstatus", "enrolment_id", "protocols_enrolment"),
        same_practice("protocols_personaltarget", "patient_id", "patients_patient"),
    ]
