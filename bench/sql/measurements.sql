-- Twenty values a patient, over two and a half years: how many of each, in whole steps between two bounds.
WITH asked AS (
    SELECT * FROM (VALUES
        ('gewicht', NULL::boolean, 3, 550, 1200, 10.0, NULL::text[]), ('rr_sys', NULL, 3, 110, 180, 1.0, NULL),
        ('rr_dia', NULL, 3, 60, 100, 1.0, NULL), ('egfr', NULL, 2, 30, 95, 1.0, NULL),
        ('ldl', NULL, 2, 14, 45, 10.0, NULL), ('roken', NULL, 1, 0, 0, 1.0, '{ja,voorheen,nooit}'),
        ('gluc_n', true, 2, 50, 120, 10.0, NULL), ('hba1c', true, 3, 40, 80, 1.0, NULL),
        ('beleid_dm', true, 1, 0, 0, 1.0, '{4_per_jaar,3_per_jaar,2_per_jaar,1_per_jaar}'),
        ('mrc', false, 2, 1, 5, 1.0, NULL), ('ccq', false, 1, 0, 40, 10.0, NULL),
        ('longaanvallen', false, 1, 0, 3, 1.0, NULL), ('bewegen', false, 1, 0, 0, 1.0, '{voldoet,voldoet_niet}'),
        ('ziektelast_copd', false, 1, 0, 0, 1.0, '{licht,matig,ernstig}')
    ) a (determination, of_diabetes, times, low, high, per, choices)
), salted AS (
    SELECT *, (hashtext(determination) & 65535) AS salt FROM asked
)
INSERT INTO patients_measurement
    (uuid, created_at, updated_at, "numeric", choice, observed_at, has_time, entered_at, source, entered_by_id,
     determination_id, patient_id, practice_id)
SELECT pg_temp.uuid_of(a.determination, o.key || '-' || nth), now(), now(),
    CASE WHEN a.choices IS NULL THEN (a.low + pg_temp.pick(o.key, a.salt + nth, a.high - a.low + 1)) / a.per END,
    pg_temp.one_of(a.choices, o.key, a.salt),
    %(on)s::timestamp - make_interval(days => nth * 300 - pg_temp.pick(o.key, nth, 290), hours => 14),
    false, now(), 'consult', o.nurse, a.determination, o.patient, %(practice)s
FROM one o
JOIN salted a ON a.of_diabetes IS NULL OR a.of_diabetes = o.has_diabetes
CROSS JOIN LATERAL generate_series(a.times, 1, -1) nth
ORDER BY nth DESC, o.patient;
