import {
  type Check,
  checkAll,
  checkProbe,
  count,
  failed,
  isFailure,
  listed,
  passed,
  problemOf,
} from '../check.ts';
import { nameOf } from '../expected.ts';
import type { Facts } from '../facts.ts';

/** The table can be used, and its cost follows its use. */
export function tableCheck({ table, ticks, stage }: Facts): Check {
  const name = nameOf(stage);
  const unreadable = isFailure(ticks)
    ? failed('table', `cannot be read: ${problemOf(ticks)}`, tableTodo(ticks.error, name))
    : undefined;
  return checkProbe('table', table, ({ status, billing }) => {
    if (status !== 'ACTIVE')
      return failed('table', `${name} is ${status}`, 'Wait until it is active.');
    if (unreadable) return unreadable;
    const todo = `Switch back: aws dynamodb update-table --table-name ${name} --billing-mode PAY_PER_REQUEST`;
    const isOnDemand = billing === 'PAY_PER_REQUEST';
    return isOnDemand
      ? passed('table', `${name}, on demand`)
      : failed('table', `${name} has the billing mode ${billing}, which throttles bursts`, todo);
  });
}

const tableTodo = (error: string, name: string): string =>
  /Throttl|Throughput|RequestLimit/.test(error)
    ? `DynamoDB throttles ${name}: see its metrics ReadThrottleEvents and WriteThrottleEvents, and raise the quota of the table or look for what uses it up.`
    : 'Try again. If it stays, deploy the stage again.';

export function backupsCheck({ backups, stage }: Facts): Check {
  const name = nameOf(stage);
  const todo = `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
  return checkProbe('backups', backups, (isEnabled) =>
    isEnabled
      ? passed('backups', 'point-in-time recovery')
      : failed('backups', 'no point-in-time recovery', todo),
  );
}

/** IVS answers, and has denied no request of a function. */
export function ivsCheck({ channels, live, ticks, stage }: Facts): Check {
  const denials = isFailure(ticks) ? [] : ticks.value;
  const denied = denials.flatMap(({ functionName, denied: operations = [] }) =>
    operations.map((operation) => `${operation} is denied to ${functionName}`),
  );
  const deploy = `Deploy the stage again, so that the roles have their rights: npx serverless deploy --stage ${stage}. Then look for a policy of the organization that denies it.`;
  if (denied.length > 0) return failed('IVS', listed(denied), deploy);
  return checkProbe('IVS', channels, (number) =>
    checkProbe('IVS', live, (streams) => {
      const more = number >= 100 ? 'at least ' : '';
      return passed('IVS', `${more}${count(number, 'channel')}, ${streams.length} live`);
    }),
  );
}

/** How long an event of IVS may take, ms. */
const EVENT_MS = 2 * 60_000;

/** The starts of live streams are known by events, and not only by repairs. */
export function eventsCheck({ live, at, region }: Facts): Check {
  return checkProbe('events', live, (streams) => {
    const known = streams.filter(({ since }) => {
      return since !== undefined && Date.parse(at) - Date.parse(since) > EVENT_MS;
    });
    if (known.length === 0) return passed('events', 'no stream is live for 2 minutes: not tested');
    const lost = known.filter(({ recorded }) => recorded !== 'event');
    const newest = lastEvents(known);
    if (lost.length === 0) return passed('events', newest);
    const found = `of ${count(known.length, 'live stream')}, no event tells the start of ${lost.length}`;
    const todo = `Look at the rules above. They must be on the bus default of ${region}, where the channels are. If IVS lost single events, reconcile has repaired them: nothing to do.`;
    return failed('events', found, todo);
  });
}

/** The last event of each detail-type. */
function lastEvents(streams: readonly { lastEvents: Readonly<Record<string, string>> }[]): string {
  const last = new Map<string, string>();
  for (const { lastEvents: events } of streams) {
    for (const [type, time] of Object.entries(events))
      if (time > (last.get(type) ?? '')) last.set(type, time);
  }
  return [...last].map(([type, time]) => `${type} ${time.slice(11, 19)} UTC`).join(', ');
}

/** IVS's clock and the function's agree. */
export function clockCheck({ live, at }: Facts): Check {
  return checkProbe('clock', live, (streams) => {
    const ahead = streams.filter(({ since }) => since !== undefined && since > later(at, 10_000));
    const todo = 'Nothing is deleted early because of that. Tell AWS, with the time of the answer.';
    const problems = ahead.map(
      ({ channelArn }) => `the stream of ${channelArn} starts in the future`,
    );
    return checkAll('clock', problems, `${at.slice(11, 19)} UTC`, todo);
  });
}

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
