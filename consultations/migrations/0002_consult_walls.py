"""Keep consults within their practice; what is final stays as it is, whoever writes."""

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

CONSULT, PATIENT, EPISODE = "consultations_consultation", "patients_patient", "patients_episode"
TABLES = ["consultation", "draftfield", "soapnote", "addendum", "notdone"]
# What users see of a consult: only added to.
ONLY_ADDED = ["soapnote", "addendum", "notdone"]
KEYS = {
    "consultation": {
        "patient_id": PATIENT,
        "member_id": "accounts_membership",
        "appointment_id": "scheduling_appointment",
    },
    "draftfield": {"consultation_id": CONSULT},
    "soapnote": {"consultation_id": CONSULT, "episode_id": EPISODE},
    "addendum": {"consultation_id": CONSULT},
    "notdone": {"consultation_id": CONSULT},
}

FIXED = """
CREATE FUNCTION consultations_consult_fixed() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'Consult % is afgesloten en ligt vast.', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultations_consult_fixed BEFORE UPDATE ON consultations_consultation
    FOR EACH ROW EXECUTE FUNCTION consultations_consult_fixed();

CREATE FUNCTION consultations_part_of_consult() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM consultations_consultation c
        WHERE c.practice_id = NEW.practice_id AND c.id = NEW.consultation_id AND c.state = TG_ARGV[0]
    ) THEN
        RAISE EXCEPTION 'Consult % is niet in de stand %.', NEW.consultation_id, TG_ARGV[0]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FIXED_NOT = """
DROP FUNCTION consultations_part_of_consult();
DROP TRIGGER consultations_consult_fixed ON consultations_consultation;
DROP FUNCTION consultations_consult_fixed();
"""
PARTS = {"draftfield": "draft", "soapnote": "draft", "notdone": "draft", "addendum": "final"}
CHECK_PARTS = [
    f"CREATE TRIGGER consultations_part_of_consult BEFORE INSERT OR UPDATE ON consultations_{table}"
    f" FOR EACH ROW EXECUTE FUNCTION consultations_part_of_consult('{state}')"
    for table, state in PARTS.items()
]
CHECK_PARTS_NOT = [f"DROP TRIGGER consultations_part_of_consult ON consultations_{table}" for table in PARTS]

ONLY_ADD = [
    """
    CREATE FUNCTION consultations_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Aan % wordt alleen toegevoegd.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER consultations_only_added BEFORE UPDATE OR DELETE ON consultations_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION consultations_only_added()"
        for table in ONLY_ADDED
    ),
    *(f"REVOKE UPDATE ON consultations_{table} FROM poh_app" for table in ONLY_ADDED),
]
ONLY_ADD_NOT = [
    *(f"GRANT UPDATE ON consultations_{table} TO poh_app" for table in ONLY_ADDED),
    *(f"DROP TRIGGER consultations_only_added ON consultations_{table}" for table in ONLY_ADDED),
    "DROP FUNCTION consultations_only_added()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0001_consults"),
        ("accounts", "0002_practice_walls"),
        ("patients", "0009_latest_measurement"),
        ("scheduling", "0003_agenda_walls"),
    ]
    operations = [
        *(practice_wall(f"consultations_{table}") for table in TABLES),
        history_wall("consultations_consultationevent"),
        *(
            same_practice(f"consultations_{table}", column, to)
            for table, columns in KEYS.items()
            for column, to in columns.items()
        ),
        migrations.RunSQL(FIXED, FIXED_NOT),
        migrations.RunSQL(CHECK_PARTS, CHECK_PARTS_NOT),
        migrations.RunSQL(ONLY_ADD, ONLY_ADD_NOT),
    ]
