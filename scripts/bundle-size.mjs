import { build } from 'esbuild';
import { bundleHandlers, OPTIONS } from './bundle.mjs';

/** How many bytes a handler may be over its floor. */
export const ALLOWANCE = 96 * 1024;

const OUT_DIR = '.build/size';
const CLIENT = /node_modules\/@aws-sdk\/((?:client|lib)-[a-z0-9-]+)\//;
const PACKAGE = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The one export of each AWS package that a floor needs: what makes it a client, and no command. */
const CLIENTS = {
  'client-dynamodb': 'DynamoDBClient',
  'client-eventbridge': 'EventBridgeClient',
  'client-ivs': 'IvsClient',
  'client-lambda': 'LambdaClient',
  'client-secrets-manager': 'SecretsManagerClient',
  'client-sqs': 'SQSClient',
  'lib-dynamodb': 'DynamoDBDocumentClient',
};

/** What every handler stands on, used as a handler uses it. */
const FOUNDATION = `
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import * as z from 'zod/mini';
const schema = z.object({ text: z.string() });
export const handler = middy()
  .use(injectLambdaContext(new Logger()))
  .use(logMetrics(new Metrics()))
  .handler((event) => schema.parse(event));
`;

/**
 * Measures handlers: each one's minified size, what fills it, and its floor, which is the size of a
 * bundle of the same AWS clients, middy, logger, metrics and zod mini alone, made in the same run.
 *
 * @param names of the handlers; all without it
 */
export async function measureHandlers({ names, serviceDir = process.cwd() } = {}) {
  const bundles = await bundleHandlers({ names, outDir: OUT_DIR, serviceDir });
  const floors = new Map();
  const sizes = [];
  for (const { name, bytes, inputs } of bundles) {
    const clients = clientsOf(inputs);
    const key = clients.join();
    if (!floors.has(key)) floors.set(key, await floorOf(clients, serviceDir));
    const floor = floors.get(key);
    const parts = partsOf(inputs);
    sizes.push({ name, bytes, floor, over: bytes - floor, clients, parts, inputs });
  }
  return sizes;
}

/** The AWS packages in a bundle, from its inputs. */
function clientsOf(inputs) {
  const found = inputs.map(({ path }) => CLIENT.exec(path)?.[1]).filter(Boolean);
  return [...new Set(found)].sort();
}

async function floorOf(clients, serviceDir) {
  const imports = clients.map((client) => {
    const name = CLIENTS[client];
    if (!name) throw new Error(`scripts/bundle-size.mjs does not know the floor of ${client}`);
    return `export { ${name} } from '@aws-sdk/${client}';`;
  });
  const { outputFiles } = await build({
    ...OPTIONS,
    stdin: { contents: [...imports, FOUNDATION].join('\n'), resolveDir: serviceDir },
    sourcemap: false,
    write: false,
  });
  return outputFiles[0].contents.length;
}

/** Bytes by package, and by folder of our own, largest first. */
function partsOf(inputs) {
  const bytesOf = new Map();
  for (const { path, bytes } of inputs) {
    const part = PACKAGE.exec(path)?.[1] ?? `our ${path.split('/').slice(0, 2).join('/')}`;
    bytesOf.set(part, (bytesOf.get(part) ?? 0) + bytes);
  }
  return [...bytesOf].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}
