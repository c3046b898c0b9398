#!/bin/sh
# Makes NAME.frame of every NAME.txt: 4 bytes big-endian length, then the Envelope as protoc encodes it.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
proto="$here/../../../gateway/proto"
message=$(mktemp)
trap 'rm -f "$message"' EXIT

for text in "$here"/*.txt; do
    protoc --proto_path="$proto" --encode=clearing.delta.v1.Envelope clearing/delta/v1/delta.proto <"$text" >"$message"
    length=$(wc -c <"$message")
    head=$(printf '\\%03o\\%03o\\%03o\\%03o' $((length >> 24 & 255)) $((length >> 16 & 255)) $((length >> 8 & 255)) $((length & 255)))
    { printf "$head"; cat "$message"; } >"${text%.txt}.frame"
done
