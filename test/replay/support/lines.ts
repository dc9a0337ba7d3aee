import { isoTime } from '../../../src/platform/clock.ts';
import { CHANNEL_ARN, rawEvent, STREAM_ID } from '../../support/ivs-events.ts';

export const START: number = Date.parse('2026-11-21T12:00:00Z');

/** ISO 8601, so many seconds after `START`. */
export const after = (seconds: number): string => isoTime(START + seconds * 1_000);

export interface Told {
  name: string;
  /** Seconds after `START`. */
  at: number;
  /** Seconds after `START`; `lost`: the event was repaired. Default: at once. */
  received?: number | 'lost';
  detail?: Record<string, unknown>;
}

const isHealth = (name: string): boolean => name.startsWith('Starvation');

/** An event in an exported session. */
export const exportedEvent = ({ name, at, received = at, detail = {} }: Told) => ({
  ...{ at: after(at), name, id: `${received === 'lost' ? 'reconcile' : 'event'}:${name}:${at}` },
  detailType: isHealth(name) ? 'IVS Stream Health Change' : 'IVS Stream State Change',
  detail: { event_name: name, stream_id: STREAM_ID, channel_name: 'quiz', ...detail },
  ...(received === 'lost' ? { repaired: true } : { receivedAt: after(received) }),
});

/** An exported session whose events are these. */
export function exportedSession(events: readonly Told[], members: object = {}) {
  const timeOf = (name: string) => {
    const found = events.find((event) => event.name === name);
    return found && after(found.at);
  };
  return {
    ...{ channelArn: CHANNEL_ARN, streamId: STREAM_ID, channelName: 'quiz', state: 'ended' },
    createdAt: timeOf('Session Created'),
    startedAt: timeOf('Stream Start'),
    ingestEndedAt: timeOf('Session Ended'),
    endedAt: timeOf('Stream End'),
    events: events.map(exportedEvent),
    ...members,
  };
}

/** One delivery of an event of `exportedEvent`. @param at seconds after `START` */
export function delivery(event: Told, at: number, streamId = STREAM_ID) {
  const { id, detailType, detail } = exportedEvent(event) as ReturnType<typeof exportedEvent> & {
    detailType: 'IVS Stream State Change';
  };
  const time = after(event.at);
  return {
    at: START + at * 1_000,
    event: rawEvent({ id, time, detailType, name: event.name, streamId, detail }),
  };
}

/** A session with a lost end. */
export const LIFE: readonly Told[] = [
  { name: 'Session Created', at: 0 },
  { name: 'Stream Start', at: 3, received: 9 },
  { name: 'Starvation Start', at: 20 },
  { name: 'Starvation End', at: 25 },
  { name: 'Session Ended', at: 60 },
  { name: 'Stream End', at: 61, received: 'lost' },
];

export const texts = (lines: readonly unknown[]): string[] =>
  lines.map((line) => JSON.stringify(line));
