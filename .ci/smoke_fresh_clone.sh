#!/usr/bin/env bash
# The README followed on a fresh clone, as an ordinary user where this is root: `make run` killed in the middle
# of its first start, started, stopped with Ctrl-C, started again, killed hard, started again.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/lib.sh

home=$(mktemp -d /tmp/poh-smoke.XXXXXX)
log=$home/log
port=$(free_port)
user=$(id -un)
if [ "$(id -u)" = 0 ]; then
    user=poh-smoke
    id "$user" > /dev/null 2>&1 || useradd --system --home-dir "$home" --shell /bin/bash "$user"
fi
git clone -q . "$home/poh"
touch "$log"
[ "$(id -u)" = 0 ] && chown -R "$user" "$home"

run_as_user() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u "$user" -- env -u POH_DATA -u DATABASE_URL -u REDIS_URL HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin "$@"
    else
        env -u POH_DATA -u DATABASE_URL -u REDIS_URL "$@"
    fi
}

# In a session of its own, as in a terminal: a signal to the group is what Ctrl-C sends.
start() {
    run_as_user setsid --fork --wait sh -c 'echo $$ > '"$home"'/group; cd '"$home"'/poh && exec make run PORT='"$port" >> "$log" 2>&1 &
    job=$!
    sleep 0.5
}

signal_group() { kill "-$1" -- "-$(cat "$home/group")"; }

# Nothing of this clone may be left: every program of it has the clone's path in its command line or works in it.
left_over() { pgrep -u "$user" -f "$home" || true; }

gone_within() {
    for _ in $(seq $(($1 * 10))); do
        [ -z "$(left_over)" ] && return
        sleep 0.1
    done
    ps -fp "$(left_over | paste -sd,)" >&2
    fail "processes left $1 seconds after $2"
}

cleanup() {
    [ -e "$home/group" ] && signal_group KILL 2> /dev/null || true
    sleep 1
    rm -rf "$home"
}
trap cleanup EXIT

start
sleep 6
signal_group KILL
wait "$job" 2> /dev/null || true
echo "killed in the middle of the first start"

start
wait_for_page "$port" 300 "$log" "$job"
echo "first page after a kill in the middle: $took s"
pages_work "$port"
signal_group INT
wait "$job" || true
gone_within 3 "Ctrl-C"
tail -n 5 "$log" | grep 'Alles is gestopt' > /dev/null || { tail -n 20 "$log" >&2; fail "no orderly stop"; }
echo "stopped with Ctrl-C, nothing left running"

start
wait_for_page "$port" 60 "$log" "$job"
echo "second start to first page: $took s"
python3 -c "import sys; sys.exit($took > 8)" || fail "a second start may take 8 seconds, this took $took"
signal_group KILL
wait "$job" 2> /dev/null || true
gone_within 20 "a hard kill"
echo "killed hard, nothing left running"

start
wait_for_page "$port" 60 "$log" "$job"
echo "page after a hard kill: $took s"
pages_work "$port"
signal_group INT
wait "$job" || true
gone_within 3 "Ctrl-C"
