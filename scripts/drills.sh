#!/usr/bin/env bash
# Run the tests marked "dated" and the sample's at every moment of tests/drills/moments.csv. Arguments go to pytest.
# HEADLAND_TEST_MOMENTS="leap year" takes the moments whose names contain that.
set -euo pipefail
cd "$(dirname "$0")/.."
export HEADLAND_TEST_MOMENTS="${HEADLAND_TEST_MOMENTS:-all}"
exec scripts/test.sh -m dated "$@"
