# Sourced by tests/run.sh and sim-peers/demo.sh: what a bare Debian 12 needs, then the build. Not run by itself.
#   install_packages            reads .packages; quick when everything is there
#   build_preset PRESET         configures once, builds
# Locale: PostgreSQL and the tools are asked for UTF-8 whatever the caller has (LC_ALL=POSIX works).
export LC_ALL=C.UTF-8
# Debian's clang finds its own libstdc++; a CXX of the caller's would be another compiler than the presets name.
unset CC CXX

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else die "'$1' needs root or sudo"; fi
}

install_packages() {
    command -v dpkg-query >/dev/null || die "this needs Debian 12 (no dpkg here); install the list in .packages by hand"
    local wanted missing
    wanted=$(grep -v '^#' "$ROOT/.packages")
    # shellcheck disable=SC2086
    missing=$(for p in $wanted; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || echo "$p"; done)
    [ -z "$missing" ] && return
    say "installing $(echo "$missing" | wc -w) Debian packages"
    local log; log=$(mktemp)
    as_root apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1 ||
        { tail -30 "$log" >&2; die "apt-get install failed"; }
    rm -f "$log"
}

build_preset() {
    local preset=$1 dir="$ROOT/build/$1"
    [ -e /proc/self ] || die "/proc is not mounted: mount -t proc proc /proc"
    export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1
    if [ ! -f "$dir/build.ninja" ]; then
        say "configuring preset $preset"
        mkdir -p "$ROOT/build"
        (cd "$ROOT" && cmake --preset "$preset" >"$dir.configure.log" 2>&1) ||
            { cat "$dir.configure.log" >&2; die "configure failed"; }
    fi
    say "building preset $preset (first time: up to half an hour on two cores)"
    ninja -C "$dir" "${@:2}" >&2 || die "the build failed"
}
