import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { tableMarkKey } from '../../src/platform/table.ts';
import { TABLE_FORMAT } from '../../src/platform/table-format.ts';
import { readTableMark } from '../../src/platform/table-mark.ts';
import { onKnownTable } from '../../src/wiring/known-table.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { recordObservability } from '../support/observability.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');

/** A Lambda instance of a function on a table, and how often the function ran. */
function instance({ table } = memoryTable(), version?: string) {
  const seen = recordObservability();
  const requests: string[] = [];
  let runs = 0;
  const documents = {
    send: async (command: { constructor: { name: string } }, ...rest: unknown[]) => {
      requests.push(command.constructor.name);
      return (table.documents.send as (...all: unknown[]) => Promise<unknown>)(command, ...rest);
    },
  } as typeof table.documents;
  const useCase = onKnownTable(
    { TABLE_NAME: table.name, ...(version && { AUTOPILOT_VERSION: version }) },
    { clock: fakeClock(NOW), documents },
    async () => ++runs,
    { writesMark: version !== undefined },
  );
  const run = () => useCase({}, { ...seen, deadline: NOW + 1_000 });
  return { run, requests, lines: seen.lines, runs: () => runs };
}

const mark = (memory: ReturnType<typeof memoryTable>, format: number, version = '9.9.9') =>
  memory.table.documents.send(
    new PutCommand({
      TableName: memory.table.name,
      Item: { ...tableMarkKey, format, version, at: '2026-01-01T00:00:00.000Z' },
    }),
  );

test('code refuses a table of a newer format, and names the version that wrote it', async () => {
  const memory = memoryTable();
  await mark(memory, TABLE_FORMAT + 1);
  const { run, runs } = instance(memory);
  await expect(run()).rejects.toThrow(
    `table ${memory.table.name}: expected format 1 or older, received 2: version 9.9.9 of ivs-autopilot has written it; deploy that version or a newer one`,
  );
  await expect(run()).rejects.toMatchObject({ name: 'NewerTableError' });
  expect(runs()).toBe(0);
  const writer = instance(memory, '0.1.0');
  await expect(writer.run()).rejects.toMatchObject({ name: 'NewerTableError' });
  expect(await readTableMark(memory.table)).toMatchObject({ format: 2, version: '9.9.9' });
});

test.each([
  ['without a mark', undefined],
  ['of an older format', TABLE_FORMAT - 1],
  ['of the same format', TABLE_FORMAT],
])('code uses a table %s, and an instance reads the mark once', async (_, format) => {
  const memory = memoryTable();
  if (format !== undefined) await mark(memory, format);
  const { run, requests } = instance(memory);
  expect([await run(), await run(), await run()]).toEqual([1, 2, 3]);
  expect(requests).toEqual(['GetCommand']);
});

test('the function that writes the mark does so once for each version', async () => {
  const memory = memoryTable();
  await instance(memory, '0.1.0').run();
  expect(await readTableMark(memory.table)).toEqual({
    ...{ format: TABLE_FORMAT, version: '0.1.0', at: '2026-11-27T12:00:00.000Z' },
  });
  const again = instance(memory, '0.1.0');
  await again.run();
  expect(again.requests).toEqual(['GetCommand']);
  await instance(memory, '0.2.0').run();
  expect(await readTableMark(memory.table)).toMatchObject({ version: '0.2.0' });
});

test('a function whose table does not answer, or whose role may not read the mark, runs all the same', async () => {
  const { table } = memoryTable();
  let isDenied = true;
  const send = async (...all: unknown[]) => {
    if (isDenied)
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    return (table.documents.send as (...all: unknown[]) => Promise<unknown>)(...all);
  };
  const denied = instance({
    table: { ...table, documents: { send } as typeof table.documents },
  } as ReturnType<typeof memoryTable>);
  expect(await denied.run()).toBe(1);
  expect(denied.lines).toMatchObject([
    { level: 'warn', fields: { error: 'AccessDeniedException' } },
  ]);
  isDenied = false;
  expect([await denied.run(), await denied.run()]).toEqual([2, 3]);
  expect(denied.requests).toHaveLength(2);
});
