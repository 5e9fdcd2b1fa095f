"""The chain: the database numbers each entry within its practice and seals it with a fingerprint.

A chain is a practice (its id), or 0 for what happens outside one. `audit_chainhead` keeps the last number and
fingerprint of each chain; the application cannot reach it, only these functions of the owner can.
"""

from django.db import migrations

HEAD = (
    """
    CREATE TABLE audit_chainhead (
        chain bigint PRIMARY KEY,
        seq bigint NOT NULL DEFAULT 0,
        hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
        at timestamptz,
        base_seq bigint NOT NULL DEFAULT 0,
        base_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
        base_at timestamptz
    ) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.02);
    COMMENT ON TABLE audit_chainhead IS
        'Last entry of each chain; base = the last entry that was removed after its term.';
    REVOKE ALL ON audit_chainhead FROM poh_app;
    """,
    "DROP TABLE audit_chainhead;",
)

# The fingerprint is SHA-256 over the previous fingerprint (hex) and this JSON array, so that a copy of the log can
# be checked with any other program. A later column gets a new chain_version: old entries keep their text.
CANONICAL = (
    """
    CREATE FUNCTION audit_canonical(entry audit_accesslog, as_seq bigint, as_prev bytea) RETURNS text
    LANGUAGE sql STABLE AS $$
        SELECT encode(as_prev, 'hex') || json_build_array(
            entry.chain_version, coalesce(entry.practice_id, 0), as_seq, entry.id,
            (extract(epoch FROM entry.at) * 1000000)::bigint,
            entry.event_code, entry.event_type, entry.action, entry.outcome, entry.checks,
            entry.user_id, entry.user_name, entry.user_role, entry.is_requestor,
            entry.responsible_ref, entry.responsible_name, entry.responsible_role,
            entry.access_type, host(entry.ip), entry.session_hash, entry.request_id,
            entry.object_id_type, entry.object_class, entry.object_id, entry.patient_ids::text, entry.detail::text,
            entry.auth_protocol, entry.relation_basis, entry.consent_profile, entry.sensitivity,
            entry.query, entry.query_hash, entry.reason, entry.practice_agb, entry.source, entry.source_type
        )::text
    $$;
    CREATE FUNCTION audit_fingerprint(entry audit_accesslog, as_seq bigint, as_prev bytea) RETURNS bytea
    LANGUAGE sql STABLE AS $$
        SELECT sha256(convert_to(audit_canonical(entry, as_seq, as_prev), 'UTF8'))
    $$;
    """,
    """
    DROP FUNCTION audit_fingerprint(audit_accesslog, bigint, bytea);
    DROP FUNCTION audit_canonical(audit_accesslog, bigint, bytea);
    """,
)

# Before the rows: the chain is locked first, so that within it time and number run the same way.
LOCK = (
    """
    CREATE FUNCTION audit_head(of_chain bigint) RETURNS audit_chainhead
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE head audit_chainhead;
    BEGIN
        SELECT * INTO head FROM audit_chainhead WHERE chain = of_chain FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO audit_chainhead (chain) VALUES (of_chain) ON CONFLICT DO NOTHING;
            SELECT * INTO head FROM audit_chainhead WHERE chain = of_chain FOR UPDATE;
        END IF;
        RETURN head;
    END $$;
    CREATE FUNCTION audit_lock_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM audit_head(coalesce(nullif(current_setting('poh.practice_id', true), '')::bigint, 0));
        RETURN NULL;
    END $$;
    CREATE TRIGGER audit_a_lock BEFORE INSERT ON audit_accesslog
        FOR EACH STATEMENT EXECUTE FUNCTION audit_lock_chain();
    """,
    """
    DROP TRIGGER audit_a_lock ON audit_accesslog;
    DROP FUNCTION audit_lock_chain();
    DROP FUNCTION audit_head(bigint);
    """,
)

SEAL = (
    """
    CREATE FUNCTION audit_seal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        head audit_chainhead := audit_head(coalesce(NEW.practice_id, 0));
        entry audit_accesslog;
    BEGIN
        NEW.chain_version := 1;
        NEW.seq := head.seq + 1;
        NEW.prev_hash := head.hash;
        entry := NEW;
        NEW.hash := audit_fingerprint(entry, entry.seq, entry.prev_hash);
        UPDATE audit_chainhead SET seq = NEW.seq, hash = NEW.hash, at = NEW.at WHERE chain = head.chain;
        RETURN NEW;
    END $$;
    CREATE TRIGGER audit_b_seal BEFORE INSERT ON audit_accesslog
        FOR EACH ROW EXECUTE FUNCTION audit_seal();
    """,
    "DROP TRIGGER audit_b_seal ON audit_accesslog; DROP FUNCTION audit_seal();",
)

# Emptying the whole table is left to its owner (a test database, a rebuild); nothing else changes an entry.
KEEP = (
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND pg_has_role(
            (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE'
        ) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'Het toegangslog kan niet worden gewijzigd (%).', TG_OP USING ERRCODE = '42501';
    END $$;
    CREATE TRIGGER audit_c_keep BEFORE UPDATE OR DELETE ON audit_accesslog
        FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER audit_d_keep_all BEFORE TRUNCATE ON audit_accesslog
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    """,
    """
    DROP TRIGGER audit_d_keep_all ON audit_accesslog;
    DROP TRIGGER audit_c_keep ON audit_accesslog;
    DROP FUNCTION audit_refuse();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_access_log")]
    operations = [migrations.RunSQL(*step) for step in (HEAD, CANONICAL, LOCK, SEAL, KEEP)]
