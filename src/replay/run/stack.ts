import type { IvsEvent } from '../../ivs/events.ts';
import type { SessionId } from '../../sessions/session-id.ts';
import type { AnsweredReplay } from '../result/compare.ts';
import type { ChannelBody, SessionBody } from '../timeline/steps.ts';

/** A session as the stack has recorded it, with the ids of the events that arrived. */
export interface RecordedSession extends AnsweredReplay {
  /** The ids of the events that arrived. */
  eventIds: ReadonlySet<string>;
}

/** A session as the simulator lists it. */
export interface NewestSession {
  streamId: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Absent while the stream is live. */
  endedAt?: number;
}

/** The one-machine stack, as far as a replay uses it. Methods throw what its client throws. */
export interface ReplayStack {
  putChannel(channel: ChannelBody): Promise<void>;
  putSession(session: SessionBody): Promise<void>;
  deliver(event: IvsEvent): Promise<void>;
  /** The faults that are set, in the form of `setFaults`. */
  faults(): Promise<object>;
  setFaults(faults: object): Promise<void>;
  session(id: SessionId): Promise<RecordedSession>;
  /** The newest session of a channel in IVS. */
  newestSession(channelArn: string): Promise<NewestSession | undefined>;
  /** One run of `reconcile`, which compares everything with IVS. */
  reconcile(): Promise<{ outcome: string }>;
}

export interface ReplayTools {
  stack: ReplayStack;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Says what happens, in one line. */
  note(text: string): void;
  /** Resolves when the operator ends the program. Absent: nobody can. */
  interrupted?: Promise<void>;
}
