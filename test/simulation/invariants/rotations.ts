import type { Deed } from '../cloud/observed-ivs.ts';
import { durationMs } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a key is rotated when its tag says so';
/** Times of events have whole seconds. */
const SECOND = 1_000;
/**
 * The age of a key that an interrupted run left behind counts from when that run recorded that it creates a key, at most
 * so long before, ms: nobody knows when the key was created.
 */
const RECORDED_BEFORE_MS = 30 * SECOND;

/** A key is as old as its tag says, or another stream has ended since the last rotation. */
export function rotationsAreDue({ checks, simulator, cloud }: ObserverTools): Observer {
  /** When functions deleted the key of a channel last, ms since the epoch. */
  const lastRotation = new Map<string, number>();
  /** From when the age of a key that a function created may count, by ARN. */
  const created = new Map<string, number>();
  const expect = ({ channelArn }: Deed, holds: boolean, what: () => string) =>
    checks.expect(NAME, holds, what, channelArn);

  function checkAge(deed: Deed, ageMs: number): void {
    const createdAt = created.get(deed.keyArn ?? '');
    if (createdAt === undefined) return;
    const age = deed.at - createdAt;
    expect(deed, age >= ageMs - SECOND, () => `a key of ${age} ms, with a tag for ${ageMs} ms`);
  }

  function checkStreamEnded(deed: Deed): void {
    const since = lastRotation.get(deed.channelArn) ?? 0;
    const sessions = simulator.sessions({ channelArn: deed.channelArn });
    const ended = sessions.some(({ disconnectedAt = 0 }) => disconnectedAt + SECOND >= since);
    expect(deed, ended, () => 'no stream has ended since the last rotation');
  }

  function checkGrace(deed: Deed): void {
    const { session, read, at } = deed;
    const end = session?.disconnectedAt;
    if (end === undefined || session === undefined || session.createdAt >= (read.session?.at ?? 0))
      return;
    const grace = Math.min(
      ...cloud.settings('ROTATION_END_GRACE').map((text) => durationMs(text) ?? 0),
    );
    expect(
      deed,
      at - end >= grace,
      () => `${at - end} ms after the end, with a grace of ${grace} ms`,
    );
  }

  return {
    onDeed(deed) {
      if (deed.operation === 'CreateStreamKey')
        created.set(deed.keyArn ?? '', deed.at - RECORDED_BEFORE_MS);
      if (deed.operation !== 'DeleteStreamKey' || deed.by !== 'rotateStreamKeys') return;
      const value = deed.read.tags?.tags['autopilot:rotate-key'];
      const ageMs = durationMs(value);
      if (ageMs !== undefined) checkAge(deed, ageMs);
      if (value === 'on-end') checkStreamEnded(deed);
      checkGrace(deed);
      lastRotation.set(deed.channelArn, deed.at);
      created.delete(deed.keyArn ?? '');
    },
  };
}
