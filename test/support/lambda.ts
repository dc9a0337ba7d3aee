import type { Context } from 'aws-lambda';
import type { StartedTable } from './table.ts';

/** A Lambda context as far as handlers use it. */
export function lambdaContext(name: string, remainingMs = 60_000): Context {
  const end = Date.now() + remainingMs;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-west-2:123456789012:function:ivs-autopilot-test-${name}`,
    memoryLimitInMB: '256',
    awsRequestId: '00000000-0000-4000-8000-00000000aaaa',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'test',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => end - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The environment that a handler, imported after this, finds the table with. */
export async function tableEnvironment({
  name,
  documents,
}: StartedTable): Promise<Record<string, string>> {
  const endpoint = await documents.config.endpoint?.();
  if (!endpoint) throw new Error('the table has no endpoint of its own');
  const { protocol, hostname, port } = endpoint;
  return {
    AWS_ENDPOINT_URL: `${protocol}//${hostname}:${port}`,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    TABLE_NAME: name,
    POWERTOOLS_DEV: 'false',
    STAGE: 'test',
    RETRY_QUEUE_NAME: 'ivs-autopilot-test-retry',
    METADATA_QUEUE_NAME: 'ivs-autopilot-test-metadata.fifo',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
}
