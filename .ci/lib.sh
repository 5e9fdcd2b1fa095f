# Shared by the scripts in this folder.

step() { printf '\n==> %s (%ss)\n' "$1" "$SECONDS"; }

fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

now() { echo "${EPOCHREALTIME/[,.]/}"; }

# wait_for_page PORT SECONDS LOG JOB: until the log-in page answers; leaves the seconds it took in $took.
wait_for_page() {
    local began
    began=$(now)
    until curl -fsSL -o /dev/null "http://127.0.0.1:$1/" 2> /dev/null; do
        if ! kill -0 "$4" 2> /dev/null || [ $(($(now) - began)) -gt $(($2 * 1000000)) ]; then
            tail -n 60 "$3" >&2
            fail "no page on port $1 within $2 seconds"
        fi
        sleep 0.1
    done
    took=$(python3 -c "print(round(($(now) - $began) / 1e6, 1))")
}

# pages_work PORT: the log-in page and what watches over a server.
pages_work() {
    curl -fsSL "http://127.0.0.1:$1/" | grep -i '<form' > /dev/null || fail "the start page leads to no form"
    curl -fsS "http://127.0.0.1:$1/healthz" > /dev/null || fail "/healthz"
    curl -fsS "http://127.0.0.1:$1/readyz" > /dev/null || fail "/readyz"
}
