import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleHandlers } from '../../scripts/bundle.mjs';
import { ALLOWANCE, type HandlerSize, measureHandlers } from '../../scripts/bundle-size.mjs';
import { ALLOWED } from './support/roles.ts';
import { type Service, smallService } from './support/service.ts';

const run = promisify(execFile);
const TABLE = ['client-dynamodb', 'lib-dynamodb'];
const KEYS = [
  'client-dynamodb',
  'client-eventbridge',
  'client-ivs',
  'client-secrets-manager',
  'lib-dynamodb',
];
const CLIENTS: Record<string, string[]> = {
  deleteDueChannels: ['client-dynamodb', 'client-eventbridge', 'client-ivs', 'lib-dynamodb'],
  doctor: [
    'client-dynamodb',
    'client-eventbridge',
    'client-ivs',
    'client-lambda',
    'client-sqs',
    'lib-dynamodb',
  ],
  enqueueMetadata: ['client-dynamodb', 'client-lambda', 'client-sqs', 'lib-dynamodb'],
  explainChannels: ['client-dynamodb', 'client-ivs', 'lib-dynamodb'],
  getDeadLetters: ['client-dynamodb', 'client-sqs', 'lib-dynamodb'],
  getSessions: TABLE,
  markChannel: ['client-dynamodb', 'client-sqs', 'lib-dynamodb'],
  reconcile: ['client-dynamodb', 'client-eventbridge', 'client-ivs', 'lib-dynamodb'],
  recordSessionEvent: ['client-dynamodb', 'client-eventbridge', 'client-sqs', 'lib-dynamodb'],
  repeatStickyMetadata: ['client-dynamodb', 'client-sqs', 'lib-dynamodb'],
  retryDeadLetters: ['client-dynamodb', 'client-lambda', 'client-sqs', 'lib-dynamodb'],
  revokeStreamKey: KEYS,
  rotateStreamKeys: KEYS,
  sampleViewers: ['client-dynamodb', 'client-eventbridge', 'client-ivs', 'lib-dynamodb'],
  sendMetadata: ['client-dynamodb', 'client-ivs', 'client-sqs', 'lib-dynamodb'],
};

/** What a role allows for what Lambda does in the function's name; and tags, which have no command. */
const BY_LAMBDA = new Set([
  'sqs:SendMessage DeadLetterQueue',
  'sqs:DeleteMessage MetadataQueue',
  'sqs:GetQueueAttributes MetadataQueue',
  'sqs:ReceiveMessage MetadataQueue',
  'sqs:SendMessage RecordRetryQueue',
  'sqs:SendMessage MarkRetryQueue',
  'ivs:TagResource stream-key/*',
  // Secrets Manager's, in the function's name.
  'kms:Decrypt key/*',
  'kms:GenerateDataKey key/*',
]);

/** The IAM action of an SDK command, from its file; SQS authorises a batch as what it is a batch of. */
function actionOf(path: string): string | undefined {
  const [, service, command = ''] = COMMAND.exec(path) ?? [];
  if (!service) return undefined;
  if (service === 'lambda' && command === 'Invoke') return 'lambda:InvokeFunction';
  const prefix = PREFIX[service] ?? service;
  return `${prefix}:${service === 'sqs' ? command.replace(/Batch$/, '') : command}`;
}
const PREFIX: Record<string, string> = {
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
};
const COMMAND =
  /@aws-sdk\/client-(dynamodb|eventbridge|ivs|lambda|secrets-manager|sqs)\/.*\/commands\/(\w+)Command\.js$/;

describe('our handlers', () => {
  let sizes: HandlerSize[];
  beforeAll(async () => {
    sizes = await measureHandlers();
  });

  test('bundle only the AWS clients that they use', () => {
    const seen = Object.fromEntries(sizes.map(({ name, clients }) => [name, clients]));
    expect(seen).toEqual(CLIENTS);
  });

  test('are at most 96 KB over their floor', () => {
    for (const { name, bytes, floor, over } of sizes) {
      expect(over).toBe(bytes - floor);
      expect(over, `${name}: bytes over its floor`).toBeLessThanOrEqual(ALLOWANCE);
    }
  });

  test('have a command for everything that their roles allow', () => {
    for (const { name, inputs } of sizes) {
      const foreign = inputs.filter(({ path }) => /simulator|node-media-server/.test(path));
      expect(foreign, `${name}: what only the simulator needs`).toEqual([]);
      const able = inputs.flatMap(({ path }) => actionOf(path) ?? []);
      const allowed = (ALLOWED[name] ?? []).filter(
        (line) => ![...BY_LAMBDA].some((known) => line.startsWith(known)),
      );
      const actions = new Set(allowed.map((line) => line.split(' ')[0]));
      expect(
        [...actions].filter((action) => action && !able.includes(action)),
        name,
      ).toEqual([]);
    }
  });

  test('bring zod’s mini build alone', () => {
    for (const { name, parts } of sizes) {
      const zod = parts.find((part) => part.name === 'zod')?.bytes ?? 0;
      expect(zod, `${name}: bytes of zod`).toBeLessThan(40 * 1024);
    }
  });
});

describe('measuring', () => {
  let service: Service;
  beforeAll(() => {
    service = smallService(
      {
        bare: 'export const handler = async () => ({});',
        bloated: "export * as z from 'zod'; export const handler = async () => ({});",
        broken: 'export const handler = ;',
        fails:
          "import * as z from 'zod/mini';\n\nconst fail = (): never => { throw new Error('lost'); };\nexport const handler = () => (z.any(), fail());",
      },
      '',
    );
  });
  afterAll(() => service.remove());

  const serviceDir = () => service.directory;

  test('sees what does not belong into a handler', async () => {
    const names = ['bare', 'bloated'];
    const [bare, bloated] = await measureHandlers({ names, serviceDir: serviceDir() });
    expect(bare?.over).toBeLessThan(0);
    expect(bloated?.over).toBeGreaterThan(ALLOWANCE);
    expect(bloated?.parts[0]?.name).toBe('zod');
  });

  test('goes by a bundle that loads', async () => {
    const options = { names: ['bare'], outDir: 'out', serviceDir: serviceDir() };
    const [bundle] = await bundleHandlers(options);
    expect(bundle?.file).toBe(`${serviceDir()}/out/handlers/bare.cjs`);
    const loaded = createRequire(import.meta.url)(bundle?.file ?? '');
    expect(await loaded.handler()).toEqual({});
  });

  test('has a source map of our own code alone, which is quick to read', async () => {
    const options = { names: ['fails'], outDir: 'out', serviceDir: serviceDir() };
    const [bundle] = await bundleHandlers(options);
    const file = bundle?.file ?? '';
    const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
    expect(map.sources).toEqual(['../../handlers/fails.ts']);
    const program = `try { require(${JSON.stringify(file)}).handler(); } catch (error) { console.log(error.stack); }`;
    const { stdout } = await run(process.execPath, ['--enable-source-maps', '-e', program]);
    expect(stdout).toMatch(/Error: lost\n {4}at fail .*handlers\/fails.ts:3:\d+\)\n/);
    expect(stdout).toMatch(/handlers\/fails.ts:4:\d+\)/);
  });

  test.each([
    ['lost', 'handlers/lost.ts does not exist'],
    ['broken', 'handlers/broken.ts:1:23'],
  ])('names the file of a handler that is %s', async (name, message) => {
    const bundling = bundleHandlers({ names: [name], outDir: 'out', serviceDir: serviceDir() });
    await expect(bundling).rejects.toThrow(message);
  });
});
