import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DetailType, parseIvsEvent } from '../../src/ivs/events.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { CHANNEL_ARN, rawEvent } from '../support/ivs-events.ts';
import { recorderOf } from '../support/recorder.ts';
import { startTable } from '../support/table.ts';

interface Call {
  operation: string;
  units: number;
}

let table: Awaited<ReturnType<typeof startTable>>;
let calls: Call[] = [];
beforeAll(async () => {
  table = await startTable();
  meter();
});
afterAll(() => table.close());

/**
 * Records the write units of each call. A failed condition returns none; DynamoDB charges the
 * item's size.
 */
function meter() {
  const { middlewareStack } = table.table.documents;
  middlewareStack.add(
    (next, context) => async (args) => {
      const call: Call = { operation: String(context.commandName), units: 0 };
      calls.push(call);
      const result = await next({
        ...args,
        input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' },
      });
      const { ConsumedCapacity } = result.output as {
        ConsumedCapacity?: { CapacityUnits?: number };
      };
      call.units = ConsumedCapacity?.CapacityUnits ?? Number.NaN;
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
}

const UUID = '3f6c1a52-8d1e-4c57-9b60-';

/** Records one event. @returns the calls to DynamoDB that it took */
async function priceOf(streamId: string, second: number, name: string, detailType: DetailType) {
  const parsed = parseIvsEvent(
    rawEvent({
      id: UUID + String(second).padStart(12, '0'),
      time: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
      detailType,
      name,
      streamId,
      channelName: 'Evening quiz with Ada',
      detail: { reason: 'Transcode capacity exceeded. Please try again.', code: 'StreamKeyReset' },
    }),
  );
  if (parsed.kind === 'foreign') throw new Error('not an event of ours');
  calls = [];
  await recordEvent(
    recorderOf(dynamoSessionStore(table.table, systemClock)),
    classify(parsed.event),
  );
  return calls;
}

const STATE = 'IVS Stream State Change';
const HEALTH = 'IVS Stream Health Change';

async function price(streamId: string, events: number) {
  await priceOf(streamId, 0, 'Session Created', STATE);
  await priceOf(streamId, 1, 'Stream Start', STATE);
  for (let second = 2; second < events; second++)
    await priceOf(streamId, second, 'Starvation Start', HEALTH);
  return {
    subsumed: await priceOf(streamId, events, 'Starvation End', HEALTH),
    changing: await priceOf(streamId, events + 1, 'Stream End', STATE),
    again: await priceOf(streamId, events + 1, 'Stream End', STATE),
  };
}

test('an event takes two writes, no read and two write units, however long its session is', async () => {
  const [short, long] = [await price('st-short', 10), await price('st-long', 400)];
  expect(short.changing).toEqual([
    { operation: 'UpdateItemCommand', units: 1 },
    { operation: 'PutItemCommand', units: 1 },
  ]);
  expect(long.changing).toEqual(short.changing);
  expect(short.subsumed.map((call) => call.operation)).toEqual([
    'UpdateItemCommand',
    'PutItemCommand',
  ]);
  expect(long.subsumed).toEqual(short.subsumed);
  // If the summary holds the end already: a write that is refused, and a read.
  expect(short.again.map((call) => call.operation)).toEqual([
    'UpdateItemCommand',
    'BatchGetItemCommand',
  ]);
  expect(long.again).toEqual(short.again);
});

test('a summary with every fact needs one write unit', async () => {
  const streamId = 'st-1A2b3c4D5e6F78ghij9Klmn';
  await priceOf(streamId, 0, 'Starvation Start', HEALTH);
  const names = ['Session Created', 'Stream Start', 'Stream Takeover', 'Stream Failure'];
  for (const [second, name] of [...names, 'Session Ended'].entries())
    await priceOf(streamId, second, name, STATE);
  const [summary] = await priceOf(streamId, 9, 'Stream End', STATE);
  expect(summary).toEqual({ operation: 'UpdateItemCommand', units: 1 });
  const store = dynamoSessionStore(table.table, systemClock);
  await store.markFinalized({ channelArn: CHANNEL_ARN, streamId }, 'ENDED#2026-11-21');
  expect(calls.at(-1)).toEqual({ operation: 'UpdateItemCommand', units: 1 });
});
