import type { Delays } from '../types.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { Recordings } from './recordings.ts';
import type { StreamSession } from './stream-session.ts';
import type { StreamSessions } from './stream-sessions.ts';

interface TerminationDependencies {
  now: () => number;
  delays: Delays;
  sessions: StreamSessions;
  publisher: EventPublisher;
  recordings: Recordings;
}

/** How streams end. */
export class Termination {
  readonly #dependencies: TerminationDependencies;

  constructor(parts: TerminationDependencies) {
    this.#dependencies = parts;
  }

  /** The encoder is gone: Session Ended, and Stream End if viewers could watch. */
  disconnect(session: StreamSession): void {
    const wasLive = session.phase === 'live';
    this.#closeEncoderConnection(session);
    this.#scheduleSessionEnd(session);
    if (!wasLive) return;
    session.phase = 'ending';
    session.lifecycle.schedule('streamEnd', this.#dependencies.delays.streamEndMs, () => {
      this.#dependencies.publisher.stateChange(session, 'Stream End');
      this.#markEnded(session);
    });
  }

  /** The stream breaks: Stream Failure, and it is offline at once. */
  fail(session: StreamSession, reason: string): void {
    session.hasErrorEvent = true;
    this.#dependencies.publisher.stateChange(session, 'Stream Failure', { reason });
    this.#closeEncoderConnection(session);
    this.#markEnded(session);
    this.#scheduleSessionEnd(session);
  }

  /** A new encoder is there: what is still to come of the stream that is ending comes now. */
  completeNow({ lifecycle }: StreamSession): void {
    lifecycle.runNow('sessionEnd');
    lifecycle.runNow('streamEnd');
  }

  #closeEncoderConnection(session: StreamSession): void {
    session.lifecycle.cancel('start');
    session.lifecycle.cancel('starvation');
    session.leftAt = this.#dependencies.now();
    session.encoder.onGone?.();
  }

  #scheduleSessionEnd(session: StreamSession): void {
    session.lifecycle.schedule('sessionEnd', this.#dependencies.delays.sessionEndMs, () => {
      this.#dependencies.publisher.stateChange(session, 'Session Ended');
      if (session.phase === 'connecting') this.#markEnded(session);
    });
  }

  #markEnded(session: StreamSession): void {
    session.phase = 'ended';
    session.endedAt = this.#dependencies.now();
    this.#dependencies.sessions.moveToHistory(session);
    if (session.startedAt !== undefined) this.#dependencies.recordings.end(session);
  }
}
