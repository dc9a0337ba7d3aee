import { type SessionId, sessionIdText } from '../../sessions/session-id.ts';
import { applyFaults } from '../faults/apply-faults.ts';
import type { EventFault } from '../faults/event-faults.ts';
import { groupBy } from '../incident/group.ts';
import type { Incident, IncidentEvent, IncidentSession } from '../incident/incident.ts';
import { compareTexts } from '../incident/texts.ts';
import { type Arrival, compareArrivals } from './arrivals.ts';
import { channelBody } from './channel-body.ts';
import { type Life, lifeOf } from './life.ts';
import { sessionBodies } from './session-bodies.ts';
import type { Step } from './steps.ts';

export interface TimeLine {
  steps: Step[];
  /** What IVS tells of each session when everything has happened, by `sessionIdText`. */
  lives: Map<string, Life>;
}

/**
 * Turns an incident into the steps of a replay, in their order: at each time first what IVS knows, then the events that
 * arrive. The same incident, faults and seed give the same steps.
 */
export function timeLine(
  incident: Incident,
  { events: faults = [], seed = 1 }: { events?: readonly EventFault[]; seed?: number } = {},
): TimeLine {
  const lives = livesOf(incident.sessions);
  const truth = incident.sessions.flatMap((session) => {
    const life = lives.get(sessionIdText(session.id));
    return life ? sessionBodies(session, life) : [];
  });
  const events = [...incident.accountEvents, ...incident.sessions.flatMap((one) => one.events)];
  const { arrivals, lost } = applyFaults(arrivalsOf(events), faults, seed);
  const steps: Step[] = [
    ...channelSteps(incident.sessions, lives),
    ...truth,
    ...lostInFile(events),
    ...lost,
    ...arrivals.sort(compareArrivals).map(eventStep),
  ];
  return { steps: steps.sort(compareSteps), lives };
}

/** A channel has at most one active session: each ends at the latest when the next one begins. */
function livesOf(sessions: readonly IncidentSession[]): Map<string, Life> {
  const lives = new Map<string, Life>();
  const nextAt = new Map<string, number>();
  for (const session of [...sessions].reverse()) {
    const { channelArn } = session.id;
    const life = lifeOf(session, nextAt.get(channelArn));
    lives.set(sessionIdText(session.id), life);
    nextAt.set(channelArn, life.createdAt);
  }
  return lives;
}

/**
 * A channel exists when a session of it begins: the stack may have deleted it after the one before, because its grace
 * has passed long ago. It is as it was in its last session.
 */
function channelSteps(
  sessions: readonly IncidentSession[],
  lives: ReadonlyMap<string, Life>,
): Step[] {
  const byChannel = groupBy(sessions, ({ id }) => id.channelArn);
  return [...byChannel.values()].flatMap((ofChannel) => {
    const channel = channelBody(ofChannel);
    return ofChannel.map(
      ({ id }): Step => ({ at: createdAt(id, lives), kind: 'channel', channel }),
    );
  });
}

const createdAt = (id: SessionId, lives: ReadonlyMap<string, Life>): number =>
  lives.get(sessionIdText(id))?.createdAt ?? 0;

const arrivalsOf = (events: readonly IncidentEvent[]): Arrival[] =>
  events
    .flatMap(({ event, arrivals }) =>
      arrivals.map((at, index): Arrival => ({ event, at, copy: index + 1, faults: [] })),
    )
    .sort(compareArrivals);

const lostInFile = (events: readonly IncidentEvent[]): Step[] =>
  events
    .filter(({ arrivals }) => arrivals.length === 0)
    .map(({ event }) => ({ at: Date.parse(event.time), kind: 'lost', event, why: 'file' }));

function eventStep({ event, at, copy, faults }: Arrival, index: number): Step {
  const lateMs = at - Date.parse(event.time);
  return { at, kind: 'event', event, index: index + 1, how: { copy, lateMs, faults } };
}

/** At the same time: the end of a session makes room for the next one, and IVS knows before it tells. */
const RANKS: Record<Step['kind'], number> = { channel: 0, session: 1, lost: 3, event: 4 };

function rankOf(step: Step): number {
  return step.kind === 'session' && !step.isOver ? 2 : RANKS[step.kind];
}

function compareSteps(one: Step, other: Step): number {
  return (
    one.at - other.at || rankOf(one) - rankOf(other) || compareTexts(nameOf(one), nameOf(other))
  );
}

/** Arrivals of the same time keep their order. */
function nameOf(step: Step): string {
  switch (step.kind) {
    case 'channel':
      return step.channel.arn;
    case 'session':
      return step.id.streamId;
    case 'lost':
      return `${step.event.streamId} ${step.event.id}`;
    case 'event':
      return '';
  }
}
