#!/usr/bin/env bash
# Run the tests marked "dated" and the sample's at every moment of tests/drills/moments.csv, and those marked "drill",
# which take minutes. Arguments go to pytest; -k walls takes the twin worlds and the sweep alone.
# HEADLAND_TEST_MOMENTS="leap year" takes the moments whose names contain that.
set -euo pipefail
cd "$(dirname "$0")/.."
export HEADLAND_TEST_MOMENTS="${HEADLAND_TEST_MOMENTS:-all}"
export HEADLAND_TEST_DRILLS=1
exec scripts/test.sh -m "dated or drill" "$@"
