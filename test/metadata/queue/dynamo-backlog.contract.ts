import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { channelPk, type Table } from '../../../src/platform/table.ts';
import { tableBacklog } from '../support/backlog.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

let channels = 0;
const newChannel = (): string => `arn:aws:ivs:us-west-2:123456789012:channel/d${channels++}`;

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

const drainAtOf = async (table: Table, arn: string): Promise<number> => {
  const Key = { pk: channelPk(arn), sk: 'METADATA' };
  const command = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
  return Number((await table.documents.send(command)).Item?.drainAt);
};

/** The tests of the backlog in a table. @param table may hold items of other tests */
export function dynamoBacklogContract(table: () => Table): void {
  describe('a reservation whose write the SDK repeats after a lost answer', () => {
    test('is made once, on an idle channel and on a busy one', async () => {
      const arn = newChannel();
      const backlog = tableBacklog(
        losingAnswers(table(), async () => undefined),
        600_000,
      );
      for (const total of [400, 800, 1_200]) {
        expect(await backlog.reserve(arn, [400], NOW)).toMatchObject({
          ...{ count: 1, costMs: 400, retryAfterMs: 0 },
        });
        expect(await drainAtOf(table(), arn)).toBe(NOW + total);
      }
    });

    test('is made once even if other calls reserve in between', async () => {
      const arn = newChannel();
      const others = tableBacklog(table(), 600_000);
      const between = () => Promise.all([1, 2, 3].map(() => others.reserve(arn, [10], NOW)));
      const backlog = tableBacklog(losingAnswers(table(), between), 600_000);
      for (const total of [430, 860]) {
        expect(await backlog.reserve(arn, [400], NOW)).toMatchObject({ count: 1, costMs: 400 });
        expect(await drainAtOf(table(), arn)).toBe(NOW + total);
      }
    });

    test('leaves no more behind than the reservations of some seconds', async () => {
      const arn = newChannel();
      const backlog = tableBacklog(table(), 86_400_000);
      for (let n = 0; n < 100; n += 1) await backlog.reserve(arn, [2_000], NOW + n * 1_000);
      const Key = { pk: channelPk(arn), sk: 'METADATA' };
      const { Item } = await table().documents.send(
        new GetCommand({ TableName: table().name, Key }),
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
        return table().documents.send(command);
      },
    };
    const recorded = { name: table().name, documents: documents as Table['documents'] };
    const backlog = tableBacklog(recorded, 600_000);
    await backlog.reserve(arn, [400], NOW);
    await backlog.reserve(arn, [400], NOW);
    expect(commands).toEqual(['UpdateCommand', 'UpdateCommand']);
    expect(await tableBacklog(recorded, 600_000).reserve(arn, [400], NOW)).toMatchObject({
      count: 1,
    });
    expect(commands.slice(2)).toEqual(['UpdateCommand', 'GetCommand', 'UpdateCommand']);
    expect(await drainAtOf(table(), arn)).toBe(NOW + 1_200);
  });
}
