import { Collection } from '../state/collection.ts';
import type { StreamSession } from './stream-session.ts';

/** 60 days: how long the service keeps ended sessions. */
const RETENTION_MS = 60 * 86_400_000;

/**
 * All stream sessions of the account. They stay for 60 days after their end, also without their channel.
 */
export class StreamSessions {
  readonly #byChannel = new Map<string, StreamSession[]>();
  readonly #active = new Collection<StreamSession>();
  readonly #activeById = new Map<string, StreamSession>();
  #lastSequence = 0;

  /** @returns the session of the channel that has not ended; a channel has at most one */
  activeOf(channelArn: string): StreamSession | undefined {
    return this.#active.get(channelArn);
  }

  /** @returns the session of the stream if it has not ended */
  activeWithId(streamId: string): StreamSession | undefined {
    return this.#activeById.get(streamId);
  }

  allActive(): Iterable<StreamSession> {
    return this.#activeById.values();
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /** @returns a page of active sessions, in the order in which they began; see `Collection.slice` */
  slice(after: number, limit: number, accept: (session: StreamSession) => boolean) {
    return this.#active.slice(after, limit, accept);
  }

  add(newSession: Omit<StreamSession, 'sequence'>): StreamSession {
    const session: StreamSession = { ...newSession, sequence: ++this.#lastSequence };
    const { channelArn, streamId, createdAt } = session;
    this.#byChannel.set(channelArn, [session, ...this.ofChannel(channelArn, createdAt)]);
    this.#active.set(channelArn, session);
    this.#activeById.set(streamId, session);
    return session;
  }

  /**
   * Puts a session in the place of `known`, which has the same id; without it, adds it as the newest session of its
   * channel. It is active if it has not ended.
   */
  put(
    newSession: Omit<StreamSession, 'sequence'>,
    known: StreamSession | undefined,
  ): StreamSession {
    const session = known ? { ...newSession, sequence: known.sequence } : this.add(newSession);
    const { channelArn, streamId } = session;
    const all = this.#byChannel.get(channelArn) ?? [];
    this.#byChannel.set(
      channelArn,
      all.map((one) => (one === known ? session : one)),
    );
    const isActive = this.#active.get(channelArn)?.streamId === streamId;
    if (session.phase !== 'ended') {
      this.#active.set(channelArn, session);
      this.#activeById.set(streamId, session);
    } else if (isActive) this.moveToHistory(session);
    return session;
  }

  /** Takes an ended session out of the active ones. It stays in the history of its channel. */
  moveToHistory({ channelArn, streamId }: StreamSession): void {
    this.#active.delete(channelArn);
    this.#activeById.delete(streamId);
  }

  /** @returns the sessions of all channels that are retained at `now`, newest first */
  all(now: number): StreamSession[] {
    const found = [...this.#byChannel.keys()].flatMap((channelArn) =>
      this.ofChannel(channelArn, now),
    );
    return found.sort((one, other) => other.sequence - one.sequence);
  }

  /** @returns the sessions of the channel that are retained at `now`, newest first */
  ofChannel(channelArn: string, now: number): StreamSession[] {
    const all = this.#byChannel.get(channelArn) ?? [];
    const retained = all.filter(
      ({ endedAt }) => endedAt === undefined || endedAt > now - RETENTION_MS,
    );
    if (retained.length < all.length) this.#byChannel.set(channelArn, retained);
    return retained;
  }
}
