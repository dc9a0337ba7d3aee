import type { Delays } from '../types.ts';
import type { Announcer } from './announcer.ts';
import type { Recordings } from './recordings.ts';
import type { StreamSession } from './session.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  now: () => number;
  delays: Delays;
  sessions: Sessions;
  announcer: Announcer;
  recordings: Recordings;
}

/** How streams end. */
export class Departures {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** The encoder is gone: Session Ended, and Stream End if viewers could watch. */
  leave(session: StreamSession): void {
    const wasLive = session.phase === 'live';
    this.cutOff(session);
    this.planSessionEnd(session);
    if (!wasLive) return;
    session.phase = 'ending';
    session.agenda.plan('streamEnd', this.parts.delays.streamEndMs, () => {
      this.parts.announcer.stateChange(session, 'Stream End');
      this.end(session);
    });
  }

  /** The stream breaks: Stream Failure, and it is offline at once. */
  fail(session: StreamSession, reason: string): void {
    session.hasErrorEvent = true;
    this.parts.announcer.stateChange(session, 'Stream Failure', { reason });
    this.cutOff(session);
    this.end(session);
    this.planSessionEnd(session);
  }

  /** A new encoder is there: what is still to come of the stream that is ending comes now. */
  finish({ agenda }: StreamSession): void {
    agenda.hasten('sessionEnd');
    agenda.hasten('streamEnd');
  }

  private cutOff(session: StreamSession): void {
    session.agenda.cancel('start');
    session.agenda.cancel('starvation');
    session.leftAt = this.parts.now();
    session.encoder.onGone?.();
  }

  private planSessionEnd(session: StreamSession): void {
    session.agenda.plan('sessionEnd', this.parts.delays.sessionEndMs, () => {
      this.parts.announcer.stateChange(session, 'Session Ended');
      if (session.phase === 'connecting') this.end(session);
    });
  }

  private end(session: StreamSession): void {
    session.phase = 'ended';
    session.endedAt = this.parts.now();
    this.parts.sessions.retire(session);
    if (session.startedAt !== undefined) this.parts.recordings.end(session);
  }
}
