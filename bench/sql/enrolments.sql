-- Two programmes a patient: CVRM, and diabetes or COPD.
WITH version AS (
    SELECT protocol_id, protocol_version_id FROM protocols_practiceprotocol
    WHERE practice_id = %(practice)s AND switched_off_at IS NULL
), included AS (
    INSERT INTO protocols_enrolment
        (uuid, created_at, updated_at, state, started_on, personal_months, personal_months_reason, next_control, version,
         patient_id, practice_id, protocol_id, protocol_version_id)
    SELECT pg_temp.uuid_of('enrolment', o.key || v.protocol_id), now(), now(), 'included',
        %(on)s::date - 700 - pg_temp.pick(o.key, 30, 300),
        CASE WHEN pg_temp.pick(o.key, 31, 20) = 0 THEN 6 END,
        CASE WHEN pg_temp.pick(o.key, 31, 20) = 0 THEN 'afgesproken' ELSE '' END, '', 1,
        o.patient, %(practice)s, v.protocol_id, v.protocol_version_id
    FROM one o
    JOIN version v ON v.protocol_id IN ('cvrm', CASE WHEN o.has_diabetes THEN 'dm2' ELSE 'copd' END)
    ORDER BY o.patient
    RETURNING id, state, started_on, protocol_version_id
)
INSERT INTO protocols_enrolmentstatus
    (uuid, created_at, updated_at, kind, state, "on", reason, enrolment_id, practice_id, recorded_by_id, protocol_version_id)
SELECT pg_temp.uuid_of('status', id::text), now(), now(), 'state', state, started_on, '', id, %(practice)s,
    (SELECT nurse FROM one LIMIT 1), protocol_version_id
FROM included;
