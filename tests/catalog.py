"""Questions to the catalogue of PostgreSQL: each gives the names of what breaks a rule about the walls."""

TABLES = """
    WITH t AS (
        SELECT c.oid, c.relname, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
               c.reloptions
        FROM pg_class c WHERE c.relnamespace = %(schema)s::regnamespace
    ), walled AS (
        SELECT t.* FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'practice_id' AND NOT a.attisdropped
    )
"""

RULES = {
    "table without forced row-level security": """
        SELECT relname FROM walled
        WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
    """,
    # A partition without a policy shows nothing when it is asked directly; that is what it should do.
    "table without a policy": """
        SELECT relname FROM walled
        WHERE relkind IN ('r', 'p') AND NOT relispartition
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = walled.oid)
    """,
    "policy that does not ask for the practice": """
        SELECT relname || ' ' || polname FROM pg_policy p JOIN walled ON walled.oid = p.polrelid
        WHERE coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '')
              NOT LIKE '%%current_setting(''poh.practice_id''%%'
          AND NOT (polroles = ARRAY[relowner])
    """,
    "view that is not security_invoker": """
        SELECT relname FROM t
        WHERE relkind = 'v' AND coalesce(array_to_string(reloptions, ','), '') !~ 'security_invoker=(true|on|1)'
    """,
    "materialised view, which no policy can guard": "SELECT relname FROM t WHERE relkind = 'm'",
    "foreign key to another practice": """
        SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
        WHERE contype = 'f' AND conrelid IN (SELECT oid FROM walled) AND confrelid IN (SELECT oid FROM walled)
          AND NOT EXISTS (
              SELECT FROM unnest(conkey, confkey) AS k(mine, theirs)
              JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.mine AND a.attname = 'practice_id'
              JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.theirs AND b.attname = 'practice_id'
          )
    """,
    "unique over all practices": """
        SELECT i.indexrelid::regclass::text FROM pg_index i
        WHERE i.indisunique AND NOT i.indisprimary AND i.indrelid IN (SELECT oid FROM walled)
          AND NOT EXISTS (
              SELECT FROM pg_attribute a
              WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) AND a.attname = 'practice_id'
          )
    """,
    "exclusion over all practices": """
        SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
        WHERE contype = 'x' AND conrelid IN (SELECT oid FROM walled)
          AND NOT EXISTS (
              SELECT FROM pg_attribute a
              WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey) AND a.attname = 'practice_id'
          )
    """,
    "function of the owner without its own search_path": """
        SELECT p.proname FROM pg_proc p
        WHERE p.pronamespace = %(schema)s::regnamespace AND p.prosecdef
          AND coalesce(array_to_string(p.proconfig, ','), '') !~ 'search_path'
    """,
    "table that the application owns": "SELECT relname FROM t WHERE relowner = 'poh_app'::regrole",
    "table that the application can empty or alter": """
        SELECT relname FROM t
        WHERE relkind IN ('r', 'p') AND has_table_privilege('poh_app', oid, 'TRUNCATE, REFERENCES, TRIGGER')
    """,
}


def findings(run, schema: str = "public") -> dict[str, list[str]]:
    """What breaks each rule in `schema`; `run(sql, parameters)` asks the database. Rules that hold are left out."""
    found = {rule: sorted(row[0] for row in run(TABLES + sql, {"schema": schema})) for rule, sql in RULES.items()}
    return {rule: names for rule, names in found.items() if names}


# One fault for each rule, in a schema of its own.
PLANTED_FAULTS = """
    CREATE SCHEMA scratch;
    SET LOCAL search_path = scratch, public;
    CREATE TABLE no_wall (id bigint PRIMARY KEY, practice_id bigint, UNIQUE (practice_id, id));
    CREATE TABLE half_wall (id bigint PRIMARY KEY, practice_id bigint);
    ALTER TABLE half_wall ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everything ON half_wall USING (true);
    CREATE VIEW plain_view AS SELECT * FROM no_wall;
    CREATE MATERIALIZED VIEW kept_view AS SELECT * FROM no_wall;
    CREATE TABLE child (
        id bigint PRIMARY KEY, practice_id bigint, bsn text UNIQUE, parent_id bigint REFERENCES no_wall,
        period daterange, EXCLUDE USING gist (period WITH &&)
    );
    CREATE UNIQUE INDEX child_bsn_lower ON child (lower(bsn));
    CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM scratch.no_wall';
    CREATE TABLE own (id bigint);
    GRANT ALL ON own TO poh_app;
"""
PLANTED_FINDINGS = {
    "table without forced row-level security": ["child", "half_wall", "no_wall"],
    "table without a policy": ["child", "no_wall"],
    "policy that does not ask for the practice": ["half_wall everything"],
    "view that is not security_invoker": ["plain_view"],
    "materialised view, which no policy can guard": ["kept_view"],
    "foreign key to another practice": ["child child_parent_id_fkey"],
    "unique over all practices": ["child_bsn_key", "child_bsn_lower"],
    "exclusion over all practices": ["child child_period_excl"],
    "function of the owner without its own search_path": ["peek"],
    "table that the application can empty or alter": ["own"],
}
