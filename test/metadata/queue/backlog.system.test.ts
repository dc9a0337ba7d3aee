import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import { DynamoBacklog } from '../../../src/metadata/queue/dynamo-backlog.ts';
import { channelPk, type Table } from '../../../src/platform/table.ts';
import { startTable } from '../../support/table.ts';
import { memoryBacklog } from '../support/backlog.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const MAX_MS = 1_000;

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

let channels = 0;
const newChannel = (): string => `arn:aws:ivs:us-west-2:123456789012:channel/c${channels++}`;

let tokens = 0;
const backlogOf = (table: Table, maxBacklogMs: number) =>
  new DynamoBacklog(table, { maxBacklogMs, newToken: () => `token${tokens++}` });

const kinds: [string, (maxMs: number) => Backlog][] = [
  ['in the table', (maxMs) => backlogOf(started.table, maxMs)],
  ['in memory', memoryBacklog],
];

describe.each(kinds)('the backlog %s', (_, open) => {
  test('reserves what fits, and says when there is room for the rest', async () => {
    const [backlog, arn] = [open(MAX_MS), newChannel()];
    expect(await backlog.reserve(arn, [400, 400, 400, 1], NOW)).toEqual({
      ...{ count: 2, costMs: 800, retryAfterMs: 200 },
    });
    expect(await backlog.reserve(arn, [200], NOW)).toMatchObject({ count: 1, retryAfterMs: 0 });
    expect(await backlog.reserve(arn, [1], NOW)).toMatchObject({ count: 0, retryAfterMs: 1 });
  });

  test('drains with time', async () => {
    const [backlog, arn] = [open(MAX_MS), newChannel()];
    await backlog.reserve(arn, [1_000], NOW);
    expect(await backlog.reserve(arn, [300], NOW + 299)).toMatchObject({ count: 0 });
    expect(await backlog.reserve(arn, [300], NOW + 300)).toMatchObject({ count: 1 });
  });

  test('has no more room after a channel was idle for long', async () => {
    const [backlog, arn] = [open(MAX_MS), newChannel()];
    await backlog.reserve(arn, [100], NOW);
    expect(await backlog.reserve(arn, [600, 600], NOW + 60_000)).toMatchObject({ count: 1 });
  });

  test('accepts one SQS message of an idle channel even if it exceeds the limit', async () => {
    const [backlog, arn] = [open(MAX_MS), newChannel()];
    expect(await backlog.reserve(arn, [1_680, 1_680], NOW)).toMatchObject({
      ...{ count: 1, retryAfterMs: 1_680 },
    });
    expect(await backlog.reserve(arn, [1_680], NOW + 1_680)).toMatchObject({ count: 1 });
  });

  test('is separate for each channel', async () => {
    const backlog = open(MAX_MS);
    await backlog.reserve(newChannel(), [1_000], NOW);
    expect(await backlog.reserve(newChannel(), [1_000], NOW)).toMatchObject({ count: 1 });
  });

  test('never reserves more than the limit if many calls run at the same time', async () => {
    const [backlog, arn] = [open(MAX_MS), newChannel()];
    const asked = Array.from({ length: 30 }, () => backlog.reserve(arn, [70], NOW));
    const counts = (await Promise.all(asked)).map(({ count }) => count);
    const admitted = counts.reduce((sum, count) => sum + count, 0);
    expect(admitted).toBe(Math.floor(MAX_MS / 70));
    expect(await backlog.reserve(arn, [MAX_MS % 70], NOW)).toMatchObject({ count: 1 });
  });
});

/**
 * A table to which the SDK repeats a write whose answer was lost, although the write was applied. After each lost
 * answer, `between` runs before the write is repeated.
 */
function losingAnswers(table: Table, between: () => Promise<unknown>): Table {
  const documents = {
    async send(command: UpdateCommand | GetCommand) {
      const answer = await table.documents.send(command as UpdateCommand);
      if (!(command instanceof UpdateCommand)) return answer;
      await between();
      return table.documents.send(command);
    },
  };
  return { name: table.name, documents: documents as Table['documents'] };
}

const drainAtOf = async (arn: string): Promise<number> => {
  const Key = { pk: channelPk(arn), sk: 'METADATA' };
  const command = new GetCommand({ TableName: started.table.name, Key, ConsistentRead: true });
  return Number((await started.table.documents.send(command)).Item?.drainAt);
};

describe('a reservation whose write the SDK repeats after a lost answer', () => {
  test('is made once, on an idle channel and on a busy one', async () => {
    const arn = newChannel();
    const backlog = backlogOf(
      losingAnswers(started.table, async () => undefined),
      600_000,
    );
    for (const total of [400, 800, 1_200]) {
      expect(await backlog.reserve(arn, [400], NOW)).toEqual({
        ...{ count: 1, costMs: 400, retryAfterMs: 0 },
      });
      expect(await drainAtOf(arn)).toBe(NOW + total);
    }
  });

  test('is made once even if other calls reserve in between', async () => {
    const arn = newChannel();
    const others = backlogOf(started.table, 600_000);
    const between = () => Promise.all([1, 2, 3].map(() => others.reserve(arn, [10], NOW)));
    const backlog = backlogOf(losingAnswers(started.table, between), 600_000);
    for (const total of [430, 860]) {
      expect(await backlog.reserve(arn, [400], NOW)).toMatchObject({ count: 1, costMs: 400 });
      expect(await drainAtOf(arn)).toBe(NOW + total);
    }
  });

  test('leaves no more behind than the reservations of some seconds', async () => {
    const arn = newChannel();
    const backlog = backlogOf(started.table, 86_400_000);
    for (let n = 0; n < 100; n += 1) await backlog.reserve(arn, [2_000], NOW + n * 1_000);
    const Key = { pk: channelPk(arn), sk: 'METADATA' };
    const { Item } = await started.table.documents.send(
      new GetCommand({ TableName: started.table.name, Key }),
    );
    const sets = Object.values(Item ?? {}).filter((value) => value instanceof Set);
    expect(sets.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(30);
  });
});

test('a reservation on an idle channel costs one request, and so does the next one of the same instance', async () => {
  const arn = newChannel();
  const commands: string[] = [];
  const documents = {
    async send(command: UpdateCommand) {
      commands.push(command.constructor.name);
      return started.table.documents.send(command);
    },
  };
  const table = { name: started.table.name, documents: documents as Table['documents'] };
  const backlog = backlogOf(table, 600_000);
  await backlog.reserve(arn, [400], NOW);
  await backlog.reserve(arn, [400], NOW);
  expect(commands).toEqual(['UpdateCommand', 'UpdateCommand']);
  expect(await backlogOf(table, 600_000).reserve(arn, [400], NOW)).toMatchObject({
    count: 1,
  });
  expect(commands.slice(2)).toEqual(['UpdateCommand', 'GetCommand', 'UpdateCommand']);
  expect(await drainAtOf(arn)).toBe(NOW + 1_200);
});
