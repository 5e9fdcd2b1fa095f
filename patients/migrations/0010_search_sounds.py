"""How a name sounds, so that Meyer, Meijer and Meier, or Janssen and Janzen, are found for each other.

Not a phonetic alphabet: it takes away the differences that people hear least in Dutch surnames.
"""

from django.db import migrations, models
from django.db.models import Func

SOUND = """
CREATE FUNCTION public.patients_sound(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT regexp_replace(
        regexp_replace(
            translate(
                replace(replace(replace(replace(replace(
                    regexp_replace(
                        regexp_replace(
                            replace(replace(replace(folded, 'ij', 'y'), 'uy', 'ui'), 'ou', 'au'),
                            '[ea][iy]', 'y', 'g'),
                        'sch([lmnrw])', 's\\1', 'g'),
                    'ch', 'g'), 'gh', 'g'), 'ph', 'f'), 'th', 't'), 'x', 'ks'),
                'cqvz', 'kkfs'),
            'dt?( |$)', 't\\1', 'g'),
        '(.)\\1+', '\\1', 'g')
$body$;
"""
RESEMBLES = """
CREATE OR REPLACE FUNCTION public.patients_resembles(sound_text text, word text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN length(public.patients_sound(public.patients_fold(word))) < 3 THEN 0::real
        ELSE public.word_similarity(public.patients_sound(public.patients_fold(word)), sound_text) END
$body$;
"""
RESEMBLES_BEFORE = """
CREATE OR REPLACE FUNCTION public.patients_resembles(search_text text, word text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT public.word_similarity(public.patients_fold(word), search_text)
$body$;
"""
DROP = "DROP FUNCTION public.patients_resembles(text, text)"
NAME_PARTS = (
    "initials",
    "first_names",
    "calling_name",
    "birth_name_prefix",
    "birth_name",
    "partner_name_prefix",
    "partner_name",
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_latest_measurement")]
    operations = [
        migrations.RunSQL([SOUND], ["DROP FUNCTION public.patients_sound(text)"]),
        migrations.RunSQL([DROP, RESEMBLES], [DROP, RESEMBLES_BEFORE]),
        migrations.AddField(
            model_name="patient",
            name="sound_text",
            field=models.GeneratedField(
                expression=Func(Func(*NAME_PARTS, function="patients_search_text"), function="patients_sound"),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
    ]
