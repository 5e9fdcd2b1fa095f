"""Requests stay within their practice and take only known steps; what was done with them is only added to."""

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

# The table of consultations.enums_requests.REQUEST_STEPS (a test holds the two together). A request that may not wait
# lies with nobody but a huisarts.
STEPS = """
CREATE FUNCTION consultations_request_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND OLD.state || ' > ' || NEW.state NOT IN (
        'received > triaged', 'received > forwarded', 'received > merged', 'received > withdrawn',
        'received > rejected', 'triaged > assigned', 'triaged > forwarded', 'triaged > advised',
        'triaged > merged', 'triaged > withdrawn', 'triaged > rejected', 'assigned > planned',
        'assigned > returned', 'assigned > forwarded', 'assigned > advised', 'assigned > merged',
        'assigned > withdrawn', 'returned > triaged', 'returned > forwarded', 'returned > merged',
        'returned > withdrawn', 'returned > rejected', 'planned > assigned', 'planned > no_show',
        'planned > done', 'planned > returned', 'planned > forwarded', 'planned > withdrawn',
        'no_show > planned', 'no_show > closed', 'no_show > withdrawn', 'done > processed',
        'forwarded > triaged', 'forwarded > processed', 'forwarded > withdrawn', 'advised > processed',
        'processed > closed'
    ) THEN
        RAISE EXCEPTION 'Een aanvraag gaat niet van % naar %.', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.urgency IN ('u1', 'u2') AND NEW.member_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.id = NEW.member_id AND 'huisarts' = ANY (m.roles)
    ) THEN
        RAISE EXCEPTION 'Spoed ligt bij een huisarts.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultations_request_steps BEFORE INSERT OR UPDATE ON consultations_consultationrequest
    FOR EACH ROW EXECUTE FUNCTION consultations_request_steps();
"""
STEPS_NOT = """
DROP TRIGGER consultations_request_steps ON consultations_consultationrequest;
DROP FUNCTION consultations_request_steps();
"""

KEYS = [
    ("consultationrequest", "patient_id", "patients_patient"),
    ("consultationrequest", "requester_member_id", "accounts_membership"),
    ("consultationrequest", "member_id", "accounts_membership"),
    ("consultationrequest", "merged_into_id", "consultations_consultationrequest"),
    ("consultationrequest", "reopened_from_id", "consultations_consultationrequest"),
    ("requestevent", "request_id", "consultations_consultationrequest"),
    ("requestevent", "from_member_id", "accounts_membership"),
    ("requestevent", "to_member_id", "accounts_membership"),
    ("requestactivity", "request_id", "consultations_consultationrequest"),
    ("requestactivity", "appointment_id", "scheduling_appointment"),
    ("requestactivity", "task_id", "worklist_task"),
]


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_requests"), ("worklist", "0002_task_walls")]

    operations = [
        practice_wall("consultations_consultationrequest"),
        practice_wall("consultations_requestactivity"),
        practice_wall("consultations_requestnorms"),
        history_wall("consultations_requestevent"),
        history_wall("consultations_consultationrequestevent"),
        history_wall("consultations_requestnormsevent"),
        *[same_practice(f"consultations_{table}", column, to) for table, column, to in KEYS],
        migrations.RunSQL(STEPS, STEPS_NOT),
    ]
