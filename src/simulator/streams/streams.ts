import { ControlError } from '../errors.ts';
import type { Ids } from '../state/ids.ts';
import type { Channel, StreamKey } from '../state/resources.ts';
import type { State } from '../state/state.ts';
import type { Timers } from '../timers.ts';
import type { Connection, Delays, EncoderRequest, Ingest, Wire } from '../types.ts';
import { Agenda } from './agenda.ts';
import type { Announcer } from './announcer.ts';
import { Departures } from './departures.ts';
import { Entrance } from './entrance.ts';
import { completeIngest } from './ingest.ts';
import { ingestBreaches } from './limits.ts';
import type { Recordings } from './recordings.ts';
import { encoderOf, type StreamSession } from './session.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  now: () => number;
  timers: Timers;
  delays: Delays;
  ids: Ids;
  state: State;
  sessions: Sessions;
  announcer: Announcer;
  recordings: Recordings;
  concurrentStreams: () => number;
  takeoverKeepsStreamId: boolean;
}

/** The life of streams: encoders come, starve, are replaced and go. */
export class Streams {
  private readonly parts: Parts;
  private readonly entrance: Entrance;
  private readonly departures: Departures;

  constructor(parts: Parts) {
    this.parts = parts;
    this.entrance = new Entrance(parts);
    this.departures = new Departures(parts);
  }

  /** @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected */
  connect(request: EncoderRequest, wire: Wire = {}): Connection {
    const { channel, current } = this.entrance.admit(request);
    if (current && current.leftAt === undefined) return this.takeOver(current, request, wire);
    if (current) this.departures.finish(current);
    return this.open(channel, request, wire);
  }

  /**
   * What `connect` would do with this encoder, before its media are known.
   *
   * @throws ControlError as `connect` does; a takeover that is refused makes its event
   */
  admit(request: EncoderRequest): 'stream' | 'takeover' {
    const { current } = this.entrance.admit(request);
    if (current && current.leftAt === undefined) return 'takeover';
    this.entrance.checkConcurrency(current);
    return 'stream';
  }

  disconnect(streamId: string): Connection {
    const session = this.connected(streamId);
    this.departures.leave(session);
    return connectionOf(session);
  }

  /** The encoder sends nothing any more, and has sent nothing for `silentMs` already. */
  starve(streamId: string, silentMs = 0): Connection {
    const session = this.connected(streamId);
    if (session.health === 'STARVING') return connectionOf(session);
    if (session.phase === 'live') this.parts.announcer.healthChange(session, 'Starvation Start');
    this.beSilent(session, silentMs);
    return connectionOf(session);
  }

  recover(streamId: string): Connection {
    const session = this.connected(streamId);
    if (session.health === 'HEALTHY') return connectionOf(session);
    session.health = 'HEALTHY';
    session.agenda.cancel('starvation');
    if (session.phase === 'live') this.parts.announcer.healthChange(session, 'Starvation End');
    else this.planStart(session);
    return connectionOf(session);
  }

  /** The encoder's media turn out to be these. A stream that is over its channel's limits ends. */
  describe(streamId: string, ingest: Ingest): Connection {
    const session = this.connected(streamId);
    session.ingest = ingest;
    if (session.phase === 'live') this.keepToLimits(session);
    return connectionOf(session);
  }

  /** The stream breaks and is offline at once. */
  fail(streamId: string, reason: string): Connection {
    const session = this.connected(streamId);
    this.departures.fail(session, reason);
    return connectionOf(session);
  }

  /** StopStream: the encoder is cut off; its key stays valid, so it may come back by itself. */
  stop(session: StreamSession): void {
    if (session.leftAt !== undefined) return;
    const { encoder, ingest } = session;
    this.departures.leave(session);
    const { onGone: _, ...request } = encoder;
    this.comeBack({ ...request, ingest });
  }

  /** Ends what a channel that is being deleted may have that is not on air. */
  abandon(channelArn: string): void {
    const session = this.parts.sessions.activeOf(channelArn);
    if (session && session.leftAt === undefined) this.departures.leave(session);
  }

  /** Cuts the encoder off that is connected with this key. */
  revoke({ channelArn, value }: StreamKey): void {
    if (this.parts.sessions.activeOf(channelArn)?.encoder.streamKey === value) {
      this.abandon(channelArn);
    }
  }

  /** Lets every encoder know that its connection is over; the world ends. */
  hangUp(): void {
    for (const { encoder, leftAt } of this.parts.sessions.allActive()) {
      if (leftAt === undefined) encoder.onGone?.();
    }
  }

  private takeOver(current: StreamSession, request: EncoderRequest, wire: Wire): Connection {
    const { announcer, takeoverKeepsStreamId } = this.parts;
    announcer.stateChange(current, 'Stream Takeover');
    if (!takeoverKeepsStreamId) {
      this.departures.leave(current);
      this.departures.finish(current);
      return this.open(current.channel, request, wire);
    }
    const { onGone } = current.encoder;
    current.encoder = encoderOf(request, wire);
    onGone?.();
    return this.recover(current.streamId);
  }

  private open(channel: Channel, request: EncoderRequest, wire: Wire): Connection {
    const { now, timers, ids, sessions, announcer } = this.parts;
    this.entrance.checkConcurrency();
    const session = sessions.add({
      streamId: ids.streamId(),
      channelArn: channel.arn,
      createdAt: now(),
      phase: 'connecting',
      health: 'HEALTHY',
      channel,
      ingest: wire.silent ? {} : completeIngest(request.ingest),
      encoder: encoderOf(request, wire),
      events: [],
      hasErrorEvent: false,
      agenda: new Agenda(timers),
    });
    announcer.stateChange(session, 'Session Created');
    if (wire.silent) this.beSilent(session, 0);
    else this.planStart(session);
    return connectionOf(session);
  }

  private beSilent(session: StreamSession, silentMs: number): void {
    session.health = 'STARVING';
    session.agenda.cancel('start');
    const restMs = this.parts.delays.starvationTimeoutMs - silentMs;
    session.agenda.plan('starvation', restMs, () => this.departures.leave(session));
  }

  private planStart(session: StreamSession): void {
    session.agenda.plan('start', this.parts.delays.streamStartMs, () => this.start(session));
  }

  private start(session: StreamSession): void {
    const { now, state, announcer, recordings } = this.parts;
    session.channel = state.channels.get(session.channelArn) ?? session.channel;
    if (!this.keepToLimits(session)) return;
    session.phase = 'live';
    session.startedAt = now();
    announcer.stateChange(session, 'Stream Start');
    recordings.start(session);
  }

  /** @returns whether the stream may go on; over its channel's limits it ends */
  private keepToLimits(session: StreamSession): boolean {
    const breaches = ingestBreaches(session.channel, session.ingest);
    for (const { name, ...limit } of breaches) {
      session.hasErrorEvent = true;
      this.parts.announcer.ofStream(session, 'IVS Limit Breach', name, { ...limit });
    }
    if (breaches.length > 0) this.departures.leave(session);
    return breaches.length === 0;
  }

  private comeBack(request: EncoderRequest): void {
    const { reconnectAfterMs } = request;
    if (reconnectAfterMs === undefined) return;
    this.parts.timers.after(Math.max(1, reconnectAfterMs), () => {
      try {
        this.connect(request);
      } catch (error) {
        const busy = error instanceof ControlError && error.status === 409;
        const keyIsGone = error instanceof ControlError && error.status === 403;
        if (busy) this.comeBack(request);
        else if (!keyIsGone) throw error;
      }
    });
  }

  private connected(streamId: string): StreamSession {
    const session = this.parts.sessions.activeWithId(streamId);
    if (session && session.leftAt === undefined) return session;
    throw new ControlError(404, `streamId: no encoder is connected to ${streamId}`);
  }
}

const connectionOf = ({ channelArn, streamId }: StreamSession): Connection => ({
  channelArn,
  streamId,
});
