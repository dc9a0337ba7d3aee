#!/usr/bin/env bash
# npm run test:lambda: runs every sample event through the bundles on the Node.js version that serverless.yml
# deploys to. The version comes from npm: the package `node-<platform>-<arch>` has only the program.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^ *runtime: nodejs\([0-9]*\)\.x$/\1/p' serverless.yml)
package=node-$(node -p 'process.platform + "-" + process.arch')
folder=.build/node$version
npm install --silent --no-save --no-package-lock --prefix "$folder" "$package@$version"
export PATH="$PWD/$folder/node_modules/$package/bin:$PATH"
[[ $(node --version) == v$version.* ]] || { echo "expected Node.js $version, received $(node --version)" >&2; exit 1; }
echo "on Node.js $(node --version)"
npx vitest run test/events
