#!/usr/bin/env bash
# Build the style sheets, scripts and fonts of both sites into frontend_templates/common/assets, which is committed:
# nobody who only runs Headland needs Node.
set -euo pipefail
cd "$(dirname "$0")/../frontend_templates/common/build"
if ! command -v npm >/dev/null; then
    echo "Building assets needs Node 20 or newer (https://nodejs.org)." >&2
    exit 1
fi
# Installed again only when the lock file changed.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --ignore-scripts --no-audit --no-fund
    touch node_modules/.package-lock.json
fi
node build.mjs
