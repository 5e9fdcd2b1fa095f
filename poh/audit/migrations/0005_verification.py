"""What the application may ask about all chains, without seeing an entry of another practice: numbers and fingerprints.

These functions run as the owner of the log. `audit_verify` reads a chain once, in order, and gives only the entries
that do not fit, and the end.
"""

from django.db import migrations

CHAINS = (
    """
    CREATE FUNCTION audit_chains() RETURNS SETOF audit_chainhead
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH RECURSIVE found(chain) AS (
            (SELECT practice_id FROM audit_accesslog WHERE practice_id IS NOT NULL ORDER BY practice_id LIMIT 1)
            UNION ALL
            SELECT (SELECT l.practice_id FROM audit_accesslog l WHERE l.practice_id > found.chain
                    ORDER BY l.practice_id LIMIT 1)
            FROM found WHERE found.chain IS NOT NULL
        ), named(chain) AS (
            SELECT 0 UNION SELECT chain FROM found WHERE chain IS NOT NULL UNION SELECT chain FROM audit_chainhead
        )
        SELECT n.chain, coalesce(h.seq, 0), coalesce(h.hash, decode(repeat('00', 32), 'hex')), h.at,
               coalesce(h.base_seq, 0), coalesce(h.base_hash, decode(repeat('00', 32), 'hex')), h.base_at
        FROM named n LEFT JOIN audit_chainhead h USING (chain) ORDER BY n.chain
    $$;
    """,
    "DROP FUNCTION audit_chains();",
)

IN_CHAIN = (
    """
    CREATE FUNCTION audit_in_chain(of_chain bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE of_chain WHEN 0 THEN 'l.practice_id IS NULL' ELSE 'l.practice_id = ' || of_chain END
    $$;
    """,
    "DROP FUNCTION audit_in_chain(bigint);",
)

VERIFY = (
    """
    CREATE FUNCTION audit_verify(of_chain bigint) RETURNS TABLE (
        place bigint, seq bigint, id bigint, at timestamptz, hash bytea, prev_hash bytea, before_seq bigint,
        is_own boolean, is_linked boolean
    )
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '64MB' AS $$
    BEGIN
        RETURN QUERY EXECUTE format($q$
            SELECT place, seq, id, at, hash, prev_hash, before_seq, is_own, is_linked FROM (
                SELECT row_number() OVER w AS place, e.seq, e.id, e.at, e.hash, e.prev_hash, e.is_own,
                       coalesce(lag(e.seq) OVER w, head.base_seq) AS before_seq,
                       e.prev_hash = coalesce(lag(e.hash) OVER w, head.base_hash) AS is_linked,
                       lead(e.seq) OVER w AS next_seq, head.seq AS last_seq, head.base_seq
                FROM (
                    SELECT l.seq, l.id, l.at, l.hash, l.prev_hash,
                           audit_fingerprint(l, l.seq, l.prev_hash) = l.hash AS is_own
                    FROM audit_accesslog l WHERE %s OFFSET 0
                ) e CROSS JOIN (SELECT * FROM audit_chains() c WHERE c.chain = $1) head
                WINDOW w AS (ORDER BY e.seq, e.id)
            ) r
            WHERE NOT is_own OR NOT is_linked OR seq <> before_seq + 1
               OR next_seq IS NULL OR next_seq = seq OR seq >= last_seq OR seq <= base_seq
            ORDER BY place LIMIT 100000
        $q$, audit_in_chain(of_chain)) USING of_chain;
    END $$;
    """,
    "DROP FUNCTION audit_verify(bigint);",
)

# Two entries are swapped when each has the fingerprint that fits the place of the other.
SWAPPED = (
    """
    CREATE FUNCTION audit_swapped(of_chain bigint, ids bigint[]) RETURNS TABLE (one bigint, other bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        RETURN QUERY EXECUTE format($q$
            WITH suspects AS (SELECT l FROM audit_accesslog l WHERE %s AND l.id = ANY ($1))
            SELECT (a.l).id, (b.l).id FROM suspects a JOIN suspects b ON (a.l).id < (b.l).id
            WHERE ARRAY[(a.l).hash, (b.l).hash] && ARRAY[
                      audit_fingerprint(a.l, (b.l).seq, (a.l).prev_hash), audit_fingerprint(a.l, (b.l).seq, (b.l).prev_hash)]
              AND ARRAY[(a.l).hash, (b.l).hash] && ARRAY[
                      audit_fingerprint(b.l, (a.l).seq, (b.l).prev_hash), audit_fingerprint(b.l, (a.l).seq, (a.l).prev_hash)]
        $q$, audit_in_chain(of_chain)) USING ids;
    END $$;
    """,
    "DROP FUNCTION audit_swapped(bigint, bigint[]);",
)

HASHES = (
    """
    CREATE FUNCTION audit_hashes_at(of_chain bigint, seqs bigint[]) RETURNS TABLE (seq bigint, hash bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        RETURN QUERY EXECUTE format(
            'SELECT l.seq, l.hash FROM audit_accesslog l WHERE %s AND l.seq = ANY ($1)', audit_in_chain(of_chain)
        ) USING seqs;
    END $$;
    """,
    "DROP FUNCTION audit_hashes_at(bigint, bigint[]);",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_wall")]
    operations = [migrations.RunSQL(*step) for step in (CHAINS, IN_CHAIN, VERIFY, SWAPPED, HASHES)]
