#!/usr/bin/env bash
# Compile requirements*.in to requirements*.txt with exact versions and hashes. Arguments go to uv (--upgrade-package X).
set -euo pipefail
cd "$(dirname "$0")/.."
for name in requirements requirements-dev; do
    .venv/bin/uv pip compile "$name.in" --output-file "$name.txt" --quiet --generate-hashes --universal \
        --python-version 3.11 --no-emit-index-url --no-header --no-annotate "$@"
done
