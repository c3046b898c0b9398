#!/usr/bin/env bash
# Installs, builds and runs every test; ends with ctest's own summary.
#   tests/run.sh                    all tests, preset release
#   tests/run.sh --quick            only what needs no database and no processes
#   tests/run.sh --preset asan      all tests under ASan + UBSan (tsan: thread sanitizer)
#   tests/run.sh [...] -- ARGS      ARGS go to ctest, e.g. -R scenarios
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/tests/support/prepare.sh"

preset=release quick=no
ctest_arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=yes ;;
        --preset) preset=${2:?preset} && shift ;;
        --) shift; ctest_arguments+=("$@"); break ;;
        -h | --help) sed -n '2,6p' "$0" | cut -c3-; exit 0 ;;
        *) die "unknown option $1 (see --help)" ;;
    esac
    shift
done

install_packages
build_preset "$preset"

if [ "$quick" = yes ]; then
    ctest_arguments+=(-LE 'integration|system')
else
    database="$ROOT/.run/test-pg-$preset"
    trap '"$ROOT/tests/support/private_postgres.sh" stop "$database" >/dev/null 2>&1 || true' EXIT
    say "starting a private PostgreSQL"
    exports=$("$ROOT/tests/support/private_postgres.sh" start "$database") || die "PostgreSQL did not start"
    eval "$exports"
fi
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS="suppressions=$ROOT/tests/support/leaks.supp"
say "running the tests"
cd "$ROOT/build/$preset"
ctest --output-on-failure -j2 "${ctest_arguments[@]}"
