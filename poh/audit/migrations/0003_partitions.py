"""A partition for each month, made ahead; what falls outside them is kept in the partition `rest`.

The application may ask for new partitions (a nightly job does), and cannot reach one directly: it has no rights on
any, and the row-level policies of the log hold for whoever goes through the log itself.
"""

from django.db import migrations

CLOSE = (
    """
    CREATE FUNCTION audit_close_partition(partition text) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        EXECUTE format('REVOKE ALL ON %I FROM poh_app', partition);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', partition);
    END $$;
    SELECT audit_close_partition('audit_accesslog_rest');
    """,
    "DROP FUNCTION audit_close_partition(text);",
)

# Made apart and attached after: that locks the log for writers only for the moment of attaching.
# A month of which `rest` holds entries already stays there.
MAKE = (
    """
    CREATE FUNCTION audit_make_partitions(from_month date, months int) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
    DECLARE
        first_day timestamptz;
        next_day timestamptz;
        partition text;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
        FOR ahead IN 0 .. least(months, 36) - 1 LOOP
            first_day := date_trunc('month', from_month) + make_interval(months => ahead);
            next_day := first_day + interval '1 month';
            partition := 'audit_accesslog_y' || to_char(first_day, 'YYYY"m"MM');
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            CONTINUE WHEN EXISTS (
                SELECT FROM audit_accesslog WHERE at >= first_day AND at < next_day
            );
            EXECUTE format('CREATE TABLE %I (LIKE audit_accesslog INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
            PERFORM audit_close_partition(partition);
            EXECUTE format(
                'ALTER TABLE audit_accesslog ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                partition, first_day, next_day
            );
            RETURN NEXT partition;
        END LOOP;
    END $$;
    SELECT audit_make_partitions((now() - interval '1 month')::date, 14);
    """,
    "DROP FUNCTION audit_make_partitions(date, int);",
)

# What the application may ask for: this month and the year after it, no other.
COMING = (
    """
    CREATE FUNCTION audit_make_coming_partitions() RETURNS SETOF text
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT audit_make_partitions(now()::date, 13)
    $$;
    """,
    "DROP FUNCTION audit_make_coming_partitions();",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]
    operations = [migrations.RunSQL(*step) for step in (CLOSE, MAKE, COMING)]
