import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../src/platform/clock.ts';

import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { memoryBus } from '../../test/support/bus.ts';
import { fakeClock } from '../../test/support/clock.ts';
import { parsedEvent } from '../../test/support/ivs-events.ts';
import { type StartedTable, startTable } from '../../test/support/table.ts';
import type { Measure } from '../support/bench.ts';

const SHORT = 10;
const LONG = 5_000;
/**
 * More events would not fit into one item, which is another reason not to store events in a list.
 */
const LISTED = 1_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');

/** Counts what DynamoDB (dynalite) charges. */
interface Meter {
  /**
   * The write units of the table without its indexes, and the read requests, since the last call.
   */
  take(): { writes: number; reads: number };
}

/**
 * Records a short and a long session, each from Session Created to Session Ended with starvation
 * events in between. For comparison, stores events as a list in the session's item.
 */
export async function recording(): Promise<Measure[]> {
  const { table, close } = await startTable();
  try {
    const meter = meterOf(table);
    const short = await priceOf(table, meter, SHORT);
    const long = await priceOf(table, meter, LONG);
    const naive = await priceOfList(table, meter);
    const atMostTwo = { atMost: 2 };
    return [
      measure(`writes.${SHORT}`, short.writes, 'table write units per event', atMostTwo),
      measure(`writes.${LONG}`, long.writes, 'table write units per event', atMostTwo),
      measure(`reads.${SHORT}`, short.reads, 'reads per event', { atMost: 0 }),
      measure(`reads.${LONG}`, long.reads, 'reads per event', { atMost: 0 }),
      measure(
        `list.${LISTED}.ratio`,
        naive / long.writes,
        'times the write units if events are stored in a list',
      ),
    ];
  } finally {
    await close();
  }
}

function measure(name: string, value: number, unit: string, target?: { atMost: number }): Measure {
  return { name: `sessions.${name}`, value, unit, ...(target && { target }) };
}

async function priceOf(table: StartedTable, meter: Meter, events: number) {
  const recorder = {
    store: dynamoSessionStore(table, systemClock),
    ...{ bus: memoryBus(), clock: fakeClock(START), retentionDays: 90 },
  };
  meter.take();
  for (let n = 0; n < events; n++) await recordEvent(recorder, classify(eventAt(n, events)));
  const { writes, reads } = meter.take();
  return { writes: writes / events, reads: reads / events };
}

function eventAt(n: number, events: number) {
  const named =
    n === 0
      ? 'Session Created'
      : n === 1
        ? 'Stream Start'
        : n === events - 2
          ? 'Stream End'
          : n === events - 1
            ? 'Session Ended'
            : undefined;
  return parsedEvent({
    streamId: `st-${events}`,
    time: new Date(START + n * 1_000).toISOString(),
    ...(named
      ? { name: named }
      : { detailType: 'IVS Stream Health Change', name: `Starvation ${n % 2 ? 'Start' : 'End'}` }),
  });
}

/** @returns the average of write units per event */
async function priceOfList(table: StartedTable, meter: Meter): Promise<number> {
  meter.take();
  for (let n = 0; n < LISTED; n++) {
    const { id, time, name, detail } = eventAt(n, LONG);
    const update = new UpdateCommand({
      TableName: table.name,
      Key: { pk: 'LIST', sk: 'LIST' },
      UpdateExpression: 'SET #events = list_append(if_not_exists(#events, :none), :event)',
      ExpressionAttributeNames: { '#events': 'events' },
      ExpressionAttributeValues: { ':none': [], ':event': [{ id, time, name, detail }] },
    });
    await table.documents.send(update);
  }
  return meter.take().writes / LISTED;
}

const READS = /^(Get|BatchGet|Query|Scan)/;

function meterOf({ documents }: StartedTable): Meter {
  let [writes, reads] = [0, 0];
  documents.middlewareStack.add(
    (next, context) => async (args) => {
      if (READS.test(String(context.commandName))) {
        reads++;
        return next(args);
      }
      const metered = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
      try {
        const result = await next({ ...args, input: metered });
        const { ConsumedCapacity } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        writes += ConsumedCapacity?.CapacityUnits ?? Number.NaN;
        return result;
      } catch (error) {
        // DynamoDB charges a failed condition like a write of the item: one unit within 1 KB.
        writes += 1;
        throw error;
      }
    },
    { step: 'initialize', name: 'meter' },
  );
  return {
    take() {
      const taken = { writes, reads };
      [writes, reads] = [0, 0];
      return taken;
    },
  };
}
