#!/usr/bin/env bash
# Plays the real cases through a whole world on this machine: gateway, PostgreSQL, simulated peers, mutual TLS.
#   sim-peers/demo.sh           everything, then stays up until Ctrl-C
#   sim-peers/demo.sh --once    stops after the statements; exit 0 only if every check held
#   sim-peers/demo.sh up|down   the same world in the background, for other tools
# GATEWAY_OWNER_URL and GATEWAY_DATABASE_URL: a database of your own (named gateway_demo) instead of a private one.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
RUN="$ROOT/.run"
. "$ROOT/tests/support/prepare.sh"
. "$ROOT/sim-peers/world.sh"
. "$ROOT/sim-peers/plays.sh"

prepare() {
    install_packages
    build_preset release gatewayd gatewayctl sim-peer
}

say_where() {
    cat <<TXT

The world is up. Things to try:
  $BIN/gatewayctl --socket $RUN/gateway.sock status
  $BIN/gatewayctl --socket $RUN/gateway.sock settlement list
  $ROOT/sim-peers/examples/claim.sh --show    one claim by curl, every message and its answer
  curl -s http://127.0.0.1:9464/metrics
The socket's user is maker and operator. What needs a second person (checker) goes over the network with its certificate:
  $BIN/gatewayctl --url https://127.0.0.1:8443 --cert $RUN/pki/finance-checker.crt --key $RUN/pki/finance-checker.key \
      --ca $RUN/pki/ca.crt --crl $RUN/pki/ca.crl payment list
Logs: $RUN/gatewayd.log, $RUN/sim-peer.log
TXT
}

case "${1:-}" in
    "" | --once)
        prepare
        check_nothing_runs  # before the trap: a world that somebody else started is not stopped
        trap 'stop_world' EXIT
        trap 'exit 130' INT TERM
        start_world
        play_real_cases
        play_load
        play_by_curl
        close_the_day
        print_statements
        check_books || { say "a check did not hold"; exit 1; }
        say "every check held: the books are balanced"
        [ "${1:-}" = --once ] && exit 0
        say_where
        say "Ctrl-C stops it"
        while is_running gatewayd && is_running sim-peer; do sleep 1; done
        die "a process of the world ended by itself; see $RUN/*.log"
        ;;
    up)
        prepare
        start_world || { stop_world; exit 1; }
        say_where
        ;;
    down) stop_world ;;
    -h | --help) sed -n '2,6p' "$0" | cut -c3- ;;
    *) die "unknown argument $1 (see --help)" ;;
esac
