import { dynamoChannelStore } from '../../../src/channels/dynamo-store.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { dynamoRevocationStore } from '../../../src/revocation/dynamo-store.ts';
import { durationMs, mayDelete } from './consent.ts';
import type { Invariant } from './names.ts';
import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
/** How long after its grace a channel may wait until it is deleted, ms, while nothing goes wrong. */
const DELETED_WITHIN_MS = 90 * MINUTE;
/** Each scheduled function succeeds within this time, ms, while nothing goes wrong. */
const SUCCEEDS_WITHIN_MS = 20 * MINUTE;
const SCHEDULED = [
  'deleteDueChannels',
  'rotateStreamKeys',
  'reconcile',
  'sampleViewers',
  'revokeStreamKey',
  'repeatStickyMetadata',
];
/** A channel is handled within this time after it became due, ms. */
const DUE_FOR_MS = 20 * MINUTE;
const DEFAULT_GRACE_MS = 10 * MINUTE;

/** Another function holds the lease. Few answers say so, and some are large. */
const isBusy = (answer: string): boolean =>
  answer.includes('busy') && Object(JSON.parse(answer)).outcome === 'busy';

/** When nothing goes wrong any more, everything that waits is done: queues are empty, and nothing is due. */
export function everythingEnds({ checks, cloud, simulator, timeline }: ObserverTools): Observer {
  const lastSuccess = new Map<string, number>();
  const records = dynamoChannelStore(cloud.table.table, timeline);
  const revocations = dynamoRevocationStore(cloud.table.table);
  const expect = (name: Invariant, holds: boolean, what: () => string, channelArn?: string) =>
    checks.expect(name, holds, what, channelArn);

  function expectDeleted(): void {
    for (const { arn, tags } of simulator.channels()) {
      const [session] = simulator.sessions({ channelArn: arn, limit: 1 });
      const end = session?.endedAt;
      if (!mayDelete(tags) || end === undefined) continue;
      const grace = durationMs(tags['autopilot:auto-delete']) ?? DEFAULT_GRACE_MS;
      const lateMs = timeline.now() - end - grace;
      const what = () => `not deleted ${Math.round(lateMs / MINUTE)} minutes after its grace`;
      expect('every channel that was given up is deleted', lateMs <= DELETED_WITHIN_MS, what, arn);
    }
  }

  /** Nothing has been due for longer than a few runs need. */
  async function expectNothingDue(): Promise<void> {
    for (const kind of ['cleanup', 'rotation'] as const) {
      const { channelArns } = await records.listDue(kind, isoTime(timeline.now() - DUE_FOR_MS));
      const [first] = channelArns;
      const what = () => `${channelArns.length} channels are due for ${kind}`;
      expect('nothing stays due', first === undefined, what, first);
    }
    const [open] = await revocations.listOpen();
    const what = () => `the revocation of ${open?.requestedAt} is not done`;
    expect('nothing stays due', open === undefined, what, open?.channelArn);
  }

  return {
    onFunctionEnd({ name, outcome }) {
      if (!SCHEDULED.includes(name) || !('payload' in outcome)) return;
      if (!isBusy(outcome.payload)) lastSuccess.set(name, timeline.now());
    },
    async atRest() {
      expect('queues drain', cloud.isIdle(), () => cloud.describeWaiting());
      for (const name of SCHEDULED) {
        const ms = timeline.now() - (lastSuccess.get(name) ?? 0);
        const what = () => `${name} has not succeeded for ${Math.round(ms / MINUTE)} minutes`;
        expect('scheduled functions run', ms <= SUCCEEDS_WITHIN_MS, what);
      }
      expectDeleted();
      await expectNothingDue();
    },
  };
}
