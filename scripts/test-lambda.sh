#!/usr/bin/env bash
# npm run test:lambda: runs every sample event through the bundles, on the one-machine stack and under Lambda's own
# runtime interface client. Both run on the Node.js version that serverless.yml deploys to.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^ *runtime: nodejs\([0-9]*\)\.x$/\1/p' serverless.yml)
folder=$(node scripts/node-version.mjs "$version")
export PATH="$folder:$PATH"
echo "on Node.js $(node --version)"
LAMBDA_RUNTIME=$(node scripts/lambda-runtime.mjs) npx vitest run --config vitest.lambda.config.ts
