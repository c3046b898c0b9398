#!/usr/bin/env bash
# How many settlements a second, beside pgbench on the same server in the same run. tests/bench/README.md explains the figures.
#   tests/bench/run.sh [options]      the last line is the ratio: gateway's settlements/s ÷ pgbench's TPC-B/s
#   --quick            small and short, to see that everything works (ctest runs this)
#   --seconds N        of each measured part (10)
#   --scale N          of pgbench (100)         --clients "8 16 32"   of pgbench, the best counts
#   --in-flight N      settlements in flight at full load (128)       --pool N    database connections of the gateway (8)
#   --profile          one more full load with pg_stat_statements and, where perf is installed, perf; not measured
#   --keep             everything is left running afterwards, to look at
#   --no-build         the programs are there already (BENCH_BIN: elsewhere than build/release/bin)
#   --run DIR          where everything is written (.run/bench)
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
RUN="$ROOT/.run/bench"
SECONDS_EACH=10 SCALE=100 CLIENTS="8 16 32" IN_FLIGHT=128 POOL=8 PEOPLE=10000 CHAINS=2000 IDLE=1000
QUICK=no PROFILE=no BUILD=yes KEEP=no
while [ $# -gt 0 ]; do
    case $1 in
        --quick) QUICK=yes SECONDS_EACH=1 SCALE=5 CLIENTS=8 IN_FLIGHT=16 PEOPLE=1000 CHAINS=20 IDLE=100 ;;
        --seconds) SECONDS_EACH=$2; shift ;;
        --scale) SCALE=$2; shift ;;
        --clients) CLIENTS=$2; shift ;;
        --in-flight) IN_FLIGHT=$2; shift ;;
        --pool) POOL=$2; shift ;;
        --profile) PROFILE=yes ;;
        --keep) KEEP=yes ;;
        --no-build) BUILD=no ;;
        --run) RUN=$2; shift ;;
        -h | --help) sed -n '2,11p' "$0" | cut -c3-; exit 0 ;;
        *) echo "error: unknown argument $1 (see --help)" >&2; exit 1 ;;
    esac
    shift
done
. "$ROOT/tests/support/prepare.sh"
. "$ROOT/tests/bench/server.sh"
. "$ROOT/tests/bench/world.sh"
. "$ROOT/tests/bench/gate.sh"
. "$ROOT/tests/bench/print.sh"

if [ "$BUILD" = yes ]; then
    install_packages
    build_preset release gatewayd gatewayctl sim-peer gateway_load
fi
BIN="${BENCH_BIN:-$ROOT/build/release/bin}"

mkdir -p "$RUN"
RUN=$(cd "$RUN" && pwd -P)
trap 'stop_bench' EXIT
trap 'exit 130' INT TERM

print_machine
start_server
print_server
test_fsync
make_pgbench
measure_pgbench before
measure_pgbench_at_half

start_bench_world
warm_up
headline "Full load: $IN_FLIGHT settlements in flight for $SECONDS_EACH s"
prepare_for "$RATE_GUESS" "$SECONDS_EACH"
measured_order full "full $IN_FLIGHT $SECONDS_EACH"
print_load full
half=$(jq -r '.per_second / 2' "$RUN/full.json")
headline "Half load: $half settlements/s at random moments for $SECONDS_EACH s"
prepare_for "$half" "$SECONDS_EACH"
measured_order half "rate $half $SECONDS_EACH"
print_load half
headline "Whole chains: 2201 2203 2204 2206 2207 and their mirror, $CHAINS of them"
measured_order chain "chain $CHAINS $IN_FLIGHT"
print_load chain
print_memory
measure_pgbench after
[ "$PROFILE" = yes ] && profile
validity_gate || { say "the books do not hold: the figures above are worth nothing"; exit 1; }
print_summary
