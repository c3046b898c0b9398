#!/usr/bin/env bash
# Fuzzing, the long form: builds the fuzzers (libFuzzer, ASan + UBSan) and runs each.
#   tests/fuzz/run.sh [SECONDS [TARGET…]]     SECONDS per target, 60 unless told
# One line per target; exit 1 when one of them found something. What it found lies in .run/fuzz/TARGET/: fix it, then
# put the file under tests/fuzz/corpus/TARGET/, where every later run and ctest fuzz_corpus begin with it.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
cd "$ROOT"

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers -j "${FUZZ_JOBS:-2}" >/dev/null
bin=build/fuzz/bin
mkdir -p .run/fuzz
rm -rf .run/fuzz/seeds  # of a target that is no more; its folders are the list of targets
"$bin/write_seeds" .run/fuzz/seeds

export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS="suppressions=$ROOT/tests/support/leaks.supp"
found=0
[ $# -gt 0 ] || set -- $(ls .run/fuzz/seeds)
for target in "$@"; do
    mkdir -p ".run/fuzz/$target" ".run/fuzz/grown/$target"
    log=.run/fuzz/$target.log
    verdict=clean
    "$bin/fuzz_$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -malloc_limit_mb=256 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix=".run/fuzz/$target/" \
        ".run/fuzz/grown/$target" ".run/fuzz/seeds/$target" >"$log" 2>&1 || { verdict="FOUND, see $log"; found=1; }
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    covered=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
    echo "fuzz_$target: $seconds s, ${runs:-0} messages, ${covered:-0} edges: $verdict"
done
exit $found
