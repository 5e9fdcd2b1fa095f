"""Search words as patterns; and no index on the search text, which row-level security keeps from being used."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION public.patients_name_patterns(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT ARRAY(
        SELECT '% ' || word || '%' FROM unnest(string_to_array(public.patients_fold(words), ' ')) AS word
    )
$body$;

CREATE FUNCTION public.patients_has_words(search_text text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT search_text LIKE ALL (public.patients_name_patterns(words))
$body$;

CREATE FUNCTION public.patients_surname_first(sort_text text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT ' ' || split_part(sort_text, ' ', 1) LIKE ANY (public.patients_name_patterns(words))
$body$;

CREATE FUNCTION public.patients_resembles(search_text text, word text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT public.word_similarity(public.patients_fold(word), search_text)
$body$;
"""
DROP = [
    "DROP FUNCTION public.patients_resembles(text, text)",
    "DROP FUNCTION public.patients_surname_first(text, text)",
    "DROP FUNCTION public.patients_has_words(text, text)",
    "DROP FUNCTION public.patients_name_patterns(text)",
]


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_patient_walls")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RemoveIndex(model_name="patient", name="patients_patient_by_name"),
    ]
