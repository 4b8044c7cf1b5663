#!/usr/bin/env bash
# The pre-commit hook: installs the packages once, and runs plugin-lint on the given files.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -d "$root/node_modules/zx" ] || npm ci --ignore-scripts --silent --prefix "$root" >&2
exec node --import "$root/lib/cli/loader.mjs" "$root/scripts/plugin-lint.mts" "$@"
