import type { DetailType, IvsEvent } from '../../ivs/events.ts';
import type { SessionId } from '../../sessions/session-id.ts';

// The bodies of the simulator's routes `PUT /_sim/channels` and `PUT /_sim/sessions`.

export interface ChannelBody {
  arn: string;
  name?: string;
  type?: string;
  latencyMode?: string;
  tags?: Record<string, string>;
}

export interface SessionBody {
  channelArn: string;
  streamId: string;
  /** Times are ms since the epoch. */
  createdAt: number;
  startedAt?: number;
  disconnectedAt?: number;
  endedAt?: number;
  ingest?: { video?: Record<string, string | number>; audio?: Record<string, string | number> };
  events: { name: string; type: DetailType; at: number; code?: string }[];
}

/** One step of a replay. */
export type Step = { /** When it happened, ms since the epoch. */ at: number } & (
  | /** IVS has the channel. */ { kind: 'channel'; channel: ChannelBody }
  /** IVS tells the session like this from now on. */
  | {
      kind: 'session';
      id: SessionId;
      what: string;
      /** The session has ended. */
      isOver: boolean;
      /** Made when it is needed: a long session has thousands of steps with 500 events each. */
      body(): SessionBody;
    }
  /** An event arrives at the bus. */
  | { kind: 'event'; event: IvsEvent /** From 1. */; index: number; how: Delivery }
  /** An event that does not arrive, at the time at which it happened. */
  | { kind: 'lost'; event: IvsEvent; why: 'file' | 'fault' }
);

/** Which delivery of an event: the first one, one more, or one of a fault. */
export interface Delivery {
  /** 1 for the first delivery of the event. */
  copy: number;
  /** Milliseconds from the event's own time to its arrival. */
  lateMs: number;
  /** The faults that changed this delivery. */
  faults: string[];
}
