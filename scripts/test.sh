#!/usr/bin/env bash
# Run the tests with real servers about them. Arguments go to pytest; HEADLAND_TEST_WORKERS sets how many run at once.
set -euo pipefail
cd "$(dirname "$0")/.."

# Tests choose their own settings: what this shell is set up for must not reach them.
for name in $(compgen -e); do
    case "$name" in
        HEADLAND_CACHE | HEADLAND_TEST_*) ;;
        HEADLAND_* | DATABASE_URL | ELASTICSEARCH_* | DJANGO_SETTINGS_MODULE) unset "$name" ;;
    esac
done

# Browser tests, and those marked serial, are each kept on one worker (tests/conftest.py).
exec .venv/bin/python -m scripts.services run elasticsearch postgres chromium -- \
    .venv/bin/python -m pytest -n "${HEADLAND_TEST_WORKERS:-auto}" --dist loadgroup "$@"
