-- The patients of the practice: ages as in a practice with many chronically ill, one in fifty has left.
WITH gp AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS nth, count(*) OVER () AS number
    FROM accounts_membership WHERE practice_id = %(practice)s AND roles = ARRAY['huisarts']::varchar[]
), person AS (
    SELECT i, key, pg_temp.pick(key, 3, 2) = 0 AS is_female,
        1 + pg_temp.pick(key, 4, cardinality(%(surnames)s)) AS surname,
        1 + pg_temp.pick(key, 5, cardinality(%(surnames)s)) AS partner,
        pg_temp.pick(key, 6, 10) < 3 AS has_partner,
        pg_temp.pick(key, 7, 50) = 0 AS has_left,
        %(on)s::date - (365 * 25 + pg_temp.pick(key, 8, 365 * 65)) AS born
    FROM (SELECT i, %(number)s * 100000::bigint + i AS key FROM generate_series(1, %(patients)s) i) n
)
INSERT INTO patients_patient
    (uuid, created_at, updated_at, number, version, initials, first_names, calling_name, birth_name_prefix, birth_name,
     partner_name_prefix, partner_name, name_use, sex, birth_year, birth_month, birth_day, bsn, bsn_status,
     identity_document, identified_on, street, house_number, house_number_addition, postcode, city, country, phone,
     mobile, email, preferred_channel, language, needs_interpreter, registered_from, registered_to, leave_reason,
     is_restricted, gp_id, practice_id)
SELECT pg_temp.uuid_of('patient', p.key::text), now(), now(), i, 1, left(f.first, 1) || '.', f.first, f.first,
    (%(prefixes)s)[surname], (%(surnames)s)[surname],
    CASE WHEN has_partner THEN (%(prefixes)s)[partner] ELSE '' END,
    CASE WHEN has_partner THEN (%(surnames)s)[partner] ELSE '' END,
    CASE WHEN has_partner AND is_female THEN 'partner_own' ELSE 'own' END,
    CASE WHEN is_female THEN 'female' ELSE 'male' END,
    extract(year FROM born), extract(month FROM born), extract(day FROM born),
    (%(bsns)s)[i], 'verified', 'identity_card', %(on)s::date - 900,
    pg_temp.one_of(%(streets)s, key, 9), 1 + pg_temp.pick(key, 10, 180), '',
    '8999 ' || chr(65 + pg_temp.pick(key, 9, 20)) || chr(65 + pg_temp.pick(key, 10, 20)), 'Hogewaard', '',
    '010-00' || lpad(i::text, 5, '0'), '06-00' || lpad(i::text, 6, '0'), '', 'phone', 'nl', false,
    %(on)s::date - 3000, CASE WHEN has_left THEN %(on)s::date - 1 - pg_temp.pick(key, 11, 700) END,
    CASE WHEN has_left THEN 'moved' ELSE '' END, pg_temp.pick(key, 12, 200) = 0, gp.id, %(practice)s
FROM person p
CROSS JOIN LATERAL (
    SELECT pg_temp.one_of(CASE WHEN is_female THEN %(female)s ELSE %(male)s END, key, 13) AS first
) f
JOIN gp ON gp.nth = i %% gp.number
ORDER BY i;
