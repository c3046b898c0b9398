# Sourced by run.sh: a durable PostgreSQL of its own, and what it can do by itself. Not run by itself.
# What differs from PostgreSQL's defaults, for pgbench and the gateway alike. Nothing of it touches durability.
SERVER_OPTIONS="-c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=15min -c wal_buffers=16MB ${BENCH_SERVER_OPTIONS:-}"
PG_TOOLS=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | head -1)

headline() { printf '\n== %s\n' "$*"; }

start_server() {
    local exports more=""
    [ "$PROFILE" = yes ] && more="-c shared_preload_libraries=pg_stat_statements"
    "$ROOT/tests/support/private_postgres.sh" destroy "$RUN/pg" >/dev/null 2>&1 || true
    exports=$(PRIVATE_POSTGRES_OPTIONS="$SERVER_OPTIONS $more" "$ROOT/tests/support/private_postgres.sh" start "$RUN/pg") ||
        die "PostgreSQL did not start"
    touch "$RUN/pg.started"
    eval "$exports"
    SOCKET=$(cat "$RUN/pg/socket_dir")
    SUPERUSER="postgresql://postgres@/postgres?host=$SOCKET"
    PGBENCH_URL="postgresql://postgres@/pgbench?host=$SOCKET"
    export GATEWAY_OWNER_URL="${GATEWAY_TEST_OWNER_URL/\/postgres\?/\/gateway_bench?}"
    export GATEWAY_DATABASE_URL="${GATEWAY_TEST_DAEMON_URL/\/postgres\?/\/gateway_bench?}"
    POSTMASTER=$(sql "$SUPERUSER" "select pg_read_file('postmaster.pid')" | head -1)
    sql "$GATEWAY_TEST_OWNER_URL" "create database gateway_bench"
    sql "$SUPERUSER" "create database pgbench"
    local name
    for name in fsync synchronous_commit full_page_writes; do
        [ "$(sql "$GATEWAY_TEST_DAEMON_URL" "show $name")" = on ] || die "$name is not on: such a server measures nothing"
    done
}

sql() { psql -X -q -v ON_ERROR_STOP=1 -At "$1" -c "$2"; }

print_server() {
    headline "PostgreSQL"
    sql "$SUPERUSER" "select version()"
    printf 'fsync on, synchronous_commit on, full_page_writes on (asked with SHOW); wal_sync_method %s; differs from the defaults:\n' \
        "$(sql "$SUPERUSER" 'show wal_sync_method')"
    sql "$SUPERUSER" "select '  ' || name || ' = ' || current_setting(name) from pg_settings
        where source not in ('default', 'override', 'client') and name !~ '^(lc_|TimeZone|log_timezone|DateStyle|default_text|unix_|listen|dynamic|log_)' order by name"
}

test_fsync() {
    [ "$QUICK" = yes ] && return
    headline "pg_test_fsync (1 s each)"
    local file; file="$(readlink -f "$RUN/pg/home")/fsync.test"
    "$PG_TOOLS/pg_test_fsync" -s 1 -f "$file" 2>&1 | grep -E 'fdatasync|fsync|open_' | grep ops/sec | head -5
    rm -f "$file"
}

make_pgbench() {
    say "filling pgbench's tables, scale $SCALE"
    "$PG_TOOLS/pgbench" -i -q -s "$SCALE" "$PGBENCH_URL" >"$RUN/pgbench-init.log" 2>&1 || die "pgbench -i failed"
}

# $1: before or after. The best of the client counts goes to PGBENCH_before / PGBENCH_after.
measure_pgbench() {
    headline "pgbench TPC-B, scale $SCALE, -M prepared, $SECONDS_EACH s each ($1 the gateway)"
    local clients rate best=0 log
    for clients in $CLIENTS; do
        sql "$SUPERUSER" checkpoint
        log="$RUN/pgbench-$1-$clients.log"
        "$PG_TOOLS/pgbench" -M prepared -c "$clients" -j 2 -T "$SECONDS_EACH" "$PGBENCH_URL" >"$log" 2>&1 || die "pgbench failed: see $log"
        rate=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$log" | tail -1)
        printf '  %2s clients  %8.1f/s\n' "$clients" "$rate"
        best=$(jq -n "[$best, $rate] | max")
    done
    declare -g "PGBENCH_$1=$best"
}

# One transaction at half of pgbench's best rate, counted from the moment it was due, as ours are: what the same machine and server
# make of a single commit. The first second is left out: its clients connect and prepare then.
measure_pgbench_at_half() {
    local rate; rate=$(jq -n "$PGBENCH_before / 2 | floor")
    headline "pgbench at half of its best rate: $rate/s at random moments for $SECONDS_EACH s"
    rm -f "$RUN"/pgbench-half.[0-9]*
    "$PG_TOOLS/pgbench" -M prepared -c 32 -j 2 -T "$((SECONDS_EACH + 1))" -R "$rate" -l --log-prefix="$RUN/pgbench-half" "$PGBENCH_URL" \
        >"$RUN/pgbench-half.log" 2>&1 || die "pgbench failed: see $RUN/pgbench-half.log"
    read -r PGBENCH_P50 PGBENCH_P99 < <(cat "$RUN"/pgbench-half.[0-9]* | sort -n -k5,5 -k6,6 | awk '
        NR == 1 {begun = $5 + $6 / 1e6} $5 + $6 / 1e6 - begun >= 1 {print $3}' | sort -n | awk '
        {us[NR] = $1} function at(share) {return us[int((NR - 1) * share) + 1] / 1000}
        END {printf "%.1f %.1f\n", at(0.5), at(0.99)}')
    printf '  one transaction p50 %s ms, p99 %s ms\n' "$PGBENCH_P50" "$PGBENCH_P99"
}
