import { expect, test } from 'vitest';
import { enqueue } from '../../../src/metadata/enqueue/enqueue.ts';
import type { EnqueueTools } from '../../../src/metadata/enqueue/tools.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import { EagerBacklog } from '../../../src/metadata/queue/eager-backlog.ts';
import { memoryBacklog } from '../../../src/publisher/memory-backlog.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { channelArn, SETTINGS } from '../support/senders.ts';

const TABLE_MS = 100;

/** Calls that queue one message each for the same channel. The table takes 100 ms, or fails if `isDown`. */
function setUp() {
  const clock = virtualTime();
  const seen = recordObservability();
  const backlog = memoryBacklog(SETTINGS.maxBacklogMs);
  const table = { isDown: false };
  const queuedAt: number[] = [];
  const tools: EnqueueTools = {
    ...seen,
    ...{ clock, settings: SETTINGS },
    backlog: new EagerBacklog({
      async reserve(...request) {
        await clock.sleep(TABLE_MS);
        if (table.isDown) throw new Error('no table');
        return backlog.reserve(...request);
      },
    }),
    queue: {
      async sendBatch(entries) {
        queuedAt.push(clock.now());
        return entries.map(() => 'sent');
      },
    },
  };
  return {
    ...{ table, lines: seen.lines },
    /** @returns the answer, and after how many ms the message was queued and the call answered */
    async call(id: string) {
      const start = clock.now();
      const body = { messages: [{ channelArn: channelArn('a'), payload: 1, id }] };
      const { answer } = await clock.finish(enqueue({ body, newId: idsFor(id) }, tools));
      const queuedMs = (queuedAt.at(-1) ?? Number.NaN) - start;
      return { ...answer, queuedMs, answeredMs: clock.now() - start };
    },
  };
}

test('a message for a quiet channel is queued before the table answers, and the call is answered after that', async () => {
  const { call } = setUp();
  expect(await call('first')).toMatchObject({ queuedMs: TABLE_MS });
  expect(await call('second')).toMatchObject({ queuedMs: 0, accepted: [{ id: 'second' }] });
  const { answeredMs } = await call('third');
  expect(answeredMs).toBeGreaterThanOrEqual(TABLE_MS);
});

test('if the table fails then, the message is queued all the same, and the next one is refused', async () => {
  const { call, table, lines } = setUp();
  await call('first');
  table.isDown = true;
  expect(await call('second')).toMatchObject({ accepted: [{ id: 'second' }], rejected: [] });
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: 'backlog cannot be reserved; messages were queued without it',
    }),
  );
  expect(await call('third')).toMatchObject({ accepted: [], rejected: [{ field: 'queue' }] });
});
