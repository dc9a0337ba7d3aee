import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/settings/catalog.ts';
import type { Aws } from '../../src/wiring/aws.ts';
import { openEnqueueMetadata } from '../../src/wiring/functions/enqueueMetadata.ts';
import { openFunction } from '../simulation/cloud/open-functions.ts';

import { fakeClock } from '../support/clock.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { recordObservability } from '../support/observability.ts';

const START = Date.parse('2026-11-27T12:00:00Z');

test('each function of serverless.yml is composed in a file of its name, and has a handler', () => {
  const names = Object.keys(parse(readFileSync('serverless.yml', 'utf8')).functions).sort();
  const files = names.map((name) => `${name}.ts`);
  expect(readdirSync('src/wiring/functions').sort()).toEqual(files);
  expect(readdirSync('handlers').sort()).toEqual(files);
});

test('each handler checks the format of the table, and each scheduled one records its runs', () => {
  const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { merge: true });
  for (const [name, { events = [] }] of Object.entries<Configured>(functions)) {
    const source = readFileSync(`handlers/${name}.ts`, 'utf8');
    const isScheduled = JSON.stringify(events).includes('"schedule"');
    // doctor also answers about a table that newer code has written.
    const isChecked = source.includes('dynamoDbDocuments()') && name !== 'doctor';
    expect(source.includes('onKnownTable('), name).toBe(isChecked);
    expect(new RegExp(`withTick\\(\\s*'${name}'`).test(source), name).toBe(isScheduled);
  }
});

/** Code that runs in no handler, or that connects the real clock and the real randomness. */
const REAL_WORLD =
  /^src\/(acceptance|cli|console|http|local|player|publisher|simulator|testing)\/|^src\/platform\/(clock|lambda)\.ts$/;
const TIME_OR_CHANCE =
  /\b(randomUUID|randomBytes|randomInt|getRandomValues|systemClock|setTimeout|setInterval|setImmediate)\b|\bMath\.random\b|\b(Date|performance)\.now\b|new Date\(\)/;
/** A variable, or a collection that can grow, outside every function. */
const SHARED_STATE = /^(export )?(let |const \w+ = new (Map|Set|WeakMap)(<.*>)?\(\))/m;

test('time, randomness and state come from the outside: two instances in one process share nothing', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file}`)
    .filter((file) => file.endsWith('.ts') && !REAL_WORLD.test(file));
  const wrong = files.filter((file) => {
    const source = readFileSync(file, 'utf8');
    return TIME_OR_CHANCE.test(source) || SHARED_STATE.test(source);
  });
  expect(files.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

/** Keeps the names of the settings that are read. Other variables have a value that is a name and a number. */
function recordingEnvironment() {
  const settings = SETTINGS.flatMap(({ variable = '' }) => variable);
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get(_, name) {
        if (!settings.includes(String(name))) return '31';
        read.add(String(name));
        return undefined;
      },
    },
  );
  return { environment, read };
}

test('each function gets every setting that it reads: without it, the default would apply in all stages', () => {
  const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { merge: true });
  const newId = () => 'id';
  const aws = new Proxy({ newId }, { get: (own, name) => (name === 'newId' ? own.newId : {}) });
  for (const [name, { environment: given }] of Object.entries<Configured>(functions)) {
    const { environment, read } = recordingEnvironment();
    openFunction(name, environment, aws as unknown as Aws);
    expect(
      [...read].filter((variable) => !(variable in given)),
      name,
    ).toEqual([]);
  }
});

interface Configured {
  environment: Record<string, string>;
  events?: unknown[];
}

const ENVIRONMENT = {
  AWS_REGION: 'us-west-2',
  TABLE_NAME: 'table',
  METADATA_QUEUE_NAME: 'metadata.fifo',
  METADATA_STICKY_FUNCTION: 'repeatStickyMetadata',
};

/** Clients that keep the requests and find everything in order. */
function recordingAws() {
  const requests: unknown[] = [];
  let ids = 0;
  const send = async ({ input }: { input: { Entries?: { Id: string }[] } }) => {
    requests.push(input);
    return { QueueUrl: 'https://sqs/metadata', Successful: input.Entries };
  };
  const client = { send } as unknown;
  const aws = {
    ...{ clock: fakeClock(START), random: () => 0.5, newId: () => `id-${++ids}` },
    documents: client as Aws['documents'],
    lambda: client as Aws['lambda'],
    sqsProducer: client as Aws['sqsProducer'],
  };
  return { aws, requests };
}

test('instances of a function, opened in one process with equal sources of ids, send equal requests', async () => {
  const event = { messages: [{ channelArn: CHANNEL_ARN, payload: { goal: 1 } }] };
  const invocation = { ...recordObservability(), deadline: START + 30_000 };
  const run = async () => {
    const { aws, requests } = recordingAws();
    const enqueue = openEnqueueMetadata(ENVIRONMENT, aws);
    const answers = [await enqueue(event, invocation), await enqueue(event, invocation)];
    return { answers, requests };
  };
  const [first, second] = await Promise.all([run(), run()]);
  expect(first).toEqual(second);
  expect(first.requests).toHaveLength(5);
  expect(first.answers[0]).toMatchObject({ accepted: [{}], rejected: [] });
});
