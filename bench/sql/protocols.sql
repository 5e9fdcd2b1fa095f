-- The practice takes the delivered protocols over: published by a huisarts, made by a nurse.
WITH staff AS (
    SELECT m.user_id, m.roles[1] AS role, row_number() OVER (PARTITION BY m.roles[1] ORDER BY m.id) AS nth
    FROM accounts_membership m WHERE m.practice_id = %(practice)s
), taken AS (
    INSERT INTO protocols_protocolversion
        (uuid, created_at, updated_at, number, state, content, content_hash, change_note, source_title, source_year,
         author_name, approver_name, review_on, published_at, version, approver_id, author_id, based_on_id,
         practice_id, protocol_id)
    SELECT pg_temp.uuid_of('version', %(number)s || v.protocol_id), now(), now(), v.number, 'published', v.content,
        v.content_hash, v.change_note, v.source_title, v.source_year, 'Bench', 'Bench', v.review_on, now(), 1,
        (SELECT user_id FROM staff WHERE role = 'huisarts' AND nth = 1),
        (SELECT user_id FROM staff WHERE role = 'poh_s' AND nth = 1),
        v.id, %(practice)s, v.protocol_id
    FROM (
        SELECT DISTINCT ON (protocol_id) * FROM protocols_protocolversion WHERE practice_id IS NULL
        ORDER BY protocol_id, number DESC
    ) v
    RETURNING id, protocol_id, approver_id
)
INSERT INTO protocols_practiceprotocol
    (uuid, created_at, updated_at, switched_on_at, approved_by_id, practice_id, protocol_id, protocol_version_id)
SELECT pg_temp.uuid_of('practiceprotocol', id::text), now(), now(), now(), approver_id, %(practice)s, protocol_id, id
FROM taken;
