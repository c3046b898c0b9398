# Sourced by run.sh: what is printed, and the profile. Not run by itself.
print_machine() {
    headline "Machine"
    printf '%s, %s cores, %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
        "$(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -sr)"
    printf 'load average before: %s; file system: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)" "$(df --output=fstype,source "$RUN" | tail -1)"
    printf 'commit %s, clang RelWithDebInfo (-O2)\n' "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)"
    printf 'settings: %s s each, pgbench scale %s clients %s, %s settlements in flight, pool %s, %s people a side, mutual TLS and every check on\n' \
        "$SECONDS_EACH" "$SCALE" "$CLIENTS" "$IN_FLIGHT" "$POOL" "$PEOPLE"
}

print_load() {
    jq -r '"  \(.per_second) /s   (\(.done) in \(.seconds) s, \(.parallel) in flight; failures: \(.failures | tojson))",
        "  machine µs each: PostgreSQL \(.cpu_us_each.postgresql), gateway \(.cpu_us_each.gateway), peers \(.cpu_us_each.peers), load \(.cpu_us_each.load)" +
        "; these are \(([.cpu_us_each | .postgresql, .gateway, .peers, .load] | add) / .cpu_us_each.available * 100 | round) % of the machine, all processes and the kernel \(.cpu_us_each.busy / .cpu_us_each.available * 100 | round) %",
        "  PostgreSQL each: \(.server.commits_each) commits, \(.server.syncs_each) WAL syncs, \(.server.wal_bytes_each) bytes of WAL",
        (.latency // {} | to_entries[] | "  \(.key)\tadded ms p50 \(.value.added_ms.p50) p99 \(.value.added_ms.p99) p99.9 \(.value.added_ms.p99_9)\tanswered p50 \(.value.answered_ms.p50) p99 \(.value.answered_ms.p99)\tof it the peer p50 \(.value.peer_ms.p50)")' \
        "$RUN/$1.json" | expand -t 14,60,100
}

print_memory() {
    headline "Memory"
    order memory memory
    printf '  gateway RSS %s MiB after the load' "$(jq '.gateway_rss_kib / 1024 | floor' "$RUN/memory.json")"
    order idle "idle $IDLE"
    printf ', %s MiB with %s idle mutual-TLS connections open\n' "$(jq '.gateway_rss_kib / 1024 | floor' "$RUN/idle.json")" "$(jq .open "$RUN/idle.json")"
    order idle_closed "idle 0"
}

print_summary() {
    local best; best=$(jq -n "[$PGBENCH_before, $PGBENCH_after] | max")
    headline "Summary"
    printf '  pgbench TPC-B %s/s before, %s/s after; gateway %s settlements/s end to end, whole chains %s/s\n' "$PGBENCH_before" \
        "$PGBENCH_after" "$(jq .per_second "$RUN/full.json")" "$(jq .per_second "$RUN/chain.json")"
    printf '  half load: p99 added %s ms (aim 5; one transaction of pgbench at half of its own rate %s ms)\n' \
        "$(jq .latency.all.added_ms.p99 "$RUN/half.json")" "$PGBENCH_P99"
    printf '  ratio is to the better of the two pgbench figures (aim 0.4)\n'
    printf 'ratio %.2f\n' "$(jq ".per_second / $best" "$RUN/full.json")"
}

# What the time is made of: never part of the measured run.
profile() {
    local url="${GATEWAY_OWNER_URL/gateway_owner@/postgres@}" perf=""
    headline "Profile (pg_stat_statements and perf are on: not a measurement)"
    sql "$url" "create extension if not exists pg_stat_statements"
    prepare_for "$(jq .per_second "$RUN/full.json")" "$SECONDS_EACH"
    sql "$url" "select pg_stat_statements_reset()" >/dev/null
    if command -v perf >/dev/null; then
        perf record -q -F 499 -a -o "$RUN/perf.data" -- sleep "$SECONDS_EACH" >/dev/null 2>&1 &
        perf=$!
    fi
    order profile "full $IN_FLIGHT $SECONDS_EACH"
    [ -n "$perf" ] && wait "$perf"
    local n; n=$(jq .done "$RUN/profile.json")
    psql -X "$url" -c "select round(calls::numeric / $n, 2) as each, round(mean_exec_time::numeric * 1000, 1) as mean_us,
        round((total_exec_time * 1000 / $n)::numeric, 1) as us_each, round(wal_bytes / $n) as wal_each, rows / greatest(calls, 1) as rows,
        left(regexp_replace(query, '\s+', ' ', 'g'), 110) as statement
        from pg_stat_statements order by total_exec_time desc limit 45"
    if [ -n "$perf" ]; then
        local comm  # sed reads to the end where head would break the pipe
        perf report -i "$RUN/perf.data" --no-children --stdio --sort comm 2>/dev/null | grep -v '^#' | grep . | sed -n 1,12p
        for comm in gatewayd postgres sim-peer gateway_load; do
            printf '\n-- %s\n' "$comm"
            perf report -i "$RUN/perf.data" --no-children --stdio --comm "$comm" --sort dso 2>/dev/null | grep -v '^#' | grep . | sed -n 1,8p
            perf report -i "$RUN/perf.data" --no-children --stdio --comm "$comm" --sort sym 2>/dev/null | grep -v '^#' | grep . | sed -n 1,40p | cut -c1-140
        done
    fi
}
