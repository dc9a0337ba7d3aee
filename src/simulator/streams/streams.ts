import { ControlError } from '../errors.ts';
import type { Playback } from '../playback/playback.ts';
import type { Ids } from '../state/ids.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import type { Channel, StreamKey } from '../state/resources.ts';
import type { Timers } from '../timers.ts';
import type { Connection, EncoderMedia, EncoderRequest, Ingest, Wire } from '../types/encoders.ts';
import type { Delays } from '../types/options.ts';
import { Admission } from './admission.ts';
import type { SessionEndCode } from './event-names.ts';
import type { EventPublisher } from './event-publisher.ts';
import { completeTracks, knownTracks, NO_TRACKS, requestOf } from './ingest.ts';
import { LifecycleTimers } from './lifecycle-timers.ts';
import { ingestBreaches } from './limits.ts';
import { multitrackProblem } from './multitrack.ts';
import type { Recordings } from './recordings.ts';
import { encoderOf, isEncoderConnected, type StreamSession } from './stream-session.ts';
import type { StreamSessions } from './stream-sessions.ts';
import { Termination } from './termination.ts';

interface StreamsDependencies {
  now: () => number;
  timers: Timers;
  delays: Delays;
  ids: Ids;
  resources: ResourceStore;
  sessions: StreamSessions;
  publisher: EventPublisher;
  recordings: Recordings;
  playback: Playback;
  concurrentStreams: () => number;
  takeoversPerStream: () => number;
  takeoverKeepsStreamId: boolean;
}

/** What encoders do to streams: connect, starve, recover, take over and disconnect. */
export class Streams {
  readonly #dependencies: StreamsDependencies;
  readonly #admission: Admission;
  readonly #termination: Termination;

  constructor(dependencies: StreamsDependencies) {
    this.#dependencies = dependencies;
    this.#admission = new Admission(dependencies);
    this.#termination = new Termination(dependencies);
  }

  /** @throws ControlError 403 for an invalid stream key, 409 while another encoder is connected */
  connect(request: EncoderRequest, wire: Wire = {}): Connection {
    const { channel, current } = this.#admission.admit(request);
    if (isEncoderConnected(current)) return this.#takeOver(current, request, wire);
    if (current) this.#termination.completeNow(current);
    return this.#createSession(channel, request, wire);
  }

  /**
   * Says what `connect` would do with this encoder, before its media are known.
   *
   * @throws ControlError as `connect` does; a refused takeover publishes its event
   */
  admit(request: EncoderRequest): 'stream' | 'takeover' {
    const { current } = this.#admission.admit(request);
    if (isEncoderConnected(current)) return 'takeover';
    this.#admission.requireStreamQuota(current);
    return 'stream';
  }

  /** The encoder disconnects, or IVS ends its session for the reason `code`. */
  disconnect(streamId: string, code?: SessionEndCode): Connection {
    const session = this.#requireConnected(streamId);
    this.#termination.disconnect(session, code);
    return connectionOf(session);
  }

  /** The encoder stops sending. It has sent nothing for `silentMs` milliseconds already. */
  starve(streamId: string, silentMs = 0): Connection {
    const session = this.#requireConnected(streamId);
    if (session.health === 'STARVING') return connectionOf(session);
    if (session.phase === 'live')
      this.#dependencies.publisher.healthChange(session, 'Starvation Start');
    this.#markStarving(session, silentMs);
    return connectionOf(session);
  }

  /** The encoder sends again. A session that was not live yet can now start. */
  recover(streamId: string): Connection {
    const session = this.#requireConnected(streamId);
    if (session.health === 'HEALTHY') return connectionOf(session);
    session.health = 'HEALTHY';
    session.lifecycle.cancel('starvation');
    if (session.phase === 'live')
      this.#dependencies.publisher.healthChange(session, 'Starvation End');
    else this.#scheduleStart(session);
    return connectionOf(session);
  }

  /** Sets the media that the encoder sends. A live stream over the limits of its channel's type ends. */
  describe(streamId: string, ingest: Ingest): Connection {
    const session = this.#requireConnected(streamId);
    session.tracks = knownTracks(ingest);
    if (session.phase === 'live') this.#enforceIngestLimits(session);
    return connectionOf(session);
  }

  /** The encoder sent a video or audio message. */
  receiveMedia(streamId: string, media: EncoderMedia): void {
    const { channelArn } = this.#requireConnected(streamId);
    this.#dependencies.playback.receive(channelArn, media);
  }

  /** The stream fails and is offline at once. */
  fail(streamId: string, reason: string): Connection {
    const session = this.#requireConnected(streamId);
    this.#termination.fail(session, reason);
    return connectionOf(session);
  }

  /**
   * Disconnects the encoder. Its stream key stays valid, so an encoder with `reconnectAfterMs` connects
   * again.
   */
  stop(session: StreamSession): void {
    if (!isEncoderConnected(session)) return;
    const { encoder, tracks } = session;
    this.#termination.disconnect(session);
    const { onGone: _, sendsMedia: __, ...request } = encoder;
    this.#scheduleReconnect({ ...request, ...requestOf(tracks) });
  }

  /** Disconnects the encoder of a channel, if there is one. */
  disconnectChannel(channelArn: string): void {
    const session = this.#dependencies.sessions.activeOf(channelArn);
    if (isEncoderConnected(session)) this.#termination.disconnect(session);
  }

  /** Disconnects the encoder that is connected with this key. */
  disconnectStreamKey({ channelArn, value }: StreamKey): void {
    if (this.#dependencies.sessions.activeOf(channelArn)?.encoder.streamKey === value) {
      this.disconnectChannel(channelArn);
    }
  }

  /** Closes the connections of all encoders, without events. Used when the service ends. */
  closeAllConnections(): void {
    for (const session of this.#dependencies.sessions.allActive()) {
      if (isEncoderConnected(session)) session.encoder.onGone?.();
    }
  }

  #takeOver(current: StreamSession, request: EncoderRequest, wire: Wire): Connection {
    const { publisher, takeoverKeepsStreamId } = this.#dependencies;
    publisher.stateChange(current, 'Stream Takeover');
    if (!takeoverKeepsStreamId) {
      this.#termination.disconnect(current);
      this.#termination.completeNow(current);
      return this.#createSession(current.channel, request, wire);
    }
    const { onGone } = current.encoder;
    current.encoder = encoderOf(request, wire);
    current.takeovers += 1;
    this.#dependencies.playback.encoderConnected(current.channelArn);
    onGone?.();
    return this.recover(current.streamId);
  }

  #createSession(channel: Channel, request: EncoderRequest, wire: Wire): Connection {
    const { now, timers, ids, sessions, publisher, playback } = this.#dependencies;
    this.#admission.requireStreamQuota();
    const session = sessions.add({
      streamId: ids.streamId(),
      channelArn: channel.arn,
      createdAt: now(),
      phase: 'connecting',
      health: 'HEALTHY',
      channel,
      tracks: wire.silent ? NO_TRACKS : completeTracks(request),
      encoder: encoderOf(request, wire),
      takeovers: 0,
      events: [],
      hasErrorEvent: false,
      lifecycle: new LifecycleTimers(timers),
    });
    playback.encoderConnected(channel.arn);
    publisher.stateChange(session, 'Session Created');
    if (wire.silent) this.#markStarving(session, 0);
    else this.#scheduleStart(session);
    return connectionOf(session);
  }

  #markStarving(session: StreamSession, silentMs: number): void {
    session.health = 'STARVING';
    session.lifecycle.cancel('start');
    const remainingMs = this.#dependencies.delays.starvationTimeoutMs - silentMs;
    session.lifecycle.schedule('starvation', remainingMs, () =>
      this.#termination.disconnect(session),
    );
  }

  #scheduleStart(session: StreamSession): void {
    session.lifecycle.schedule('start', this.#dependencies.delays.streamStartMs, () =>
      this.#start(session),
    );
  }

  #start(session: StreamSession): void {
    const { now, resources, publisher, recordings } = this.#dependencies;
    session.channel = resources.channels.get(session.channelArn) ?? session.channel;
    if (!this.#enforceMultitrack(session) || !this.#enforceIngestLimits(session)) return;
    session.phase = 'live';
    session.startedAt = now();
    publisher.stateChange(session, 'Stream Start');
    recordings.start(session);
  }

  /** Ends a session whose tracks the channel does not allow. @returns whether the session continues */
  #enforceMultitrack(session: StreamSession): boolean {
    const code = multitrackProblem(session.channel, session.tracks);
    if (code !== undefined) this.#termination.disconnect(session, code);
    return code === undefined;
  }

  /** Ends a stream that exceeds the limits of its channel's type. @returns whether the stream continues */
  #enforceIngestLimits(session: StreamSession): boolean {
    const breaches = ingestBreaches(session.channel, session.tracks);
    for (const { name, ...limit } of breaches) {
      session.hasErrorEvent = true;
      this.#dependencies.publisher.limitBreach(session, name, limit);
    }
    if (breaches.length > 0) this.#termination.disconnect(session);
    return breaches.length === 0;
  }

  /**
   * Connects the encoder again after its delay, if it has one. It tries again on a 409 and gives up on a 403,
   * which means that its stream key is not valid any more.
   */
  #scheduleReconnect(request: EncoderRequest): void {
    const { reconnectAfterMs } = request;
    if (reconnectAfterMs === undefined) return;
    this.#dependencies.timers.after(Math.max(1, reconnectAfterMs), () => {
      try {
        this.connect(request);
      } catch (error) {
        const status = error instanceof ControlError ? error.status : undefined;
        if (status === 409) this.#scheduleReconnect(request);
        else if (status !== 403) throw error;
      }
    });
  }

  #requireConnected(streamId: string): StreamSession {
    const session = this.#dependencies.sessions.activeWithId(streamId);
    if (isEncoderConnected(session)) return session;
    throw new ControlError(404, `streamId: no encoder is connected to ${streamId}`);
  }
}

const connectionOf = ({ channelArn, streamId }: StreamSession): Connection => ({
  channelArn,
  streamId,
});
