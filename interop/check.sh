#!/usr/bin/env bash
# Lets the Go and Python verifiers read a sample mirror, which they must accept, and many damaged
# copies of it, each of which they must refuse. See README.md for what must be installed.
#
#   interop/check.sh            makes a sample with the crate's example
#   interop/check.sh MIRROR     only verifies this mirror
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${MINGBAI_INTEROP_PYTHON:-$here/../target/interop-venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -c 'import aics_tlog' || {
    echo "aics-tlog is missing for $python: see interop/README.md" >&2
    exit 1
}
(cd "$here/go" && GO111MODULE=off GOPATH=/usr/share/gocode go build -o "$work/verify-go" .) || {
    echo "the Go verifier does not build: see interop/README.md" >&2
    exit 1
}

accept() {
    "$work/verify-go" "$1" | sed 's/^/go:     /'
    "$python" "$here/python/verify.py" "$1" | sed 's/^/python: /'
}

if [ $# -gt 0 ]; then
    accept "$1"
    exit
fi

sample=$work/sample
cargo run --quiet -p mingbai-tlog --manifest-path "$here/../Cargo.toml" --example sample_log -- "$sample"
accept "$sample"

# refuse NAME COMMAND: both must refuse a copy on which COMMAND was run, and name a log.
refuse() {
    local copy=$work/copy output
    rm -rf "$copy" && cp -r "$sample" "$copy"
    (cd "$copy" && eval "$2")
    for program in "$work/verify-go" "$python $here/python/verify.py"; do
        # runs: itself, python3
        if output=$($program "$copy" 2>&1); then
            echo "NOT REFUSED by $program: $1" >&2
            exit 1
        fi
        case $output in
            "FAILED "*) ;;
            *) echo "$program crashed on: $1"; echo "$output" >&2; exit 1 ;;
        esac
        printf 'refused %-34s %.110s\n' "$1" "$output"
    done
}
# overwrite FILE OFFSET: puts four other bytes there.
overwrite() { printf '\336\255\276\357' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

north=c/xingyuan-north/log
south=c/xingyuan-south/log
refuse "entry changed"               "overwrite $north/tile/entries/001 777"
refuse "entry length changed"        "overwrite $north/tile/entries/000 0"
refuse "bundle truncated"            "truncate -s -1 $north/tile/entries/002.p/88"
refuse "bundle lengthened"           "printf x >> $south/tile/entries/000.p/70"
refuse "bundle missing"              "rm $north/tile/entries/001"
refuse "bundles exchanged"           "cp $north/tile/entries/000 $north/tile/entries/001"
refuse "full hash tile changed"      "overwrite $north/tile/0/000 4000"
refuse "partial hash tile changed"   "overwrite $north/tile/0/002.p/88 32"
refuse "level 1 tile changed"        "overwrite $north/tile/1/000.p/2 0"
refuse "hash tile missing"           "rm $north/tile/0/001"
refuse "partial hash tile missing"   "rm $north/tile/1/000.p/2"
refuse "hash tile truncated"         "truncate -s -32 $north/tile/0/000"
refuse "older partial tile changed"  "overwrite $north/tile/0/000.p/100 64"
refuse "older bundle changed"        "overwrite $north/tile/entries/001.p/44 9"
refuse "file that is no tile"        "echo > $north/tile/0/1"
refuse "checkpoint size changed"     "sed -i '2s/600/599/' $north/checkpoint"
refuse "checkpoint root changed"     "sed -i '3s/./A/' $north/checkpoint; sed -i '3s/^../BC/' $north/checkpoint"
refuse "checkpoint of another log"   "cp $south/checkpoint $north/checkpoint"
refuse "whole other log"             "cp $south/checkpoint $north/; rm -r $north/tile; cp -r $south/tile $north/"
refuse "checkpoint not signed"       "sed -i '/^— mingbai/d' $north/checkpoint"
refuse "checkpoint missing"          "rm $south/checkpoint"
refuse "key changed"                 "cp $south/policy $north/policy"
refuse "policy without a log"        "sed -i '/^log/d' $north/policy"
refuse "district entry changed"      "overwrite district/log/tile/entries/000.p/3 50"
refuse "empty mirror"                "rm -r c district"
echo "all good mirrors accepted, all damaged ones refused"
