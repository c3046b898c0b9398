#!/usr/bin/env bash
# A clearing day against a partner's file, beside what psql needs on the same server in the same run.
# tests/bench/README.md explains the figures.
#   tests/bench/day.sh [options]    the last line is the ratio: our seconds ÷ psql's
#   --quick            a tiny day, to see that everything works (ctest runs this)
#   --lines N          of each side (2500000)       --one-in N    one line in so many differs (2500)
#   --keep             the server is left running afterwards, to look at
#   --no-build         the programs are there already (BENCH_BIN: elsewhere than build/release/bin)
#   --run DIR          where everything is written (.run/day-bench)
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
RUN="$ROOT/.run/day-bench"
LINES_EACH=2500000 ONE_IN=2500 QUICK=no BUILD=yes KEEP=no PROFILE=no
while [ $# -gt 0 ]; do
    case $1 in
        --quick) QUICK=yes LINES_EACH=3000 ONE_IN=100 ;;
        --lines) LINES_EACH=$2; shift ;;
        --one-in) ONE_IN=$2; shift ;;
        --keep) KEEP=yes ;;
        --no-build) BUILD=no ;;
        --run) RUN=$2; shift ;;
        -h | --help) sed -n '2,9p' "$0" | cut -c3-; exit 0 ;;
        *) echo "error: unknown argument $1 (see --help)" >&2; exit 1 ;;
    esac
    shift
done
. "$ROOT/tests/support/prepare.sh"
. "$ROOT/tests/bench/server.sh"

if [ "$BUILD" = yes ]; then
    install_packages
    build_preset release gatewayctl day_bench
fi
BIN="${BENCH_BIN:-$ROOT/build/release/bin}"
FAILED=0

stop_bench() {
    [ "$KEEP" = yes ] && { say "left running: $SOCKET"; return; }
    [ -e "$RUN/pg.started" ] && "$ROOT/tests/support/private_postgres.sh" destroy "$RUN/pg" >/dev/null 2>&1
    rm -f "$RUN/pg.started" "$RUN"/*.txt "$RUN"/files/*.zip
}

hold() {
    local what=$1; shift
    if "$@"; then printf '  ok    %s\n' "$what"; else printf '  FAIL  %s\n' "$what"; FAILED=$((FAILED + 1)); fi
}

print_machine() {
    headline "Machine"
    printf '%s, %s cores, %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
        "$(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -sr)"
    printf 'load average before: %s; file system: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)" "$(df --output=fstype,source "$RUN" | tail -1)"
    printf 'commit %s; %s settlements on each side, one line in %s differs\n' \
        "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)" "$LINES_EACH" "$ONE_IN"
}

# The day in the gateway's books, the partner's file, and the same two sides as psql reads them.
fill() {
    say "filling the books with $LINES_EACH settlements and their postings"
    "$BIN/gatewayctl" migrate >"$RUN/migrate.log" 2>&1 || { cat "$RUN/migrate.log" >&2; die "migrations failed"; }
    psql -X -q -v n="$LINES_EACH" -v one_in="$ONE_IN" "$BOOKS_URL" -f "$ROOT/tests/bench/day/fill.sql" >"$RUN/fill.log" 2>&1 ||
        { tail -5 "$RUN/fill.log" >&2; die "the books were not filled"; }
    sql "$BOOKS_URL" "copy (select id, visit, 'null', (total / 100.0)::numeric(16, 2), (fund_total / 100.0)::numeric(16, 2),
        (account / 100.0)::numeric(16, 2), case when refund then 1 else 0 end from bench_theirs order by i) to stdout" >"$RUN/theirs.txt"
    sql "$BOOKS_URL" "select concat_ws(E'\t', '=END', count(*), (sum(total) / 100.0)::numeric(16, 2), (sum(fund_total) / 100.0)::numeric(16, 2),
        (sum(account) / 100.0)::numeric(16, 2)) from bench_theirs" >>"$RUN/theirs.txt"
    mkdir -p "$RUN/files"
    "$BIN/day_bench" zip "$RUN/files/theirs.zip" <"$RUN/theirs.txt"
    sql "$BOOKS_URL" "copy (select their_id, their_visit_id, (total / 100.0)::numeric(16, 2), (fund_total / 100.0)::numeric(16, 2),
        (account / 100.0)::numeric(16, 2), 0, insurance_type, care, hifp, hifmi, account, cash from settlement
        order by settlement_no) to stdout" >"$RUN/ours.txt"
    sql "$SUPERUSER" checkpoint
}

measure_psql() {
    headline "psql: COPY of both sides, FULL JOIN, GROUP BY"
    local begin end
    begin=$(date +%s%N)
    (cd "$RUN" && psql -X -q -At "$PGBENCH_URL" -f "$ROOT/tests/bench/day/yardstick.sql") >"$RUN/yardstick.out"
    end=$(date +%s%N)
    YARDSTICK=$(jq -n "($end - $begin) / 10000000 | round / 100")
    printf '  %s s; %s lines differ\n' "$YARDSTICK" "$(head -1 "$RUN/yardstick.out")"
    sql "$SUPERUSER" checkpoint
}

measure_gateway() {
    headline "gateway: from the file on disk to the agreed day"
    "$BIN/day_bench" close "$RUN/files" theirs.zip >"$RUN/close.json" || die "the day was not closed"
    jq -r '"  \(.seconds) s; \(.lines) lines, \(.matched) matched, \(.differences) differences; peak RSS \(.peak_rss_mib) MiB"' "$RUN/close.json"
}

# What a close over the wire tells of such a day, in a process of its own: its memory is the question.
measure_telling() {
    headline "gateway: what the wire route tells of the day (cells, root)"
    "$BIN/day_bench" tell >"$RUN/tell.json" || die "the day was not told"
    jq -r '"  \(.seconds) s; \(.lines) lines in \(.cells) cells; peak RSS \(.peak_rss_mib) MiB"' "$RUN/tell.json"
}

# Figures of a run whose books do not hold are worth nothing.
validity_gate() {
    headline "Do the books hold?"
    books() { test "$(sql "$BOOKS_URL" "$1")" = t; }
    hold "the file is still there" test -s "$RUN/files/theirs.zip"
    hold "the differences are those that were seeded, one to one" books \
        "select not exists ((select kind, key_id from bench_seeded except all select kind, key_id from difference)
         union all (select kind, key_id from difference except all select kind, key_id from bench_seeded))"
    hold "psql found as many lines" test "$(head -1 "$RUN/yardstick.out")" = "$(sql "$BOOKS_URL" "select count(*) from bench_seeded")"
    hold "the day is agreed, and so many matched as are neither different nor missing" books \
        "select (select state from clearing_day where day = '2018-10-16') = 'agreed_with_carried_lines' and
         $(jq .matched "$RUN/close.json") = (select count(*) from settlement) - (select count(*) from bench_seeded where kind <> 'missing_here')"
    hold "one entry a cell: what was cleared is what the equal lines come to" books \
        "select not exists ((select insurance_type, care, component, amount from transfer where event = 'clearing_agreed')
         except all (select insurance_type, care, component, sum(amount)::bigint from transfer t join settlement s using (settlement_no, insurance_type, care)
                     where not exists (select from bench_seeded b where b.key_id = s.key_id) group by 1, 2, 3))"
    hold "debits are credits, R1 and R2 are what was booked" books \
        "select sum(case when debit in ('R1', 'R2') then amount else 0 end - case when credit in ('R1', 'R2') then amount else 0 end)
         = (select sum(hifp + hifmi + account) from settlement) from transfer"
    hold "the statement balances" test "$(jq .balances "$RUN/close.json")" = true
    hold "a matched line has no row, and reads as cleared" books \
        "select (select count(*) from clearing_line) = 0 and (select count(*) from day_left_out) = (select count(*) from bench_seeded where kind <> 'missing_here')
         and (select count(*) filter (where cleared_day is null) = count(*) filter (where id in (select key_id from bench_seeded))
              from settlement_record where settlement_no <= 20000)"
    hold "the wire route tells of each line" test "$(jq .lines "$RUN/tell.json")" = "$(sql "$BOOKS_URL" "select count(*) from settlement")"
    hold "at most 512 MiB of memory, by file and by wire" \
        test "$(jq -s 'map(.peak_rss_mib) | max' "$RUN/close.json" "$RUN/tell.json")" -le 512
    [ "$FAILED" = 0 ]
}

mkdir -p "$RUN"
RUN=$(cd "$RUN" && pwd -P)
trap 'stop_bench' EXIT
trap 'exit 130' INT TERM
print_machine
start_server
BOOKS_URL="${GATEWAY_OWNER_URL/gateway_owner@/postgres@}"
print_server
fill
measure_psql
measure_gateway
measure_telling
validity_gate || { say "the books do not hold: the figures above are worth nothing"; exit 1; }
printf 'ratio %.2f\n' "$(jq "(.seconds / $YARDSTICK)" "$RUN/close.json")"
