-- What the bench keeps for itself: which practices it filled, and the plain table of the floor.
CREATE TABLE IF NOT EXISTS bench_practice (
    number integer PRIMARY KEY,
    practice_id bigint NOT NULL,
    recipe text NOT NULL,
    filled_on date NOT NULL,
    has_due boolean NOT NULL
);
CREATE TABLE IF NOT EXISTS bench_floor (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO bench_floor SELECT i, md5(i::text) FROM generate_series(1, 1000) i ON CONFLICT DO NOTHING;
GRANT SELECT ON bench_practice, bench_floor TO poh_app;
