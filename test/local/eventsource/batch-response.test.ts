import { expect, test } from 'vitest';
import { readBatchResponse } from '../../../src/local/eventsource/batch-response.ts';

const IDS = ['m1', 'm2', 'm3'];
const failures = (...itemIdentifiers: unknown[]) =>
  JSON.stringify({
    batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
  });

test.each([
  ['null', []],
  ['{}', []],
  ['{"batchItemFailures":null}', []],
  ['{"batchItemFailures":[]}', []],
  [failures('m2'), ['m2']],
  [failures('m3', 'm1', 'm1'), ['m1', 'm3']],
])('the response %s fails only the messages that it names', (payload, failed) => {
  const outcome = readBatchResponse(payload, IDS);
  expect('failed' in outcome && [...outcome.failed].sort()).toEqual(failed);
});

test.each([
  [failures('m4')],
  [failures('m1', 'm4')],
  [failures('')],
  [failures(null)],
  [failures(undefined)],
  [failures(1)],
  ['{"batchItemFailures":[{"itemId":"m1"}]}'],
  ['{"batchItemFailures":["m1"]}'],
  ['{"batchItemFailures":[null]}'],
  ['{"batchItemFailures":{"itemIdentifier":"m1"}}'],
  ['"done"'],
  ['[]'],
])('the response %s fails the whole batch', (payload) => {
  expect(readBatchResponse(payload, IDS)).toHaveProperty('wholeBatch');
});
