import type { Deed } from '../cloud/observed-ivs.ts';
import { durationMs } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a key is rotated when its tag says so';
/** Times of events have whole seconds. */
const SECOND = 1_000;
/**
 * The age of a key that an interrupted rotation left behind counts from when the rotation was recorded, ms before the
 * old key was deleted: nobody knows when the new one was created. Somebody may delete the old key by hand in this time.
 */
const RECORDED_BEFORE_MS = 30 * SECOND;
/** The audit record that is written before a key is deleted. */
const RECORD = /^AUDIT#.*#rotate-key$/;

/** A key is as old as its tag says, or another stream has ended since the last rotation. */
export function rotationsAreDue({ checks, simulator, timeline, cloud }: ObserverTools): Observer {
  /** When functions deleted the key of a channel last, ms since the epoch. */
  const lastRotation = new Map<string, number>();
  /** From when the age of a key that a function created may count, by ARN. */
  const created = new Map<string, number>();
  /** When a rotation was recorded last. */
  const recorded = new Map<string, number>();
  /** When a key was deleted, by a rotation or during one, that no function has replaced yet. */
  const unreplaced = new Map<string, number>();
  /** When a rotation began that has created a key, and that no event has told of yet: it may create one again. */
  const untold = new Map<string, number>();
  const expect = ({ channelArn }: Deed, holds: boolean, what: () => string) =>
    checks.expect(NAME, holds, what, channelArn);

  function checkAge(deed: Deed, ageMs: number): void {
    const createdAt = created.get(deed.keyArn ?? '');
    if (createdAt === undefined) return;
    const age = deed.at - createdAt;
    expect(deed, age >= ageMs - SECOND, () => `a key of ${age} ms, with a tag for ${ageMs} ms`);
  }

  /** @returns when the rotation began that this creation ends */
  function beginOf({ channelArn, at }: Deed): number {
    const began = (unreplaced.get(channelArn) ?? at) - RECORDED_BEFORE_MS;
    const first = Math.min(began, untold.get(channelArn) ?? began);
    unreplaced.delete(channelArn);
    untold.set(channelArn, first);
    return first;
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
    onRequest(service, input) {
      const { Item: item } = input as { Item?: { pk: string; sk: string } };
      if (service !== 'dynamodb' || !item || !RECORD.test(item.sk)) return;
      recorded.set(item.pk.slice('CHANNEL#'.length), timeline.now());
    },
    onKeyDeletedByHand(channelArn) {
      const since = recorded.get(channelArn) ?? Number.NEGATIVE_INFINITY;
      if (timeline.now() - since <= RECORDED_BEFORE_MS) unreplaced.set(channelArn, timeline.now());
    },
    onOwnEvent({ 'detail-type': type, resources: [channelArn = ''] }) {
      if (type.startsWith('Stream Key R')) untold.delete(channelArn);
    },
    onDeed(deed) {
      if (deed.operation === 'CreateStreamKey') created.set(deed.keyArn ?? '', beginOf(deed));
      if (deed.operation !== 'DeleteStreamKey' || deed.by !== 'rotateStreamKeys') return;
      const value = deed.read.tags?.tags['autopilot:rotate-key'];
      const ageMs = durationMs(value);
      if (ageMs !== undefined) checkAge(deed, ageMs);
      if (value === 'on-end') checkStreamEnded(deed);
      checkGrace(deed);
      lastRotation.set(deed.channelArn, deed.at);
      unreplaced.set(deed.channelArn, deed.at);
      created.delete(deed.keyArn ?? '');
    },
  };
}
