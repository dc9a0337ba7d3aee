import { expect, test } from 'vitest';
import { dynamoChannelStore } from '../../../src/channels/dynamo-store.ts';
import { waitForStreams } from '../../../src/metadata/send/wait-for-streams.ts';
import { releaseWaiting } from '../../../src/metadata/waiting/release-waiting.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { A, setUp } from '../support/batch.ts';
import { waitingTools } from '../support/waiting.ts';

/** The steps of a wait, after which the start of the stream may become known. */
const STEPS = ['nothing', 'hidden', 'noted', 'looked'] as const;

test.each(STEPS)(
  'messages never wait for a start that becomes known when the first step is: %s',
  async (step) => {
    const clock = virtualTime(Date.parse('2026-11-28T12:00:00.000Z'));
    const { table } = memoryTable();
    const { waiting, starts } = waitingTools(table);
    const seen = recordObservability();
    const hiddenFor: number[] = [];
    const queue = {
      async changeVisibility(changes: readonly { seconds: number }[]) {
        hiddenFor.push(...changes.map(({ seconds }) => seconds));
        await after('hidden');
      },
    };
    let hasStarted = false;
    /** What `markChannel` does when it gets the Stream Start. */
    async function after(done: (typeof STEPS)[number]): Promise<void> {
      if (hasStarted || done !== step) return;
      hasStarted = true;
      const evidence = { at: isoTime(clock.now()), streamId: 'stream' };
      await dynamoChannelStore(table, clock).addEvidence(A, 'lastStart', evidence);
      await releaseWaiting(A, { ...seen, waiting, queue, clock });
    }
    const { record } = setUp();
    const sqsMessages = [
      { record: record(A, [{ id: 'welcome' }]), items: [], queuedAt: 0, newestByKey: new Map() },
    ];
    await after('nothing');
    await waitForStreams([{ channelArn: A, stopReason: 'offline', sqsMessages, seconds: 5 }], {
      ...seen,
      clock,
      queue,
      waiting: { ...waiting, note: (notes) => waiting.note(notes).then(() => after('noted')) },
      starts: {
        liveSince: async (arns) => {
          const found = await starts.liveSince(arns);
          await after('looked');
          return found;
        },
      },
    });
    expect(hasStarted).toBe(true);
    expect(hiddenFor.at(-1)).toBeLessThanOrEqual(2);
  },
);
