-- Twelve people with sixteen places each on every working day: about half a year, so 25,000 appointments a practice and
-- 5,000,000 in two hundred practices. The coming weeks are filled for two thirds.
INSERT INTO accounts_location
    (uuid, created_at, updated_at, name, street, postcode, city, phone, version, practice_id)
VALUES (pg_temp.uuid_of('location', %(number)s::text), now(), now(), 'Centrum', '', '', '', '', 1, %(practice)s);

INSERT INTO scheduling_appointmentkind
    (uuid, created_at, updated_at, key, code, label, minutes, channel, colour, roles, control_types, position, is_active,
     version, practice_id)
VALUES (pg_temp.uuid_of('kind', %(number)s::text), now(), now(), 'kwartaalcontrole', 'KC', 'Kwartaalcontrole', 20,
    'spreekuur', 2, '{}', '{kwartaal}', 0, true, 1, %(practice)s);

CREATE TEMP TABLE plan ON COMMIT DROP AS
WITH worker AS (
    SELECT id AS member, row_number() OVER (ORDER BY id) - 1 AS m FROM accounts_membership
    WHERE practice_id = %(practice)s ORDER BY id LIMIT 12
), working AS (
    SELECT d::date AS day, row_number() OVER (ORDER BY d) AS n
    FROM generate_series(%(on)s::date - 126, %(on)s::date + 56, interval '1 day') d
    WHERE extract(isodow FROM d) < 6 OR d::date = %(on)s::date
)
SELECT w.member, w.m, k.day, k.n, l.id AS location,
    (k.day + time '08:00') AT TIME ZONE 'Europe/Amsterdam' AS opens
FROM worker w CROSS JOIN working k CROSS JOIN accounts_location l WHERE l.practice_id = %(practice)s;

WITH held AS (
    INSERT INTO scheduling_session
        (uuid, created_at, updated_at, "on", period, origin, state, deviates, note, cancel_reason, version, location_id,
         member_id, practice_id)
    SELECT pg_temp.uuid_of('session', %(number)s || ':' || m || ':' || n), now(), now(), day,
        tstzrange(opens, opens + interval '320 minutes'), 'extra', 'planned', false, '', '', 1, location, member,
        %(practice)s
    FROM plan WHERE day >= %(on)s::date - 14 ORDER BY day, m
    RETURNING id, uuid, "on", period, member_id
)
INSERT INTO scheduling_block
    (uuid, created_at, updated_at, "on", period, kind, slot_minutes, kinds, member_id, practice_id, session_id)
SELECT uuid, now(), now(), "on", period, 'spreekuur', 20, '{}', member_id, %(practice)s, id FROM held ORDER BY id;

WITH somebody AS (
    SELECT patient, row_number() OVER (ORDER BY patient) - 1 AS p, count(*) OVER () AS many FROM one
), place AS (
    SELECT plan.*, s, (m + 12 * s + 7 * n) AS turn, opens + s * interval '20 minutes' AS begins
    FROM plan CROSS JOIN generate_series(0, 15) s
    WHERE day <= %(on)s::date OR pg_temp.pick(n * 1000 + m * 16 + s, 40, 3) > 0
)
INSERT INTO scheduling_appointment
    (uuid, created_at, updated_at, channel, period, "on", reason, note, title, state, is_double, is_extra, is_urgent,
     address, zone, travel_minutes, done_at, no_show_notice, cancelled_by_whom, cancel_reason, version, kind_id,
     location_id, member_id, patient_id, practice_id)
SELECT pg_temp.uuid_of('appointment', %(number)s || ':' || m || ':' || n || ':' || s), now(), now(), 'spreekuur',
    tstzrange(begins, begins + interval '20 minutes'), day, 'Mijn voeten tintelen', '', '',
    CASE WHEN day < %(on)s::date THEN 'done' ELSE 'planned' END, false, false, false, '', '', 0,
    CASE WHEN day < %(on)s::date THEN begins + interval '20 minutes' END, false, '', '', 1,
    (SELECT id FROM scheduling_appointmentkind WHERE practice_id = %(practice)s), location, member, patient,
    %(practice)s
FROM place JOIN somebody ON p = turn %% many
ORDER BY day, member, s;
DROP TABLE plan;
