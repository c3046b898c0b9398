# Sourced by run.sh: the gateway, the simulated peers and the load as processes, and orders to the load. Not run by itself.
DAY="2018-10-16"

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Eight free ports in a row.
choose_ports() {
    local base offset
    for base in $(seq $((20000 + RANDOM % 8000)) 10 31000); do
        for offset in 0 1 2 3 4 5 6 7; do port_is_taken $((base + offset)) && continue 2; done
        PORT=$base
        return
    done
    die "no eight free ports in a row"
}

# The demo's configuration with other ports, room for the idle connections, and as many people as the load takes turns with.
write_bench_configs() {
    local edit="s|@RUN@|$RUN|g;s|@ROOT@/.run|$RUN|g;s|@ROOT@|$ROOT|g;s|@UID@|$(id -u)|g;s|@START@|$DAY 08:00:00|g"
    local offset=0 port
    for port in 7443 7444 7445 8443 9464 7543 7544 7545; do
        edit="$edit;s|\b$port\b|$((PORT + offset))|g"
        offset=$((offset + 1))
    done
    sed -e "$edit;s|^pool_size = .*|pool_size = $POOL|" "$ROOT/sim-peers/demo.toml.in" >"$RUN/gateway.toml"
    printf '\n[limits]\nmax_connections = %s\n' $((IDLE + 1000)) >>"$RUN/gateway.toml"
    rm -rf "$RUN/data" && mkdir -p "$RUN/data/stories"
    cp -r "$ROOT/sim-peers/policies" "$RUN/data/"
    cp "$ROOT/sim-peers/stories/catalog.json" "$RUN/data/stories/"
    jq --argjson n "$PEOPLE" '.generated |= map(if .division == "310000" or .division == "330200" then .count = $n else . end)' \
        "$ROOT/sim-peers/people.json" >"$RUN/data/people.json"
    sed -e "s|^data = .*|data = \"$RUN/data\"\nstamp_work = true|;$edit" "$ROOT/sim-peers/peers.toml.in" >"$RUN/peers.toml"
}

wait_until() {
    local what=$1 tries; shift
    for tries in $(seq 1 300); do
        "$@" >/dev/null 2>&1 && return
        kill -0 "$!" 2>/dev/null || break  # it was the last to be started, and has ended
        sleep 0.1
    done
    tail -n 5 "$RUN"/sim-peer.log "$RUN"/gatewayd.log >&2 || true
    die "$what did not get ready"
}

peers() { curl -sS --max-time 600 --unix-socket "$RUN/peers.sock" "http://peers$1" "${@:2}"; }
gateway() { "$BIN/gatewayctl" --socket "$RUN/gateway.sock" "$@"; }

start_bench_world() {
    choose_ports
    rm -f "$RUN"/*.sock
    "$BIN/gatewayctl" migrate >"$RUN/migrate.log" 2>&1 || { cat "$RUN/migrate.log" >&2; die "migrations failed"; }
    [ -z "${BENCH_SQL:-}" ] || psql -X -q -v ON_ERROR_STOP=1 "$GATEWAY_OWNER_URL" -f "$BENCH_SQL"  # to try a change of the schema
    "$ROOT/certs/make.sh" "$RUN/pki" >"$RUN/certs.log" 2>&1 || { cat "$RUN/certs.log" >&2; die "certificates failed"; }
    mkdir -p "$RUN/keys" && chmod 700 "$RUN/keys"
    local name
    for name in encryption token; do (umask 077 && openssl rand -hex 32 >"$RUN/keys/$name.key"); done
    write_bench_configs
    "$BIN/sim-peer" --config "$RUN/peers.toml" >"$RUN/sim-peer.log" 2>&1 &
    PEERS_PID=$!
    wait_until "the simulated peers" peers /ready
    "$BIN/gatewayd" --config "$RUN/gateway.toml" >"$RUN/gatewayd.log" 2>&1 &
    GATEWAY_PID=$!
    wait_until "the gateway" curl -fsS "http://127.0.0.1:$((PORT + 4))/readyz"
    coproc LOAD { "$BIN/gateway_load" --pki "$RUN/pki" --data "$RUN/data" --today "$DAY" --peers-socket "$RUN/peers.sock" \
        --bureau-port "$PORT" --delta-port $((PORT + 1)) --postmaster "$POSTMASTER" --gateway "$GATEWAY_PID" \
        --peers "$PEERS_PID" 2>"$RUN/load.log"; }
    LOAD_IN=${LOAD[1]} LOAD_OUT=${LOAD[0]} LOAD_RUNS_AS=$LOAD_PID
}

# $1: the name its answer is kept under; $2: the order.
order() {
    local answer
    printf '%s\n' "$2" >&"$LOAD_IN" || die "the load has ended: see $RUN/load.log"
    IFS= read -r answer <&"$LOAD_OUT" || die "the load ended at '$2': see $RUN/load.log"
    printf '%s\n' "$answer" >"$RUN/$1.json"
    [ "$(jq -r '.error // empty' "$RUN/$1.json")" = "" ] || die "$2: $(jq -r .error "$RUN/$1.json")"
}

# WAL bytes, WAL syncs and commits so far, of the whole server.
server_counts() {
    [ "$QUICK" = yes ] || sleep 1  # backends tell what they did once a second
    sql "$SUPERUSER" "select wal_bytes, wal_sync, (select sum(xact_commit) from pg_stat_database) from pg_stat_wal"
}

# As order; and what the server wrote meanwhile, into the same answer.
measured_order() {
    local before after; before=$(server_counts)
    order "$1" "$2"
    after=$(server_counts)
    jq --arg before "$before" --arg after "$after" '([$before, $after] | map(split("|") | map(tonumber))) as [$b, $a] | ([.done, 1] | max) as $n
        | .server = {wal_bytes_each: (($a[0] - $b[0]) / $n | round), syncs_each: (($a[1] - $b[1]) / $n * 100 | round / 100),
                     commits_each: (($a[2] - $b[2]) / $n * 100 | round / 100)}' "$RUN/$1.json" >"$RUN/$1.tmp"
    mv "$RUN/$1.tmp" "$RUN/$1.json"
}

# Registers as many visits as a part may need, then lets PostgreSQL look at its tables as its autovacuum would.
prepare_for() {
    local visits; visits=$(jq -n "($1 * $2 * 1.15 | floor) + 2 * $IN_FLIGHT")
    order prepare "prepare $visits $IN_FLIGHT"
    sql "${GATEWAY_OWNER_URL/gateway_owner@/postgres@}" "vacuum analyze"
    sql "$SUPERUSER" checkpoint
    order memory memory  # drains what the connections said meanwhile
}

# A first second of everything, for the caches and to know how much must be prepared. RATE_GUESS: settlements/s.
warm_up() {
    say "warming up"
    order prepare "prepare $((IN_FLIGHT * 5)) $IN_FLIGHT"
    sql "${GATEWAY_OWNER_URL/gateway_owner@/postgres@}" "vacuum analyze"
    order warm "full $IN_FLIGHT 5"
    [ "$QUICK" = yes ] || { prepare_for "$(jq .per_second "$RUN/warm.json")" 2; order warm "full $IN_FLIGHT 2"; }
    RATE_GUESS=$(jq .per_second "$RUN/warm.json")
}

end_process() {
    local pid=$1 tries
    [ -n "$pid" ] && kill -TERM "$pid" 2>/dev/null || return 0
    for tries in $(seq 1 400); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
}

stop_bench() {
    [ "$KEEP" = yes ] && { say "everything is left running: postmaster $POSTMASTER, gateway $GATEWAY_PID, peers $PEERS_PID; sockets $SOCKET $RUN"; return; }
    end_process "${LOAD_RUNS_AS:-}"
    end_process "${GATEWAY_PID:-}"
    end_process "${PEERS_PID:-}"
    if [ -e "$RUN/pg.started" ]; then
        "$ROOT/tests/support/private_postgres.sh" destroy "$RUN/pg" >/dev/null 2>&1 || true
        rm -f "$RUN/pg.started"
    fi
}
