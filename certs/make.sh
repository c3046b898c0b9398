#!/bin/sh
# Makes a small CA and the certificates of the demo and the tests, good ones and deliberately bad ones.
#   certs/make.sh DIR     (the demo uses .run/pki)
# Does nothing when all are there and good for another two weeks. See README.md.
set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 1 ]; then
    echo "usage: certs/make.sh DIR" >&2
    exit 2
fi
if ! command -v openssl >/dev/null 2>&1; then
    echo "certs/make.sh: openssl is missing (Debian package: openssl)" >&2
    exit 1
fi

# name region role: one certificate a line. wrong-region is good in itself: a partner nobody has a route to.
good='gateway 330200 gateway
local-bureau 330200 local-bureau
shanghai 310000 partner
national 100000 national
zhejiang 330000 national
finance-maker 330200 finance-maker
finance-checker 330200 finance-checker
wrong-region 440300 partner'
bad='expired 330200 local-bureau
wrong-ca 330200 local-bureau
revoked 330200 local-bureau'

umask 077
mkdir -p "$1"
dir=$(cd "$1" && pwd)
cd "$dir"

. "$here/ca.sh"

checksum_of_scripts() { cat "$here/make.sh" "$here/ca.sh" | cksum | cut -d' ' -f1; }

# The file "made" holds the checksum of the scripts and the second (since 1970) until which all is good.
is_complete() {
    [ -f made ] && [ -f ca.crt ] && [ -f ca.crl ] && [ -f ca/ca.key ] || return 1
    read -r checksum good_until <made || return 1
    [ "$checksum" = "$(checksum_of_scripts)" ] || return 1
    [ "$(date +%s)" -lt "$good_until" ] || return 1
    for name in $(printf '%s\n%s\n' "$good" "$bad" | cut -d' ' -f1); do
        [ -s "$name.crt" ] && [ -s "$name.key" ] || return 1
    done
}

if is_complete; then
    exit 0
fi

# Nothing half-made is ever seen under the final names: all is made aside and moved in at the end.
work=$(mktemp -d "$dir/.making.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
make_authority ca "Clearing test CA"
make_authority other-ca "Some other CA"

printf '%s\n' "$good" | while read -r name region role; do
    issue "$name" "$region" "$role" ca "$valid_days"
done
issue revoked 330200 local-bureau ca "$valid_days"
issue wrong-ca 330200 local-bureau other-ca "$valid_days"
issue_expired expired 330200 local-bureau ca

revoke revoked.crt
make_crl ca.crl
chmod 0644 ./*.crt

rm -rf "$dir/made" "$dir/ca"
mv ca "$dir/ca"
for file in *.key *.crt ca.crl; do
    mv -f "$file" "$dir/$file"
done
echo "$(checksum_of_scripts) $(($(date +%s) + crl_days * day_seconds - two_weeks_seconds))" >"$dir/made"
echo "certs/make.sh: certificates are in $dir"
