-- The first fifty who are due in a practice, longest ago first, with their names, their programmes and how many there are.
WITH due AS (
    SELECT e.patient_id, min(e.next_due_on) AS due_on
    FROM protocols_enrolment e
    JOIN patients_patient p ON p.practice_id = e.practice_id AND p.id = e.patient_id
    WHERE e.practice_id = %(practice)s AND e.state = 'included' AND e.next_due_on <= %(on)s
        AND (p.registered_to IS NULL OR p.registered_to > %(on)s)
    GROUP BY e.patient_id
), page AS (
    SELECT * FROM due ORDER BY due_on, patient_id LIMIT 50
)
SELECT page.patient_id, page.due_on, (SELECT count(*) FROM due) AS total,
    p.uuid, p.initials, p.first_names, p.birth_name_prefix, p.birth_name, p.partner_name_prefix, p.partner_name,
    p.name_use, p.sex, p.birth_year, p.birth_month, p.birth_day, p.phone, p.mobile, e.programmes
FROM page
JOIN patients_patient p ON p.practice_id = %(practice)s AND p.id = page.patient_id
CROSS JOIN LATERAL (
    SELECT string_agg(format('%%s %%s %%s', e.protocol_id, e.next_control, e.next_due_on), ',') AS programmes
    FROM protocols_enrolment e
    WHERE e.practice_id = %(practice)s AND e.patient_id = page.patient_id AND e.state = 'included'
) e
ORDER BY page.due_on, page.patient_id;
