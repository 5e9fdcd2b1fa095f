"""What the database itself knows of names, birth dates and BSN.

The functions feed generated columns, so they are immutable and name their schema. `lower` needs a collation that
knows more than ASCII whatever the locale of the database: the built-in one (PostgreSQL 17), else that of ICU.
"""

from django.db import migrations

FOLD = r"""
DO $make$
DECLARE
    known name := (
        SELECT collname FROM pg_collation
        WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('pg_c_utf8', 'und-x-icu')
        ORDER BY collname LIMIT 1
    );
BEGIN
    EXECUTE format(
        $sql$
        CREATE FUNCTION public.patients_fold(value text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
            SELECT btrim(regexp_replace(
                translate(
                    lower(public.unaccent('public.unaccent', normalize(
                        regexp_replace(normalize(value, NFKD), U&'[\0300-\036F]', '', 'g'), NFKC)) COLLATE %s),
                    U&'.,;:!?*%%_/\\|()[]{}<>"`''\2018\2019\02BC\00B4\2010\2011\2012\2013\2014-',
                    repeat(' ', 40)),
                '\s+', ' ', 'g'))
        $body$
        $sql$,
        COALESCE('pg_catalog.' || quote_ident(known), '"default"')
    );
END
$make$
"""

NAMES = """
CREATE FUNCTION public.patients_name_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT CASE WHEN position(' ' IN public.patients_fold(value)) = 0 THEN public.patients_fold(value)
        ELSE public.patients_fold(value) || ' ' || replace(public.patients_fold(value), ' ', '') END
$body$;

CREATE FUNCTION public.patients_search_text(
    initials text, first_names text, calling_name text,
    birth_name_prefix text, birth_name text, partner_name_prefix text, partner_name text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT left(' ' || concat_ws(' ',
        public.patients_name_words(btrim(birth_name_prefix || ' ' || birth_name)),
        NULLIF(public.patients_name_words(btrim(partner_name_prefix || ' ' || partner_name)), ''),
        NULLIF(public.patients_fold(calling_name), ''),
        NULLIF(public.patients_fold(first_names), ''),
        NULLIF(public.patients_fold(initials), '')), 500)
$body$;

CREATE FUNCTION public.patients_sort_text(
    name_use text, birth_name text, partner_name text, first_names text, initials text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT left(public.patients_fold(concat_ws(' ',
        CASE name_use WHEN 'partner' THEN partner_name WHEN 'partner_own' THEN partner_name ELSE birth_name END,
        CASE name_use WHEN 'partner_own' THEN birth_name WHEN 'own_partner' THEN partner_name END,
        COALESCE(NULLIF(first_names, ''), initials))), 100)
$body$;
"""

BIRTH = """
CREATE FUNCTION public.patients_born_from(birth_year int, birth_month int, birth_day int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT make_date(birth_year, COALESCE(birth_month, 1), COALESCE(birth_day, 1))
$body$;

CREATE FUNCTION public.patients_born_until(birth_year int, birth_month int, birth_day int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN birth_day IS NULL
        THEN (make_date(birth_year, COALESCE(birth_month, 12), 1) + interval '1 month' - interval '1 day')::date
        ELSE make_date(birth_year, birth_month, birth_day) END
$body$;
"""

BSN = """
CREATE FUNCTION public.patients_is_bsn(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT CASE WHEN value !~ '^[0-9]{9}$' OR value = '000000000' THEN false ELSE (
        9 * substr(value, 1, 1)::int + 8 * substr(value, 2, 1)::int + 7 * substr(value, 3, 1)::int
        + 6 * substr(value, 4, 1)::int + 5 * substr(value, 5, 1)::int + 4 * substr(value, 6, 1)::int
        + 3 * substr(value, 7, 1)::int + 2 * substr(value, 8, 1)::int - substr(value, 9, 1)::int) % 11 = 0 END
$body$;
"""

DROP = [
    "DROP FUNCTION public.patients_is_bsn(text)",
    "DROP FUNCTION public.patients_born_until(int, int, int)",
    "DROP FUNCTION public.patients_born_from(int, int, int)",
    "DROP FUNCTION public.patients_sort_text(text, text, text, text, text)",
    "DROP FUNCTION public.patients_search_text(text, text, text, text, text, text, text)",
    "DROP FUNCTION public.patients_name_words(text)",
    "DROP FUNCTION public.patients_fold(text)",
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_application_role")]
    operations = [migrations.RunSQL([FOLD, NAMES, BIRTH, BSN], DROP)]
