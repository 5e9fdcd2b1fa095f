"""The day in Amsterdam on which a period starts. Immutable, so that constraints and indexes may use it."""

from django.db import migrations

LOCAL_DAY = """
CREATE FUNCTION scheduling_local_day(period tstzrange) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (pg_catalog.lower(period) AT TIME ZONE 'Europe/Amsterdam')::date;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_application_role")]
    operations = [migrations.RunSQL(LOCAL_DAY, "DROP FUNCTION scheduling_local_day(tstzrange)")]
