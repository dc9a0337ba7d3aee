import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPattern } from '../../src/local/bus/pattern/pattern.ts';
import type { RulePlan } from '../../src/local/config/plan.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { runs } from './runs.ts';
import { type Sample, sampleFiles, samples } from './samples.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const OWN_BUS = 'ivs-autopilot-local';
const SAMPLES = samples();

type Line = Record<string, unknown>;

let stack: Stack;
let lambda: LambdaClient;
/** The structured log lines of all functions, in order. */
const lines: Line[] = [];
beforeAll(async () => {
  const log = (_source: string, line: string) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line));
  };
  stack = await startStack({ port: 0, schedules: 'off', warm: false, log });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  lambda = new LambdaClient({ endpoint: stack.endpoint, region: 'us-west-2', credentials });
});
afterAll(async () => {
  lambda?.destroy();
  await stack?.close();
});

interface Invoked {
  failed: boolean;
  answer: Record<string, unknown>;
  /** The messages that the invocation has logged so far. A line may come after the answer. */
  logged(): Set<unknown>;
  /** The function's metrics since the start of the invocation, by name. */
  metrics(): Line;
}

/** Invokes a function with an event, as it is deployed. */
async function invoke(FunctionName: string, event: unknown): Promise<Invoked> {
  const began = lines.length;
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload, $metadata } = await lambda.send(command);
  const since = (wanted: (line: Line) => boolean) => lines.slice(began).filter(wanted);
  const own = ({ function_request_id: id }: Line) => id === $metadata.requestId;
  return {
    failed: FunctionError !== undefined,
    answer: JSON.parse(Payload?.transformToString() || 'null'),
    logged: () => new Set(since(own).map(({ message }) => message)),
    metrics: () =>
      Object.assign({}, ...since(({ _aws, service }) => !!_aws && service === FunctionName)),
  };
}

test('the tables of events/README.md list exactly the files of the folder', () => {
  expect(SAMPLES.map(({ file }) => file).sort()).toEqual(sampleFiles().sort());
});

describe('serverless.yml’s rules', () => {
  const EVENTS = SAMPLES.filter(({ event }) => 'detail-type' in event);
  const isScheduled = ({ event }: Sample) => event.source === 'aws.events';

  test.each(EVENTS.filter((sample) => !isScheduled(sample)))(
    'the rules of serverless.yml send $file to $functions',
    (sample) => {
      const rules = matching(sample);
      expect(rules.map((rule) => rule.function)).toEqual(sample.functions);
      const bus = sample.event['detail-type'] === 'IVS Metadata' ? OWN_BUS : 'default';
      for (const rule of rules) expect(rule.bus).toBe(bus);
    },
  );

  test.each(EVENTS.filter(isScheduled))(
    'the schedules of serverless.yml send $file to $functions',
    (sample) => {
      expect(matching(sample)).toEqual([]);
      const [arn] = sample.event.resources as string[];
      const [rule] = stack.plan.rules.filter(({ name }) => arn?.endsWith(`:rule/${name}`));
      expect(rule?.on).toHaveProperty('schedule');
      expect([rule?.function]).toEqual(sample.functions);
    },
  );

  function matching({ event }: Sample): RulePlan[] {
    return stack.plan.rules.filter(({ on }) => 'pattern' in on && readPattern(on.pattern)(event));
  }
});

describe('the handlers', () => {
  const RUNS = runs(SAMPLES);

  test.each(RUNS.filter(({ refusal }) => !refusal))(
    '$name accepts $file',
    async ({ name, event }) => {
      const { failed, answer } = await invoke(name, event);
      expect(failed, JSON.stringify(answer)).toBe(false);
      if (name === 'recordSessionEvent') expect(answer).toMatchObject({ recorded: true });
      if (name === 'markChannel') expect(answer).not.toHaveProperty('ignored');
    },
  );

  test('the handlers warn only of repairs, and of messages for a channel that this stack does not have', () => {
    const known = new Set(['session repaired', 'metadata dead-lettered']);
    // A slow run deletes the messages of a sample before it ends. No queue has them.
    const slow = 'messages not deleted; they are deleted when the invocation ends';
    const warnings = lines.filter(({ level }) => level === 'WARN' || level === 'ERROR');
    for (const warning of warnings.filter(({ message }) => message !== slow)) {
      expect(known, JSON.stringify(warning)).toContain(warning.message);
      if (warning.service === 'sendMetadata')
        expect(warning.reason).toBe('ResourceNotFoundException');
    }
  });

  test.each(RUNS.filter(({ refusal }) => refusal))(
    '$name refuses $file with an answer, a log line and a metric',
    async (run) => {
      const { failed, answer, logged, metrics } = await invoke(run.name, run.event);
      const { refusal } = run;
      expect(answer).toMatchObject(refusal?.answer as object);
      expect(failed).toBe(refusal?.failed ?? false);
      await expect.poll(logged).toEqual(new Set([refusal?.log]));
      await expect.poll(metrics).toHaveProperty(refusal?.metric ?? '');
    },
  );

  test('getSessions answers the sessions of the sample events', async () => {
    const { answer } = await invoke('getSessions', { channelArn: CHANNEL });
    expect(answer.sessions).toMatchObject([
      { streamId: 'st-1EnQs5Lp9dGy3JwBt7XhVk2', seenAt: '2026-03-14T19:36:20.000Z' },
      {
        streamId: 'st-1ShFq4Tn8bWz2XmKv6RcPd7',
        channelName: 'quiz-night',
        state: 'ended',
        createdAt: '2026-03-14T18:29:41.000Z',
        startedAt: '2026-03-14T18:29:48.000Z',
        ingestEndedAt: '2026-03-14T19:30:15.000Z',
        endedAt: '2026-03-14T19:30:16.000Z',
      },
      {
        streamId: 'st-1RhYb8Rk2vXc6TnLw9ZdHs3',
        state: 'failed',
        failedAt: '2026-03-14T17:58:20.000Z',
        code: 'MultitrackInputRequired',
        reason: 'Transcode capacity exceeded. Please try again.',
      },
    ]);
  });
});
