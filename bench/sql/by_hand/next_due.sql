-- The next control of every participation of a practice, by the rules of CVRM, diabetes and COPD written out, kept
-- where it differs; the number that differed.
WITH known AS (
    SELECT patient_id,
        max(observed_on) FILTER (WHERE determination_id = 'gewicht') AS weight,
        max(observed_on) FILTER (WHERE determination_id IN ('gluc_n', 'gluc_cap')) AS glucose,
        max(observed_on) FILTER (
            WHERE determination_id IN ('rr_sys', 'rr_thuis_sys', 'rr_thuis7', 'rr_24u', 'rr_30')) AS pressure,
        max(observed_on) FILTER (WHERE determination_id = 'egfr') AS egfr,
        max(observed_on) FILTER (WHERE determination_id = 'hba1c') AS hba1c,
        max(observed_on) FILTER (WHERE determination_id = 'roken') AS smoking,
        max(observed_on) FILTER (WHERE determination_id = 'bewegen') AS exercise,
        max(observed_on) FILTER (WHERE determination_id = 'mrc') AS mrc,
        max(observed_on) FILTER (WHERE determination_id = 'ccq') AS ccq,
        max(observed_on) FILTER (WHERE determination_id = 'longaanvallen') AS attacks,
        max(observed_on) FILTER (WHERE determination_id = 'ziektelast_copd') AS burden_on,
        max(choice) FILTER (WHERE determination_id = 'ziektelast_copd') AS burden,
        max(choice) FILTER (WHERE determination_id = 'beleid_dm') AS policy_dm,
        max(choice) FILTER (WHERE determination_id = 'beleid_cv') AS policy_cv,
        max(choice) FILTER (WHERE determination_id = 'beleid_copd') AS policy_copd
    FROM patients_latestmeasurement
    WHERE practice_id = %(practice)s
    GROUP BY patient_id
), term AS (
    SELECT e.id, e.protocol_id, e.started_on, e.next_due_on, e.next_control, k.*,
        coalesce(e.personal_months, CASE e.protocol_id
            WHEN 'dm2' THEN CASE k.policy_dm WHEN '4_per_jaar' THEN 3 WHEN '3_per_jaar' THEN 4 WHEN '2_per_jaar' THEN 6
                WHEN '1_per_jaar' THEN 12 WHEN 'overig' THEN 12 WHEN '1_per_2_jaar' THEN 24 ELSE 3 END
            WHEN 'cvrm' THEN CASE k.policy_cv WHEN '4_per_jaar' THEN 3 WHEN '2_per_jaar' THEN 6 WHEN '1_per_jaar' THEN 12
                WHEN 'overig' THEN 12 WHEN '1_per_2_jaar' THEN 24 ELSE 12 END
            ELSE CASE WHEN k.policy_copd = '4_per_jaar' THEN 3 WHEN k.policy_copd = '2_per_jaar' THEN 6
                WHEN k.policy_copd = '1_per_jaar' THEN 12 WHEN k.burden = 'matig' THEN 6 ELSE 12 END
        END) AS months
    FROM protocols_enrolment e
    LEFT JOIN known k ON k.patient_id = e.patient_id
    WHERE e.practice_id = %(practice)s AND e.state = 'included'
), due AS (
    SELECT id, next_due_on, next_control,
        coalesce((CASE protocol_id
            WHEN 'dm2' THEN CASE WHEN num_nulls(weight, glucose, pressure) = 0 THEN least(weight, glucose, pressure) END
            WHEN 'cvrm' THEN greatest(
                CASE WHEN num_nulls(smoking, exercise) = 0 THEN least(smoking, exercise) END,
                CASE WHEN num_nulls(smoking, pressure) = 0 THEN least(smoking, pressure) END,
                CASE WHEN num_nulls(exercise, pressure) = 0 THEN least(exercise, pressure) END)
            ELSE CASE WHEN num_nulls(mrc, ccq, attacks, exercise, burden_on) = 0
                THEN least(mrc, ccq, attacks, exercise, burden_on) END
        END + make_interval(months => months))::date, started_on) AS regular_on,
        CASE protocol_id WHEN 'dm2' THEN 'kwartaal' ELSE 'jaar' END AS regular,
        CASE WHEN protocol_id = 'dm2' THEN coalesce(
            (CASE WHEN num_nulls(pressure, egfr, hba1c) = 0 THEN least(pressure, egfr, hba1c) END
                + interval '12 months')::date, started_on) END AS yearly_on
    FROM term
), computed AS (
    SELECT id, next_due_on, next_control, least(regular_on, yearly_on) AS due_on,
        CASE WHEN yearly_on <= regular_on THEN 'jaar' ELSE regular END AS control
    FROM due
), changed AS (
    UPDATE protocols_enrolment e SET next_due_on = c.due_on, next_control = c.control
    FROM computed c
    WHERE e.id = c.id AND (c.next_due_on, c.next_control) IS DISTINCT FROM (c.due_on, c.control)
    RETURNING e.id
)
SELECT count(*) FROM changed;
