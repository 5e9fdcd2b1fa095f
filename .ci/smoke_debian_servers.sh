#!/usr/bin/env bash
# POH against real servers instead of its own: Debian's PostgreSQL and Redis, given as DATABASE_URL and REDIS_URL.
# The owner of the tables is no superuser, as it would be at a hoster.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/lib.sh

place=$(mktemp -d /tmp/poh-debian.XXXXXX)
chmod 755 "$place"
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
port=$(free_port)
web=$(free_port)
redis="$place/redis.sock"

as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

cleanup() {
    [ -n "${poh:-}" ] && kill -INT "$poh" 2> /dev/null && wait "$poh" || true
    [ -n "${redis_server:-}" ] && kill "$redis_server" 2> /dev/null || true
    as_postgres "$bin/pg_ctl" -D "$place/pg/data" -m immediate stop > /dev/null 2>&1 || true
    rm -rf "$place"
}
trap cleanup EXIT

mkdir "$place/pg"
[ "$(id -u)" = 0 ] && chown postgres "$place/pg"
as_postgres "$bin/initdb" -D "$place/pg/data" --username=postgres --auth-local=peer --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 -k > "$place/initdb.log"
as_postgres "$bin/pg_ctl" -D "$place/pg/data" -w -l "$place/pg/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$place/pg" start > /dev/null
as_postgres "$bin/psql" -q -h "$place/pg" -p "$port" -U postgres postgres <<'SQL'
CREATE ROLE poh_owner LOGIN CREATEROLE CREATEDB PASSWORD 'van-de-rooktest';
CREATE DATABASE poh OWNER poh_owner;
SQL
redis-server --port 0 --unixsocket "$redis" --dir "$place" --appendonly yes > "$place/redis.log" &
redis_server=$!

export DATABASE_URL="postgresql://poh_owner:van-de-rooktest@127.0.0.1:$port/poh" REDIS_URL="unix://$redis?db=0"
export POH_DATA="$place/data" PORT="$web"
as_postgres "$bin/postgres" --version
redis-server --version

.venv/bin/python -m poh.local run > "$place/log" 2>&1 &
poh=$!
wait_for_page "$web" 300 "$place/log" "$poh"
echo "first page: $took s"
pages_work "$web"
[ ! -e "$POH_DATA/postgres" ] && [ ! -e "$POH_DATA/redis" ] || fail "the embedded servers were started too"
kill -INT "$poh"
wait "$poh" || { tail -n 40 "$place/log" >&2; fail "stopped with an error"; }
poh=

make test TEST="tests/accounts tests/audit -q"
