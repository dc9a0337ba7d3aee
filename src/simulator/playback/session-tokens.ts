import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OriginRule } from './authorization/origins.ts';

/** One player that watches a channel, from its multivariant playlist on. */
export interface PlaybackSession {
  id: string;
  channelArn: string;
  /** The viewer of the playback token, whose session can be revoked. */
  viewer?: { id: string; version: number };
  /** The origins that each request must have. */
  origins?: OriginRule;
}

const SIGNATURE_BYTES = 16;

/**
 * Makes and reads the tokens that are in the paths of media playlists and segments. A token holds its session, so that
 * the simulator keeps nothing for players that went away.
 */
export class SessionTokens {
  readonly #secret = randomBytes(32);

  issue(session: PlaybackSession): string {
    const content = Buffer.from(JSON.stringify(session)).toString('base64url');
    return `${content}.${this.#sign(content).toString('base64url')}`;
  }

  /** @returns undefined for a token that this simulator did not issue since its last reset */
  read(token: string): PlaybackSession | undefined {
    const [content = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(content);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return JSON.parse(Buffer.from(content, 'base64url').toString()) as PlaybackSession;
  }

  #sign(content: string): Buffer {
    return createHmac('sha256', this.#secret).update(content).digest().subarray(0, SIGNATURE_BYTES);
  }
}
