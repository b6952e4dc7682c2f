#!/usr/bin/env bash
# Run the benchmarks with their peers (nginx, wrk), a real Elasticsearch and a real PostgreSQL. Arguments go to tests.bench.
set -euo pipefail
cd "$(dirname "$0")/.."
exec .venv/bin/python -m scripts.services run nginx wrk elasticsearch postgres -- .venv/bin/python -m tests.bench "$@"
