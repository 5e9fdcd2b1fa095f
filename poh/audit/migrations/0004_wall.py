"""Who reaches the log: the application adds and reads within its practice; the owner keeps the chain.

The application may not say itself when something was logged, nor its number or fingerprint: it has no right to
fill those columns. What happened outside a practice (logging in) it may add, not read.
"""

from django.db import migrations

from poh.accounts.walls import CURRENT_PRACTICE

TABLE = "audit_accesslog"
OWN = f"practice_id = {CURRENT_PRACTICE}"
OWN_OR_NONE = f"practice_id IS NULL OR {OWN}"
COLUMNS = (
    "practice_id, event_code, event_type, action, outcome, checks, user_id, user_name, user_role, is_requestor, "
    "responsible_ref, responsible_name, responsible_role, access_type, ip, session_hash, request_id, object_id_type, "
    "object_class, object_id, patient_ids, detail, auth_protocol, relation_basis, consent_profile, sensitivity, "
    "query, query_hash, reason, practice_agb, source, source_type"
)
# What the application may not call.
INNER_FUNCTIONS = (
    "audit_close_partition(text)",
    "audit_make_partitions(date, int)",
    "audit_head(bigint)",
    "audit_lock_chain()",
    "audit_seal()",
    "audit_refuse()",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_partitions")]
    operations = [
        migrations.RunSQL(
            [
                f"REVOKE ALL ON {TABLE} FROM poh_app",
                f"GRANT SELECT, INSERT ({COLUMNS}) ON {TABLE} TO poh_app",
                f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY practice_reads ON {TABLE} FOR SELECT TO poh_app USING ({OWN})",
                f"CREATE POLICY practice_inserts ON {TABLE} FOR INSERT TO poh_app WITH CHECK ({OWN_OR_NONE})",
                f"CREATE POLICY owner_keeps_chain ON {TABLE} TO CURRENT_USER USING (true) WITH CHECK (true)",
            ],
            [
                f"DROP POLICY owner_keeps_chain ON {TABLE}",
                f"DROP POLICY practice_inserts ON {TABLE}",
                f"DROP POLICY practice_reads ON {TABLE}",
                f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY",
                f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO poh_app",
            ],
        ),
        migrations.RunSQL(
            [f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC, poh_app" for name in INNER_FUNCTIONS],
            [f"GRANT EXECUTE ON FUNCTION {name} TO PUBLIC" for name in INNER_FUNCTIONS],
        ),
    ]
