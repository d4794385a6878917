#!/bin/sh
# Resolves pyproject.toml into requirements/*.txt: exact versions with the hashes of the published
# files, for Windows, Linux and macOS and every Python the project accepts. No address of an index
# is written, so the files serve wherever packages come from. Pass --upgrade to take newer versions.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv

compile() {
    output=$1
    shift
    # --no-config: a person's own uv settings (a private index, other platforms) stay out of the lock.
    "$uv" pip compile pyproject.toml --no-config --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet \
        --custom-compile-command "make lock" --output-file "requirements/$output" "$@"
}

compile runtime.txt "$@"
# Everything a person who works on the program needs: the runtime at the same versions, and the tools.
compile development.txt --group dev --constraint requirements/runtime.txt "$@"
# uv alone, so that pip can fetch it, checked, before there is anything else.
awk '/^[a-z]/ { keep = /^uv==/ } keep' requirements/development.txt > requirements/uv.txt
