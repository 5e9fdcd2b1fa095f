-- Chance without chance: the same number for the same key at every fill.
CREATE OR REPLACE FUNCTION pg_temp.pick(key bigint, salt int, below int) RETURNS int
LANGUAGE sql IMMUTABLE AS $$ SELECT ((hashint8extended(key, salt) & 2147483647) % below)::int $$;

CREATE OR REPLACE FUNCTION pg_temp.one_of(words text[], key bigint, salt int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT words[1 + ((hashint8extended(key, salt) & 2147483647) % cardinality(words))::int] $$;

CREATE OR REPLACE FUNCTION pg_temp.uuid_of(kind text, key text) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$ SELECT md5(kind || ':' || key)::uuid $$;

-- Foreign keys are checked row by row, which takes most of the time. A practice is filled without those of the large
-- tables; they come back in the same transaction, unvalidated for these rows, which fit by their making.
CREATE OR REPLACE FUNCTION pg_temp.drop_keys(tables regclass[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key record;
BEGIN
    CREATE TEMP TABLE dropped_key ON COMMIT DROP AS
    SELECT conrelid::regclass AS tab, conname AS name, replace(pg_get_constraintdef(oid), ' NOT VALID', '') AS definition
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (tables);
    FOR key IN SELECT * FROM dropped_key LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.tab, key.name);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pg_temp.restore_keys() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key record;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR key IN SELECT * FROM dropped_key LOOP
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', key.tab, key.name, key.definition);
    END LOOP;
END $$;
