import type { Deed } from '../cloud/observed-ivs.ts';
import { durationMs, mayDelete, mayRotate, type Tags } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

/** How old the answers of the final check may be when the deletion is sent, ms: docs/policy.md. */
const CHECK_VALID_MS = 1_000;
const NAME = 'only what its owner gave up is deleted';

/** Each deletion had the owner's consent, and its last check showed that the channel was not live. */
export function deletionsAreWanted(tools: ObserverTools): Observer {
  const { checks, cloud, timeline } = tools;
  /** When each channel was seen first: up to ten minutes after its creation. */
  const createdAt = new Map<string, number>();
  const expect = (deed: Deed, holds: boolean, what: string) =>
    checks.expect(NAME, holds, () => `${deed.by} ${deed.operation}: ${what}`, deed.channelArn);

  function checkFinalCheck(deed: Deed, isWanted: (tags: Tags) => boolean): void {
    const { read, sentAt, session } = deed;
    const { tags, session: seen } = read;
    expect(deed, tags !== undefined && isWanted(tags.tags), `tags ${JSON.stringify(tags?.tags)}`);
    expect(deed, tags !== undefined && sentAt - tags.at <= CHECK_VALID_MS, 'tags read too early');
    expect(
      deed,
      seen !== undefined && sentAt - seen.at <= CHECK_VALID_MS,
      'session read too early',
    );
    expect(deed, seen?.open === false, 'the last check showed an open session');
    const isOpen = session !== undefined && session.endedAt === undefined;
    const hidden = isOpen && session.createdAt < (seen?.at ?? 0);
    expect(deed, !hidden, `the session ${session?.streamId} is open`);
  }

  /** A channel without any stream stays, unless a setting says otherwise. */
  function checkNeverLive(deed: Deed): void {
    const times = cloud.settings('CLEANUP_NEVER_LIVE').map((text) => durationMs(text));
    const shortest = Math.min(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY));
    const age = deed.at - (createdAt.get(deed.channelArn) ?? deed.at) + 10 * 60_000;
    expect(deed, age >= shortest, `without a stream, after ${age} ms`);
  }

  function checkGrace(deed: Deed): void {
    const { session, read, at } = deed;
    const end = session?.disconnectedAt;
    if (end === undefined || end >= (read.session?.at ?? 0)) return;
    const value = read.tags?.tags['autopilot:auto-delete'];
    const graces = cloud.settings('CLEANUP_DEFAULT_GRACE').map((text) => durationMs(text) ?? 0);
    const grace = durationMs(value) ?? Math.min(...graces);
    expect(deed, at - end >= grace, `${at - end} ms after the end, with a grace of ${grace} ms`);
  }

  return {
    onTick(channels) {
      for (const { arn } of channels) if (!createdAt.has(arn)) createdAt.set(arn, timeline.now());
    },
    onDeed(deed) {
      const { operation, by } = deed;
      if (operation === 'DeleteChannel') {
        checkFinalCheck(deed, mayDelete);
        if (deed.session) checkGrace(deed);
        else checkNeverLive(deed);
        expect(deed, cloud.settings('CLEANUP_MODE').includes('apply'), 'the mode is not apply');
      }
      if (operation === 'DeleteStreamKey' && by !== 'revokeStreamKey') {
        checkFinalCheck(deed, mayRotate);
        expect(deed, cloud.settings('ROTATION_MODE').includes('apply'), 'the mode is not apply');
      }
    },
  };
}
