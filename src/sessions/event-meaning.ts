import type { DetailType, IvsEvent } from '../ivs/events.ts';
import type { FactKind } from './facts.ts';

/**
 * What the name of an event says about the session that the event names: the kind of fact that the
 * event is. `none`: the event is stored, but it proves nothing about that session.
 */
export type EventMeaning = FactKind | 'none';

/** The event names that IVS documents. */
const MEANINGS: Record<DetailType, Record<string, EventMeaning>> = {
  'IVS Stream State Change': {
    'Session Created': 'created',
    'Stream Start': 'started',
    'Session Ended': 'ingestEnded',
    'Stream End': 'ended',
    'Stream Failure': 'failed',
    'Stream Takeover': 'seen',
    'Stream Takeover Failure': 'none',
  },
  'IVS Stream Health Change': { 'Starvation Start': 'health', 'Starvation End': 'health' },
  'IVS Limit Breach': {
    'Ingest Bitrate': 'seen',
    'Ingest Resolution': 'seen',
    'Concurrent Broadcasts': 'none',
    'Concurrent Viewers': 'none',
  },
  'IVS Recording State Change': {
    'Recording Start': 'seen',
    'Recording End': 'seen',
    'Recording Start Failure': 'seen',
    'Recording End Failure': 'seen',
  },
};

type NamedEvent = Pick<IvsEvent, 'detailType' | 'name'>;

/** @returns undefined for a name that is not documented */
export function meaningOf({ detailType, name }: NamedEvent): EventMeaning | undefined {
  const meanings = MEANINGS[detailType];
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined;
}

/** An event with the meaning of its name, so that the meaning is looked up once. */
export interface ClassifiedEvent extends IvsEvent {
  meaning: EventMeaning | undefined;
}

export const classify = (event: IvsEvent): ClassifiedEvent => ({
  ...event,
  meaning: meaningOf(event),
});

/**
 * A change of the session's state. Such an event happens once in a session, and needs a stream id.
 */
export type StateChange = Exclude<FactKind, 'seen' | 'health'>;

export const isStateChange = (meaning: EventMeaning | undefined): meaning is StateChange =>
  meaning !== undefined && meaning !== 'none' && meaning !== 'seen' && meaning !== 'health';
