import { Collection } from '../state/collection.ts';
import type { StreamSession } from './stream-session.ts';

const RETENTION_MS = 60 * 86_400_000;

/** All stream sessions: kept 60 days after their end, also when the channel is gone. */
export class StreamSessions {
  readonly #byChannel = new Map<string, StreamSession[]>();
  readonly #active = new Collection<StreamSession>();
  readonly #activeById = new Map<string, StreamSession>();
  #lastSequence = 0;

  /** The channel's session that has not ended, if there is one. There is never more than one. */
  activeOf(channelArn: string): StreamSession | undefined {
    return this.#active.get(channelArn);
  }

  /** @returns the session of that stream, unless it has ended */
  activeWithId(streamId: string): StreamSession | undefined {
    return this.#activeById.get(streamId);
  }

  allActive(): Iterable<StreamSession> {
    return this.#activeById.values();
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /** Active sessions in the order in which they began. */
  slice(after: number, limit: number, accept: (session: StreamSession) => boolean) {
    return this.#active.slice(after, limit, accept);
  }

  add(facts: Omit<StreamSession, 'sequence'>): StreamSession {
    const session: StreamSession = { ...facts, sequence: ++this.#lastSequence };
    const { channelArn, streamId, createdAt } = session;
    this.#byChannel.set(channelArn, [session, ...this.ofChannel(channelArn, createdAt)]);
    this.#active.set(channelArn, session);
    this.#activeById.set(streamId, session);
    return session;
  }

  /** The session has ended; it stays in the channel's history. */
  moveToHistory({ channelArn, streamId }: StreamSession): void {
    this.#active.delete(channelArn);
    this.#activeById.delete(streamId);
  }

  /** The channel's sessions that are still kept at `now`, newest first. */
  ofChannel(channelArn: string, now: number): StreamSession[] {
    const all = this.#byChannel.get(channelArn) ?? [];
    const kept = all.filter(({ endedAt }) => endedAt === undefined || endedAt > now - RETENTION_MS);
    if (kept.length < all.length) this.#byChannel.set(channelArn, kept);
    return kept;
  }
}
