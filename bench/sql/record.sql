-- What stands in each record beside the measurements; `even` patients have diabetes, the others COPD.
CREATE TEMP TABLE one ON COMMIT DROP AS
SELECT p.id AS patient, p.number, %(number)s * 100000::bigint + p.number AS key, p.number %% 3 > 0 AS has_diabetes,
    (SELECT user_id FROM accounts_membership WHERE practice_id = %(practice)s AND roles[1] = 'poh_s'
     ORDER BY id LIMIT 1) AS nurse,
    (SELECT id FROM accounts_membership WHERE practice_id = %(practice)s AND roles[1] = 'poh_s'
     ORDER BY id LIMIT 1) AS staff
FROM patients_patient p WHERE p.practice_id = %(practice)s;

INSERT INTO patients_episode
    (uuid, created_at, updated_at, source, version, icpc, title, onset_on, has_attention, note, snomed, original_text,
     patient_id, practice_id, recorded_by_id)
SELECT pg_temp.uuid_of('episode', key || e.icpc), now(), now(), 'practice', 1, e.icpc, e.title,
    %(on)s::date - 400 - pg_temp.pick(key, 20, 4000), e.has_attention, '', '', '', patient, %(practice)s, nurse
FROM one
JOIN (VALUES ('K86', 'Hypertensie', false, NULL), ('T90.02', 'Diabetes mellitus type 2', true, true),
             ('R95', 'COPD', true, false), ('T93', 'Vetstofwisselingsstoornis', false, NULL),
             ('L90', 'Artrose knie', false, NULL)) e (icpc, title, has_attention, of_diabetes)
    ON e.of_diabetes IS NULL OR e.of_diabetes = has_diabetes
ORDER BY patient;

INSERT INTO patients_medicationline
    (uuid, created_at, updated_at, source, version, name, atc, dosage, started_on, stop_reason, original_code,
     patient_id, practice_id, recorded_by_id)
SELECT pg_temp.uuid_of('medication', key || m.atc), now(), now(), 'practice', 1, m.name, m.atc, m.dosage,
    %(on)s::date - 30 - pg_temp.pick(key, 21, 2000), '', '', patient, %(practice)s, nurse
FROM one
JOIN (VALUES ('C09AA02', 'Enalapril 20 mg', '1 x per dag', NULL), ('C10AA01', 'Simvastatine 40 mg', '1 x per dag', NULL),
             ('A10BA02', 'Metformine 500 mg', '3 x per dag', true), ('A10BB09', 'Gliclazide 80 mg', '1 x per dag', true),
             ('R03BB04', 'Tiotropium 18 mcg', '1 x per dag', false)) m (atc, name, dosage, of_diabetes)
    ON m.of_diabetes IS NULL OR m.of_diabetes = has_diabetes
ORDER BY patient;

INSERT INTO patients_ica
    (uuid, created_at, updated_at, source, version, kind, text, reaction, code, code_system, since_on, end_reason,
     patient_id, practice_id, recorded_by_id)
SELECT pg_temp.uuid_of('ica', key::text), now(), now(), 'practice', 1, 'allergy', 'Penicilline', 'huiduitslag', '', '',
    %(on)s::date - 2500, '', patient, %(practice)s, nurse
FROM one WHERE number %% 4 = 1;

INSERT INTO patients_contactperson
    (uuid, created_at, updated_at, name, relation, phone, mobile, email, is_first_contact, is_representative,
     representation_basis, note, version, practice_id, patient_id)
SELECT pg_temp.uuid_of('contact', key::text), now(), now(), 'Sanne ' || pg_temp.one_of(%(surnames)s, key, 22), 'child',
    '010-00' || lpad(number::text, 5, '0'), '', '', true, false, '', '', 1, %(practice)s, patient
FROM one WHERE number %% 2 = 1;

INSERT INTO patients_consent
    (uuid, created_at, updated_at, kind, state, decided_on, manner, given_by, note, practice_id, recorded_by_id,
     patient_id)
SELECT pg_temp.uuid_of('consent', key || c.kind), now(), now(), c.kind, 'given', %(on)s::date - 500, 'spoken',
    'patient', '', %(practice)s, nurse, patient
FROM one CROSS JOIN (VALUES ('exchange_ooh'), ('exchange_pharmacy'), ('contact_email')) c (kind);

INSERT INTO patients_treatmentrelationship
    (uuid, created_at, updated_at, basis, note, started_on, patient_id, practice_id, recorded_by_id, staff_id)
SELECT pg_temp.uuid_of('relationship', key::text), now(), now(), 'programme', '', %(on)s::date - 400, patient,
    %(practice)s, nurse, staff
FROM one;
