import { expect, test } from 'vitest';
import { Alarms } from '../../../src/local/alarms/alarms.ts';
import { loggedValues } from '../../../src/local/alarms/emf.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { STANDARD } from '../sqs/support.ts';

const START = Date.parse('2026-06-01T12:00:00Z');

test('a line in the embedded metric format adds to each set of dimensions that it names', () => {
  const line = JSON.stringify({
    _aws: {
      Timestamp: START,
      CloudWatchMetrics: [
        {
          Namespace: 'N',
          Dimensions: [['stage', 'service']],
          Metrics: [{ Name: 'A' }, { Name: 'B' }],
        },
        { Namespace: 'N', Dimensions: [['stage']], Metrics: [{ Name: 'A' }] },
      ],
    },
    ...{ stage: 'prod', service: 'reconcile', A: [1, 2], B: 3 },
  });
  const both = { stage: 'prod', service: 'reconcile' };
  const all = loggedValues(line).map(({ id, value }) => [id.name, id.dimensions, value]);
  expect(all).toEqual([
    ['A', both, 1],
    ['A', both, 2],
    ['B', both, 3],
    ['A', { stage: 'prod' }, 1],
    ['A', { stage: 'prod' }, 2],
  ]);
});

test.each(['', 'text', '{"level":"INFO"}', '{"_aws"', '{"_aws":{"Timestamp":"now"}}'])(
  'a line in another format has no metrics: %s',
  (line) => expect(loggedValues(line)).toEqual([]),
);

test('the age of the oldest message grows with the time of the metrics; one that is retried often does not count', async () => {
  let now = START;
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const queues = new Queues([STANDARD], { now: () => now, newId });
  const id = {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: 'q' },
  };
  const alarms = new Alarms([ageAlarm(id)], { queues, now: () => now });
  const state = () => alarms.evaluate()[0]?.state;
  queues.send('q', { body: 'x', attributes: {} });
  expect(state()).toBe('OK');
  alarms.advance(900_000);
  expect(state()).toBe('ALARM');
  for (let receives = 0; receives < 4; receives++) {
    expect(await queues.receive('q', { max: 1, waitMs: 0, visibilityMs: 1 })).toHaveLength(1);
    now += 10;
  }
  alarms.advance(900_000);
  expect(state()).toBe('OK');
});

const ageAlarm = (id: { namespace: string; name: string; dimensions: Record<string, string> }) => ({
  ...{ name: 'age', description: 'The oldest message is old.', id, statistic: 'Maximum' },
  ...{ periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 600 },
  comparison: 'GreaterThanThreshold' as const,
  treatMissingData: 'notBreaching' as const,
});
