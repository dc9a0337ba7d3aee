import type { Playback } from '../playback/playback.ts';
import type { Delays } from '../types/options.ts';
import type { SessionEndCode } from './event-names.ts';
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
  playback: Playback;
}

/** Ends streams and their sessions. */
export class Termination {
  readonly #dependencies: TerminationDependencies;

  constructor(dependencies: TerminationDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The encoder disconnected: Session Ended follows, and Stream End if the stream was live.
   *
   * @param code why IVS ended the session, which is an error; undefined if the encoder did
   */
  disconnect(session: StreamSession, code?: SessionEndCode): void {
    const wasLive = session.phase === 'live';
    if (code !== undefined) session.hasErrorEvent = true;
    this.#closeEncoderConnection(session);
    this.#scheduleSessionEnd(session, code);
    if (!wasLive) return;
    session.phase = 'ending';
    session.lifecycle.schedule('streamEnd', this.#dependencies.delays.streamEndMs, () => {
      this.#dependencies.publisher.stateChange(session, 'Stream End');
      this.#markEnded(session);
    });
  }

  /** The stream fails: Stream Failure, and it is offline at once. */
  fail(session: StreamSession, reason: string): void {
    session.hasErrorEvent = true;
    this.#dependencies.publisher.stateChange(session, 'Stream Failure', { reason });
    this.#closeEncoderConnection(session);
    this.#markEnded(session);
    this.#scheduleSessionEnd(session);
  }

  /** Ends a session that is ending at once, because the next encoder connects. */
  completeNow({ lifecycle }: StreamSession): void {
    lifecycle.runNow('sessionEnd');
    lifecycle.runNow('streamEnd');
  }

  #closeEncoderConnection(session: StreamSession): void {
    session.lifecycle.cancel('start');
    session.lifecycle.cancel('starvation');
    session.disconnectedAt = this.#dependencies.now();
    session.encoder.onGone?.();
  }

  #scheduleSessionEnd(session: StreamSession, code?: SessionEndCode): void {
    session.lifecycle.schedule('sessionEnd', this.#dependencies.delays.sessionEndMs, () => {
      const extra = code === undefined ? {} : { code };
      this.#dependencies.publisher.stateChange(session, 'Session Ended', extra);
      if (session.phase === 'connecting') this.#markEnded(session);
    });
  }

  #markEnded(session: StreamSession): void {
    session.phase = 'ended';
    session.endedAt = this.#dependencies.now();
    this.#dependencies.sessions.moveToHistory(session);
    this.#dependencies.playback.streamEnded(session.channelArn);
    if (session.startedAt !== undefined) this.#dependencies.recordings.end(session);
  }
}
