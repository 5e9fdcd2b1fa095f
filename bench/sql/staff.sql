-- Who works in the practice: two huisartsen, every other role once, and further nurses up to the number asked for.
WITH person AS (
    SELECT i, format('m%%s.p%%s@bench.example', i, %(number)s) AS email,
        format('%%s %%s', pg_temp.one_of(%(female)s, %(number)s * 1000 + i, 1),
            pg_temp.one_of(%(surnames)s, %(number)s * 1000 + i, 2)) AS name
    FROM generate_series(1, %(staff)s) i
), hired AS (
    INSERT INTO accounts_user
        (password, is_superuser, uuid, created_at, updated_at, email, name, is_active, is_staff)
    SELECT '!', false, pg_temp.uuid_of('user', email), now(), now(), email, name, true, false
    FROM person
    RETURNING id, email
)
INSERT INTO accounts_membership
    (uuid, created_at, updated_at, roles, period, contract_hours, big_number, agb_code, user_id, practice_id, version)
SELECT pg_temp.uuid_of('membership', p.email), now(), now(),
    ARRAY[coalesce((%(roles)s::text[])[p.i], 'poh_s')], daterange(%(on)s::date - 2000, NULL),
    24, '', '', h.id, %(practice)s, 1
FROM person p JOIN hired h USING (email)
ORDER BY p.i;
