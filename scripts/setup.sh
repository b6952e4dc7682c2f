#!/usr/bin/env bash
# Make or update the virtualenv, and mend a package that is missing or broken. Quick when nothing changed.
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

cannot() {
    echo "Cannot $1" >&2
    exit 1
}

# Programs begin with the address of their Python: those of a virtualenv that was moved cannot start.
programs_start() {
    local first
    IFS= read -r first <.venv/bin/pip && [ -x "${first#"#!"}" ]
} 2>/dev/null

# A virtualenv that was moved, or made by a Python that has gone, cannot start: make it again.
pip=.venv/lib/python3.11/site-packages/pip/__main__.py
if ! { [ -x .venv/bin/python ] && is_311 .venv/bin/python && [ -f "$pip" ] && programs_start; }; then
    if [ -e .venv ] && [ ! -d .venv ]; then cannot "make the virtualenv $PWD/.venv: a file has its name. Move it away."; fi
    if [ -d .venv ] && [ ! -w .venv ]; then
        cannot "write the virtualenv $PWD/.venv: it belongs to another user. Give it to this user, or delete it."
    fi
    if [ ! -w . ]; then cannot "make the virtualenv in $PWD: this user may not write there. Give the folder to this user."; fi
    python=$(find_python) || {
        echo "Looking for Python 3.11, and installing it if that can be done here"
        install_python && python=$(find_python)
    } || {
        echo "Headland needs Python 3.11: install it, or name it with PYTHON=/path/to/python3.11" >&2
        exit 1
    }
    echo "Making the virtualenv in .venv"
    SECONDS=0
    if ! "$python" -m venv --clear .venv 2>/dev/null; then
        install_python
        "$python" -m venv --clear .venv || cannot "make the virtualenv $PWD/.venv: Python says why, above."
    fi
    echo "  done in $SECONDS s"
fi

.venv/bin/python -m scripts.packages "${files[@]}"
