import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Table, TICKS_PK, tickKey } from './table.ts';
import { THROTTLE_PLACES, type ThrottleCount, throttlePlace } from './throttle-counts.ts';

/** When a scheduled function last ended well, and which version of the code it was. */
export interface Tick {
  functionName: string;
  /** ISO 8601 */
  at: string;
  version: string;
  /** The operations of IVS that were denied to the function in the last hour. */
  denied?: string[];
  /** How many of its requests to IVS were throttled lately, as far as it has recorded them. */
  throttled?: ThrottleCount[];
}

/**
 * How long a Lambda instance waits between two records of its ticks, ms: a little less than the five minutes of the
 * slowest schedule, so that each of its runs counts. A record for each run would cost five times as much.
 */
export const TICK_EVERY_MS = 270_000;

/** The time of the last tick of a function that has ended no run well. */
const NEVER = '1970-01-01T00:00:00.000Z';

/** Whether EventBridge has invoked the function by a schedule. */
export function isScheduled(event: unknown): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    'source' in event &&
    event.source === 'aws.events'
  );
}

export async function writeTick(table: Table, tick: Tick): Promise<void> {
  const { functionName, at, version, denied = [], throttled = [] } = tick;
  const counts = throttled.map((count) => [placeName(throttlePlace(count)), count] as const);
  const set = ['#at = :at', 'version = :version', 'denied = :denied'];
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: tickKey(functionName),
      UpdateExpression: `SET ${[...set, ...counts.map(([name]) => `${name} = :${name}`)].join(', ')}`,
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: {
        ...{ ':at': at, ':version': version, ':denied': denied },
        ...Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
      },
    }),
  );
}

/** Records what was denied to a run that failed. The time of the last run that ended well stays. */
export async function writeDenied(
  table: Table,
  functionName: string,
  denied: readonly string[],
): Promise<void> {
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: tickKey(functionName),
      UpdateExpression: 'SET denied = :denied',
      ExpressionAttributeValues: { ':denied': [...denied] },
    }),
  );
}

/** The last ticks of all functions that have one. Reads consistently. */
export async function readTicks({ name, documents }: Table): Promise<Tick[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': TICKS_PK },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => {
    const { sk, at = NEVER, version, denied = [] } = item;
    const throttled = PLACE_NAMES.flatMap((name): ThrottleCount[] => item[name] ?? []);
    return {
      ...{ functionName: String(sk), at: String(at), version: String(version) },
      ...(denied.length > 0 && { denied }),
      ...(throttled.length > 0 && { throttled }),
    };
  });
}

const placeName = (place: number): string => `throttled${place}`;
const PLACE_NAMES = Array.from({ length: THROTTLE_PLACES }, (_, place) => placeName(place));
