import type { SessionView } from '../../sessions/view.ts';
import type { IncidentSession } from '../incident/incident.ts';
import { compareTexts } from '../incident/texts.ts';
import { expectedView } from '../timeline/life.ts';

/** What the stack answered about a session. */
export interface AnsweredReplay {
  /** Absent: the stack does not know the session. */
  session?: SessionView;
  timeline: { at: string; detailType?: string; name?: string; repaired?: boolean }[];
}

/** A member, or an event, that is not as it was. Texts; absent: it is not there. */
export interface Difference {
  what: string;
  expected?: string;
  received?: string;
}

/**
 * - `same`: as in the file, and every event arrived
 * - `repaired`: as in the file, and some of it came from IVS
 * - `differs`: not as in the file
 */
export type ReplayResult = 'same' | 'repaired' | 'differs';

export interface Comparison {
  channelArn: string;
  streamId: string;
  result: ReplayResult;
  differences: Difference[];
  /** The names of the events that did not arrive and that IVS told. */
  repaired: string[];
  expected: SessionView;
  received?: SessionView;
}

const TIMES = ['createdAt', 'startedAt', 'ingestEndedAt', 'endedAt', 'failedAt'] as const;
const TEXTS = ['state', 'channelName', 'code', 'reason'] as const;

/** Compares what the stack recorded with the file. Times are compared in whole seconds, as IVS tells them. */
export function compareSession(session: IncidentSession, answer: AnsweredReplay): Comparison {
  const expected = expectedView(session);
  const { session: received, timeline } = answer;
  const differences = received
    ? [
        ...TEXTS.flatMap((name) => difference(name, expected[name], received[name])),
        ...TIMES.flatMap((name) =>
          difference(name, second(expected[name]), second(received[name])),
        ),
        ...eventDifferences(session, timeline),
      ]
    : [{ what: 'session', expected: 'known', received: 'not known' }];
  const repaired = timeline.filter((entry) => entry.repaired).map(({ name = '' }) => name);
  return {
    ...{ ...session.id, result: resultOf(differences, repaired), differences, repaired, expected },
    ...(received && { received }),
  };
}

function resultOf(differences: readonly Difference[], repaired: readonly string[]): ReplayResult {
  if (differences.length > 0) return 'differs';
  return repaired.length > 0 ? 'repaired' : 'same';
}

function difference(what: string, expected?: string, received?: string): Difference[] {
  if (expected === received) return [];
  return [
    {
      what,
      ...(expected !== undefined && { expected }),
      ...(received !== undefined && { received }),
    },
  ];
}

const second = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : `${new Date(Date.parse(time)).toISOString().slice(0, 19)}Z`;

/** The events of the time line must be those that happened, each once. */
function eventDifferences(
  { events }: IncidentSession,
  timeline: AnsweredReplay['timeline'],
): Difference[] {
  const happened = new Set(events.map(({ event }) => `${event.name} ${second(event.time)}`));
  const told = new Set(timeline.map(({ name, at }) => `${name} ${second(at)}`));
  const missing = [...happened].filter((event) => !told.has(event)).sort(compareTexts);
  const extra = [...told].filter((event) => !happened.has(event)).sort(compareTexts);
  return [
    ...missing.map((event) => ({ what: 'event', expected: event })),
    ...extra.map((event) => ({ what: 'event', received: event })),
  ];
}
