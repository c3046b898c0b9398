# Sourced by demo.sh: starts and stops one world (database, certificates, gateway, peers) under .run/. Not run by itself.
# Needs ROOT, RUN and prepare.sh. Ports are DESIGN §5's; everything is on 127.0.0.1 and Unix sockets.
BIN="${GATEWAY_BIN:-$ROOT/build/release/bin}"  # GATEWAY_BIN: another preset's
GATEWAY_PORTS="7443 7444 7445 8443 9464"
PEER_PORTS="7543 7544 7545"
BUSINESS_START="2018-10-16 08:00:00"

is_running() { [ -f "$RUN/$1.pid" ] && kill -0 "$(cat "$RUN/$1.pid")" 2>/dev/null; }

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

check_nothing_runs() {
    local name port
    for name in gatewayd sim-peer; do
        is_running "$name" && die "$name is running already (pid $(cat "$RUN/$name.pid")): sim-peers/demo.sh down stops it"
    done
    for port in $GATEWAY_PORTS $PEER_PORTS; do
        port_is_taken "$port" && die "port $port on 127.0.0.1 is taken by another program"
    done
    return 0
}

owner_sql() { psql -X -q -v ON_ERROR_STOP=1 -At "$GATEWAY_OWNER_URL" "$@"; }

# A database of somebody else's is never touched: only gateway_demo, and only when every table in it is ours.
empty_given_database() {
    [ "$(owner_sql -c 'select current_database()')" = gateway_demo ] ||
        die "GATEWAY_OWNER_URL must name the database gateway_demo: the demo empties it"
    local tables; tables=$(owner_sql -c "select count(*) from pg_tables where schemaname = 'public'")
    [ "$tables" = 0 ] && return
    [ "$(owner_sql -c "select to_regclass('public.schema_version') is not null")" = t ] ||
        die "gateway_demo holds tables that are not the gateway's; it is left alone"
    owner_sql -c 'set client_min_messages = warning; drop schema public cascade; create schema public' >/dev/null
}

start_database() {
    if [ -n "${GATEWAY_OWNER_URL:-}" ] && [ -n "${GATEWAY_DATABASE_URL:-}" ]; then
        say "using the given database"
    else
        say "starting a private PostgreSQL (Unix socket, no port)"
        local exports
        exports=$("$ROOT/tests/support/private_postgres.sh" start "$RUN/pg") || die "PostgreSQL did not start"
        touch "$RUN/pg.started"
        eval "$exports"
        psql -X -q -At "$GATEWAY_TEST_OWNER_URL" -c "select 1 from pg_database where datname = 'gateway_demo'" | grep -q 1 ||
            psql -X -q "$GATEWAY_TEST_OWNER_URL" -c 'create database gateway_demo'
        export GATEWAY_OWNER_URL="${GATEWAY_TEST_OWNER_URL/\/postgres\?/\/gateway_demo?}"
        export GATEWAY_DATABASE_URL="${GATEWAY_TEST_DAEMON_URL/\/postgres\?/\/gateway_demo?}"
    fi
    empty_given_database
    "$BIN/gatewayctl" migrate >"$RUN/migrate.log" 2>&1 || { cat "$RUN/migrate.log" >&2; die "migrations failed"; }
}

make_keys() {
    mkdir -p "$RUN/keys" && chmod 700 "$RUN/keys"
    local name
    for name in encryption token; do
        [ -s "$RUN/keys/$name.key" ] || (umask 077 && openssl rand -hex 32 >"$RUN/keys/$name.key")
    done
}

write_configs() {
    sed -e "s|@RUN@|$RUN|g" -e "s|@ROOT@|$ROOT|g" -e "s|@UID@|$(id -u)|g" -e "s|@START@|$BUSINESS_START|g" \
        "$ROOT/sim-peers/demo.toml.in" >"$RUN/demo.toml"
    sed -e "s|@RUN@|$RUN|g" -e "s|@ROOT@|$ROOT|g" -e "s|@START@|$BUSINESS_START|g" \
        "$ROOT/sim-peers/peers.toml.in" >"$RUN/peers.toml"
    "$BIN/gatewayd" --config "$RUN/demo.toml" --check-config >"$RUN/check-config.log" 2>&1 ||
        { cat "$RUN/check-config.log" >&2; die "the demo's configuration is refused"; }
}

start_process() {
    local name=$1; shift
    "$@" >"$RUN/$name.log" 2>&1 &
    echo $! >"$RUN/$name.pid"
}

wait_until() {
    local what=$1; shift
    local tries
    for tries in $(seq 1 300); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    tail -20 "$RUN"/gatewayd.log "$RUN"/sim-peer.log >&2 2>/dev/null
    die "$what did not get ready"
}

peers() { curl -sS --max-time 600 --unix-socket "$RUN/peers.sock" "http://peers$1" "${@:2}"; }
gateway() { "$BIN/gatewayctl" --socket "$RUN/gateway.sock" "$@"; }

start_world() {
    mkdir -p "$RUN"
    check_nothing_runs
    rm -f "$RUN"/gateway.sock "$RUN"/peers.sock
    start_database
    "$ROOT/certs/make.sh" "$RUN/pki" >"$RUN/certs.log" 2>&1 || { cat "$RUN/certs.log" >&2; die "certificates failed"; }
    make_keys
    write_configs
    say "starting the peers and the gateway"
    start_process sim-peer "$BIN/sim-peer" --config "$RUN/peers.toml"
    wait_until "the simulated peers" peers /ready
    start_process gatewayd "$BIN/gatewayd" --config "$RUN/demo.toml"
    wait_until "the gateway" curl -fsS http://127.0.0.1:9464/readyz
}

stop_process() {
    is_running "$1" || { rm -f "$RUN/$1.pid"; return 0; }
    local pid; pid=$(cat "$RUN/$1.pid")
    kill -TERM "$pid" 2>/dev/null || true
    local tries
    for tries in $(seq 1 400); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    if kill -0 "$pid" 2>/dev/null; then say "$1 did not stop in 40 s; killing it"; kill -KILL "$pid" 2>/dev/null || true; fi
    rm -f "$RUN/$1.pid"
}

stop_world() {
    stop_process gatewayd
    stop_process sim-peer
    if [ -e "$RUN/pg.started" ]; then
        "$ROOT/tests/support/private_postgres.sh" stop "$RUN/pg" >/dev/null 2>&1 || true
        rm -f "$RUN/pg.started"
    fi
}
