#!/bin/sh
# Revokes a certificate of our small CA and replaces its revocation list in one step.
#   certs/revoke.sh NAME [DIR]     DIR is .run/pki when not given
# A running gateway reads the list again on SIGHUP.
set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: certs/revoke.sh NAME [DIR]" >&2
    exit 2
fi
name=$1
dir=${2:-$here/../.run/pki}

if [ ! -f "$dir/ca/ca.key" ]; then
    echo "certs/revoke.sh: $dir holds no CA; certs/make.sh makes one" >&2
    exit 1
fi
cd "$dir"
if [ ! -f "$name.crt" ]; then
    echo "certs/revoke.sh: there is no certificate $name.crt in $dir" >&2
    exit 1
fi

umask 077
. "$here/ca.sh"

serial=$(openssl x509 -in "$name.crt" -noout -serial | cut -d= -f2)
if ! cmp -s "ca/issued/$serial.pem" "$name.crt"; then
    echo "certs/revoke.sh: $name was not issued by this CA" >&2
    exit 1
fi
if awk -F '\t' -v serial="$serial" '$1 == "R" && $4 == serial { found = 1 } END { exit !found }' ca/index.txt; then
    echo "certs/revoke.sh: $name was revoked before; the list is made anew" >&2
else
    revoke "$name.crt"
fi
make_crl ca.crl
echo "certs/revoke.sh: $name is revoked; send SIGHUP to gatewayd to make it read $dir/ca.crl"
