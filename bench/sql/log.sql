-- Who opened which record: each line by somebody of the practice, on one patient.
INSERT INTO audit_accesslog
    (practice_id, event_code, event_type, action, user_id, user_name, user_role, is_requestor, object_id_type,
     patient_ids, auth_protocol, relation_basis, source, source_type)
SELECT %(practice)s, %(event_code)s, %(event_type)s, 'R', m.user_id, m.name, m.role, true, 'patient',
    ARRAY[o.patient], 'bench', 'behandelteam', 'bench', 4
FROM generate_series(1, %(lines)s) i
JOIN (SELECT patient, row_number() OVER (ORDER BY patient) AS nth, count(*) OVER () AS number FROM one) o
    ON o.nth = 1 + i %% o.number
JOIN (
    SELECT m.user_id, u.name, m.roles[1] AS role, row_number() OVER (ORDER BY m.id) AS nth, count(*) OVER () AS number
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE m.practice_id = %(practice)s
) m ON m.nth = 1 + pg_temp.pick(i, 40, m.number::int);
