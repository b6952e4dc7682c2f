#!/usr/bin/env bash
# Make or update the virtualenv. Quick when nothing changed.
#   scripts/setup.sh        what Headland runs on
#   scripts/setup.sh dev    and what tests and checks need
set -euo pipefail
cd "$(dirname "$0")/.."

files=(requirements.txt)
if [ "${1:-}" = dev ]; then files+=(requirements-dev.txt); fi

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() {
    for name in "${PYTHON:-}" python3.11 python3 python; do
        if [ -n "$name" ] && command -v "$name" >/dev/null && is_311 "$name"; then echo "$name"; return; fi
    done
    return 1
}

install_python() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq </dev/null >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3.11 python3.11-venv </dev/null >/dev/null
    fi
}

# A virtualenv that was moved, or made by a Python that has gone, cannot start: make it again.
if ! { [ -x .venv/bin/python ] && is_311 .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python) || { install_python && python=$(find_python); } || {
        echo "Headland needs Python 3.11: install it, or name it with PYTHON=/path/to/python3.11" >&2
        exit 1
    }
    echo "Making the virtualenv"
    if ! "$python" -m venv --clear .venv 2>/dev/null; then
        install_python
        "$python" -m venv --clear .venv
    fi
fi

stamp=.venv/installed-${1:-run}
wanted=$(cat "${files[@]}" scripts/setup.sh | .venv/bin/python -c \
    'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    echo "Installing Python packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        "${files[@]/#/-r}" </dev/null
    echo "$wanted" >"$stamp"
fi
