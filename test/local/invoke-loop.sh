#!/usr/bin/env bash
# npm run test:cli: sends 200 messages with a loop of `aws lambda invoke` calls to a stack of its own. All
# must arrive, each once and in order. It needs the AWS CLI and takes about two minutes, most of which is
# the start of the CLI. `npm test` does the same with the SDK.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-200}
command -v aws >/dev/null || { echo 'the AWS CLI is not installed' >&2; exit 1; }

work=$(mktemp -d)
PORT=0 SCHEDULES=off LOGS=off node --import tsx src/local/main.ts >"$work/stack" &
stack=$!
trap 'kill $stack; rm -rf "$work"' EXIT
until grep -q '^ready ' "$work/stack"; do kill -0 $stack; sleep 0.2; done

export AWS_ENDPOINT_URL AWS_DEFAULT_REGION=us-west-2 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
# Version 1 of the CLI does not have this option, and sends the payload unchanged.
format=(--cli-binary-format raw-in-base64-out)
aws --version 2>&1 | grep -q '^aws-cli/1' && format=()
AWS_ENDPOINT_URL=$(sed -n 's/^ready //p' "$work/stack")
# The value of a member of the JSON on standard input.
member() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8'))$1"; }

aws ivs create-channel --name show --output json >"$work/channel"
channel=$(member .channel.arn <"$work/channel")
key=$(member .streamKey.value <"$work/channel")
curl -fsS -X POST "$AWS_ENDPOINT_URL/_sim/encoders" -d "{\"streamKey\":\"$key\"}" >/dev/null

for ((n = 0; n < count; n++)); do
  aws lambda invoke --function-name enqueueMetadata ${format[@]+"${format[@]}"} \
    --payload "{\"messages\":[{\"channelArn\":\"$channel\",\"payload\":{\"n\":$n}}]}" \
    "$work/answer" >/dev/null
  [[ $(member '.accepted.length' <"$work/answer") == 1 ]] || { cat "$work/answer" >&2; exit 1; }
done

node --import tsx test/local/count-cues.ts "$AWS_ENDPOINT_URL" "$channel" "$count"
