#!/usr/bin/env bash
# The long forms of the kill points, the real faults, the stepped clock and the two daemons.
#   tests/faults/run.sh                     all four
#   tests/faults/run.sh kill-points [TEXT]  every moment in every flow that passes it, or those that contain TEXT
#   tests/faults/run.sh real-faults [TEXT]  every fault on every line, every kill; or those that contain TEXT
#   tests/faults/run.sh clock               the machine's clock stepped
#   tests/faults/run.sh two-daemons
# GATEWAY_TEST_BIN=DIR: the programs under test; BUILD=DIR: where the tests are (build/release).
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$ROOT/build/release}
if [ ! -x "$BUILD/bin/faults_real" ]; then
    . "$ROOT/tests/support/prepare.sh"
    install_packages
    build_preset release
fi
export GATEWAY_FAULTS=long
cd "$ROOT"

kill_points() { run faults_kill_points GATEWAY_KILL "${1:-}"; }
real_faults() { run faults_real GATEWAY_FAULT "${1:-}"; }
run() {
    local program=$1 name=$2 text=$3
    if [ -n "$text" ]; then export "$name=$text"; else unset "$name"; fi
    "$BUILD/bin/$program" --color_output=no
}

case ${1:-all} in
    kill-points) kill_points "${2:-}" ;;
    real-faults) real_faults "${2:-}" ;;
    clock) "$BUILD/bin/faults_clock" --color_output=no ;;
    two-daemons) "$BUILD/bin/faults_two_daemons" --color_output=no ;;
    all) kill_points; real_faults; "$BUILD/bin/faults_clock" --color_output=no; "$BUILD/bin/faults_two_daemons" --color_output=no ;;
    -h | --help) sed -n '2,8p' "$0" | cut -c3- ;;
    *) echo "unknown: $1 (see --help)" >&2; exit 2 ;;
esac
