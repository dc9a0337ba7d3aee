import { ControlError } from '../errors.ts';
import type { Ids } from '../state/ids.ts';
import type { Channel, StreamKey } from '../state/resources.ts';
import type { State } from '../state/state.ts';
import type { Timers } from '../timers.ts';
import type { Connection, Delays, EncoderRequest } from '../types.ts';
import { Agenda } from './agenda.ts';
import type { Announcer } from './announcer.ts';
import { completeIngest } from './ingest.ts';
import { ingestBreaches } from './limits.ts';
import type { Recordings } from './recordings.ts';
import type { StreamSession } from './session.ts';
import type { Sessions } from './sessions.ts';
import { takeOver } from './takeover.ts';

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

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected */
  connect(request: EncoderRequest): Connection {
    const { state, sessions } = this.parts;
    const key = state.streamKeys.ofValue(request.streamKey);
    const channel = key && state.channels.get(key.channelArn);
    if (!channel) throw new ControlError(403, 'streamKey: not the value of a valid stream key');
    const current = sessions.activeOf(channel.arn);
    if (!current) return this.open(channel, request);
    if (current.leftAt === undefined) return this.takeOver(current, channel, request);
    this.awaitReconnect(current.leftAt);
    this.finish(current);
    return this.open(channel, request);
  }

  disconnect(streamId: string): Connection {
    const session = this.connected(streamId);
    this.leave(session);
    return connectionOf(session);
  }

  /** The encoder sends nothing any more. */
  starve(streamId: string): Connection {
    const session = this.connected(streamId);
    if (session.health === 'STARVING') return connectionOf(session);
    session.health = 'STARVING';
    if (session.phase === 'live') this.parts.announcer.healthChange(session, 'Starvation Start');
    else session.agenda.cancel('start');
    const { starvationTimeoutMs } = this.parts.delays;
    session.agenda.plan('starvation', starvationTimeoutMs, () => this.leave(session));
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

  /** The stream breaks and is offline at once. */
  fail(streamId: string, reason: string): Connection {
    const session = this.connected(streamId);
    session.hasErrorEvent = true;
    this.parts.announcer.stateChange(session, 'Stream Failure', { reason });
    this.cutOff(session);
    this.end(session);
    this.planSessionEnd(session);
    return connectionOf(session);
  }

  /** StopStream: the encoder is cut off; its key stays valid, so it may come back by itself. */
  stop(session: StreamSession): void {
    if (session.leftAt !== undefined) return;
    this.leave(session);
    const { encoder, ingest } = session;
    this.comeBack({ ...encoder, ingest });
  }

  /** Ends what a channel that is being deleted may have that is not on air. */
  abandon(channelArn: string): void {
    const session = this.parts.sessions.activeOf(channelArn);
    if (session && session.leftAt === undefined) this.leave(session);
  }

  /** Cuts the encoder off that is connected with this key. */
  revoke({ channelArn, value }: StreamKey): void {
    if (this.parts.sessions.activeOf(channelArn)?.encoder.streamKey === value) {
      this.abandon(channelArn);
    }
  }

  private takeOver(current: StreamSession, channel: Channel, request: EncoderRequest): Connection {
    const { announcer, takeoverKeepsStreamId } = this.parts;
    takeOver(current, request, announcer);
    if (takeoverKeepsStreamId) return this.recover(current.streamId);
    this.leave(current);
    this.finish(current);
    return this.open(channel, request);
  }

  private open(channel: Channel, request: EncoderRequest): Connection {
    const { now, timers, ids, sessions, announcer } = this.parts;
    this.checkConcurrency();
    const { streamKey, priority = 0, reconnectAfterMs, ingest } = request;
    const session = sessions.add({
      streamId: ids.streamId(),
      channelArn: channel.arn,
      createdAt: now(),
      phase: 'connecting',
      health: 'HEALTHY',
      channel,
      ingest: completeIngest(ingest),
      encoder: { streamKey, priority, ...(reconnectAfterMs !== undefined && { reconnectAfterMs }) },
      events: [],
      hasErrorEvent: false,
      agenda: new Agenda(timers),
    });
    announcer.stateChange(session, 'Session Created');
    this.planStart(session);
    return connectionOf(session);
  }

  private checkConcurrency(): void {
    const { sessions, announcer, concurrentStreams } = this.parts;
    const value = concurrentStreams();
    if (sessions.activeCount < value) return;
    const exceededBy = sessions.activeCount + 1 - value;
    announcer.accountLimit('Concurrent Broadcasts', { value, exceededBy, unit: 'active streams' });
    throw new ControlError(409, `the quota of concurrent streams (${value}) has been reached`);
  }

  private planStart(session: StreamSession): void {
    session.agenda.plan('start', this.parts.delays.streamStartMs, () => this.start(session));
  }

  private start(session: StreamSession): void {
    const { now, state, announcer, recordings } = this.parts;
    session.channel = state.channels.get(session.channelArn) ?? session.channel;
    const breaches = ingestBreaches(session.channel, session.ingest);
    for (const { name, ...limit } of breaches) {
      session.hasErrorEvent = true;
      announcer.ofStream(session, 'IVS Limit Breach', name, { ...limit });
    }
    if (breaches.length > 0) {
      this.leave(session);
      return;
    }
    session.phase = 'live';
    session.startedAt = now();
    announcer.stateChange(session, 'Stream Start');
    recordings.start(session);
  }

  /** The encoder is gone: Session Ended, and Stream End if viewers could watch. */
  private leave(session: StreamSession): void {
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

  private cutOff(session: StreamSession): void {
    session.agenda.cancel('start');
    session.agenda.cancel('starvation');
    session.leftAt = this.parts.now();
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

  private awaitReconnect(leftAt: number): void {
    const free = leftAt + this.parts.delays.reconnectMs;
    if (this.parts.now() < free) throw new ControlError(409, 'the last stream is still ending');
  }

  /** A new encoder is there: what is still to come of the stream that is ending comes now. */
  private finish({ agenda }: StreamSession): void {
    agenda.hasten('sessionEnd');
    agenda.hasten('streamEnd');
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
