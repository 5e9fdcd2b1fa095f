"""Two ways to read the log that row-level security would make slow or impossible.

Under a policy PostgreSQL does not use the index on patients (its operator is not leakproof), and what happened
outside a practice is not readable at all. These functions run as the owner and hold the practice themselves.
"""

from django.db import migrations

from poh.accounts.walls import CURRENT_PRACTICE

OF_PATIENT = (
    f"""
    CREATE FUNCTION audit_entries_of_patient(patient bigint, since timestamptz, until timestamptz)
    RETURNS SETOF audit_accesslog
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT * FROM audit_accesslog
        WHERE practice_id = {CURRENT_PRACTICE} AND patient_ids @> ARRAY[patient]
          AND at >= coalesce(since, '-infinity') AND at < coalesce(until, 'infinity')
    $$;
    """,  # noqa: S608 - our own words
    "DROP FUNCTION audit_entries_of_patient(bigint, timestamptz, timestamptz);",
)

# Logging in happens before a practice is known: a practice sees it of the people who work or worked there.
LOGINS_OF_STAFF = (
    f"""
    CREATE FUNCTION audit_logins_of_staff(since timestamptz, until timestamptz) RETURNS SETOF audit_accesslog
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT * FROM audit_accesslog
        WHERE practice_id IS NULL AND at >= coalesce(since, '-infinity') AND at < coalesce(until, 'infinity')
          AND user_id IN (SELECT user_id FROM accounts_membership WHERE practice_id = {CURRENT_PRACTICE})
    $$;
    """,  # noqa: S608 - our own words
    "DROP FUNCTION audit_logins_of_staff(timestamptz, timestamptz);",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_verification")]
    operations = [migrations.RunSQL(*step) for step in (OF_PATIENT, LOGINS_OF_STAFF)]
