#!/bin/bash
# A PostgreSQL of one's own on a Unix socket, for the tests and the demo.
#
#   private_postgres.sh start DIR     starts it (or finds it running) and prints the two URLs as shell exports:
#                                         eval "$(tests/support/private_postgres.sh start .run/pg)"
#   private_postgres.sh stop DIR      stops it; the data stay
#   private_postgres.sh destroy DIR   stops it and removes the data
#
# PRIVATE_POSTGRES_OPTIONS: further options of the server ("-c name=value …") at its start.
# PRIVATE_POSTGRES_LOG: an empty directory for the write-ahead log of a new one, in segments of 1 MB.
# No port: listen_addresses is empty. fsync stays on, so that what the tests prove holds. Authentication is "trust" on a
# socket whose directory only this user (and postgres, when started as root) may enter: whoever could use a password
# from a file beside it could also enter the directory.
set -euo pipefail

say() { echo "private_postgres: $*" >&2; }
fail() { say "$*"; exit 1; }

[ $# -eq 2 ] || fail "usage: private_postgres.sh start|stop|destroy DIR"
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd -P)

bin=${PG_BIN:-}
if [ -z "$bin" ]; then
    for version in 15 16 17; do
        [ -x /usr/lib/postgresql/$version/bin/initdb ] && bin=/usr/lib/postgresql/$version/bin && break
    done
fi
[ -n "$bin" ] || fail "PostgreSQL's server programs are missing (Debian: postgresql-15)"

# PostgreSQL refuses to run as root.
owner=$(id -un)
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || fail "the user postgres is missing (Debian: postgresql-15)"
    owner=postgres
    as_owner() { (cd / && runuser -u postgres -- "$@"); }
fi

# Data lie in DIR, or, where the server's user cannot reach it (a clone in /root), under /var/tmp, linked from DIR.
data_home() {
    if [ -e "$dir/home" ]; then
        readlink -f "$dir/home"
        return
    fi
    local home=$dir/server
    mkdir -p "$home"
    chown "$owner" "$home"
    if ! as_owner test -w "$home" -a -x "$home"; then
        rmdir "$home"
        home=$(mktemp -d /var/tmp/gateway-pg.XXXXXX)
        chown "$owner" "$home"
    fi
    chmod 700 "$home"
    ln -s "$home" "$dir/home"
    echo "$home"
}

# The path of a Unix socket has at most 107 bytes, so it never lies in DIR.
socket_dir() {
    if [ ! -s "$dir/socket_dir" ] || [ ! -d "$(cat "$dir/socket_dir")" ]; then
        local made
        made=$(mktemp -d /tmp/gw-pg.XXXXXX)
        chown "$owner" "$made"
        chmod 700 "$made"
        echo "$made" > "$dir/socket_dir"
    fi
    cat "$dir/socket_dir"
}

is_running() { [ -e "$dir/home" ] && as_owner "$bin/pg_ctl" -D "$(readlink -f "$dir/home")/data" status >/dev/null 2>&1; }

start() {
    local home socket
    home=$(data_home)
    socket=$(socket_dir)
    if [ ! -s "$home/data/PG_VERSION" ]; then
        local log=()
        if [ -n "${PRIVATE_POSTGRES_LOG:-}" ]; then
            chown "$owner" "$PRIVATE_POSTGRES_LOG"
            log=(--waldir="$PRIVATE_POSTGRES_LOG" --wal-segsize=1)
        fi
        as_owner "$bin/initdb" -D "$home/data" -U postgres --encoding=UTF8 --locale=C.UTF-8 --auth=trust "${log[@]}" \
            >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
        rm -f "$home/roles_are_made"
    fi
    if ! is_running; then
        rm -f "$home/data/postmaster.pid"
        as_owner "$bin/pg_ctl" -D "$home/data" -w -t 60 -l "$home/server.log" \
            -o "-c listen_addresses='' -c unix_socket_directories='$socket' -c max_connections=200 -c fsync=on ${PRIVATE_POSTGRES_OPTIONS:-}" \
            start >/dev/null 2>&1 </dev/null || { tail -20 "$home/server.log" >&2; fail "PostgreSQL did not start"; }
    fi
    if [ ! -e "$home/roles_are_made" ]; then
        # The owner migrates and makes databases; the daemon's login has nothing but its membership.
        as_owner "$bin/psql" -qX -v ON_ERROR_STOP=1 -h "$socket" -U postgres -d postgres >&2 <<'SQL'
CREATE ROLE gateway_owner LOGIN CREATEDB CREATEROLE;
CREATE ROLE gateway_daemon NOLOGIN;
CREATE ROLE gateway_app LOGIN IN ROLE gateway_daemon;
GRANT pg_signal_backend TO gateway_owner;
SQL
        as_owner touch "$home/roles_are_made"
    fi
    echo "export GATEWAY_TEST_OWNER_URL='postgresql://gateway_owner@/postgres?host=$socket'"
    echo "export GATEWAY_TEST_DAEMON_URL='postgresql://gateway_app@/postgres?host=$socket'"
}

stop() {
    is_running && as_owner "$bin/pg_ctl" -D "$(readlink -f "$dir/home")/data" -m fast -w -t 60 stop >/dev/null
    if [ -s "$dir/socket_dir" ]; then
        rm -rf -- "$(cat "$dir/socket_dir")"
        rm -f "$dir/socket_dir"
    fi
}

destroy() {
    stop
    if [ -e "$dir/home" ]; then
        rm -rf -- "$(readlink -f "$dir/home")"
        rm -f "$dir/home"
    fi
    rm -f "$dir/initdb.log"
    rmdir "$dir" 2>/dev/null || true
}

case $action in
    start) start ;;
    stop) stop ;;
    destroy) destroy ;;
    *) fail "unknown action $action" ;;
esac
