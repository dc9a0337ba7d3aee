#!/usr/bin/env bash
# npm run test:node [-- <major> …]: runs the unit tests on other versions of Node.js than the installed one.
set -euo pipefail
cd "$(dirname "$0")/.."

versions=("$@")
((${#versions[@]})) || versions=(22 24)
failed=0
for version in "${versions[@]}"; do
  folder=$(node scripts/node-version.mjs "$version")
  echo "on Node.js $("$folder/node" --version)"
  PATH="$folder:$PATH" npx vitest run --project unit || failed=1
done
exit "$failed"
