import { afterAll, beforeAll, expect, test } from 'vitest';
import { chaosRuns } from '../chaos-runs.ts';
import fc from '../fast-check.ts';
import { startTable } from '../table.ts';
import { memoryTable } from './memory-table.ts';
import { requests } from './random/commands.ts';
import { outcomeOf } from './random/outcome.ts';
import { inNamespace } from './random/values.ts';

let dynalite: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  dynalite = await startTable();
});
afterAll(() => dynalite.close());

const contents = (hash: string) => ({
  kind: 'QueryCommand' as const,
  input: {
    TableName: 'test',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': hash },
  },
});

let runs = 0;

test('the memory table answers random requests as dynalite does', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (sequence) => {
      const namespace = `run${++runs}-`;
      const memory = memoryTable();
      for (const request of [...sequence, contents('~a'), contents('~b')]) {
        const own = inNamespace(request, namespace);
        const [expected, found] = [
          await outcomeOf(dynalite.table, own),
          await outcomeOf(memory.table, own),
        ];
        expect(found, JSON.stringify(own)).toEqual(expected);
      }
    }),
    { numRuns: chaosRuns(20) },
  );
}, 600_000);
