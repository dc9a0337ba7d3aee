import { errorName } from '../../../../src/platform/errors.ts';
import type { Table } from '../../../../src/platform/table.ts';
import { type RandomRequest, toCommand } from './commands.ts';

type Answer = Record<string, unknown> & {
  Items?: { sessionAt?: string }[];
  LastEvaluatedKey?: object;
  Responses?: Record<string, object[]>;
};

/**
 * What a request leads to on a table, in a form that can be compared: the name of its error, or its
 * answer. A Query is continued to its end.
 */
export async function outcomeOf(table: Table, request: RandomRequest): Promise<unknown> {
  try {
    const pages = [await send(table, request)];
    for (let next = pages[0]?.LastEvaluatedKey; next; next = pages.at(-1)?.LastEvaluatedKey) {
      const input = { ...request.input, ExclusiveStartKey: next };
      pages.push(await send(table, { ...request, input }));
    }
    if (request.kind === 'BatchGetCommand') return pages.map(unordered);
    return 'IndexName' in request.input ? untied(pages) : pages.map(comparable);
  } catch (error) {
    return errorName(error);
  }
}

async function send(table: Table, request: RandomRequest): Promise<Answer> {
  const { $metadata: _, ...answer } = await table.documents.send(toCommand(request));
  return answer as Answer;
}

/** DynamoDB does not define the order of items with the same key in an index. */
function untied(pages: Answer[]): unknown {
  const items = pages.flatMap(({ Items = [] }) => Items);
  const isTied = new Set(items.map(({ sessionAt }) => sessionAt)).size < items.length;
  if (!isTied) return pages.map(comparable);
  return {
    pages: pages.length,
    items: items.map((item) => JSON.stringify(comparable(item))).sort(),
  };
}

/** The items of a batch may come in any order. */
function unordered({ Responses = {}, ...answer }: Answer): unknown {
  const tables = Object.entries(Responses).map(([table, items]) => [
    table,
    items.map((item) => JSON.stringify(comparable(item))).sort(),
  ]);
  return { ...answer, Responses: Object.fromEntries(tables) };
}

/** Sets have no order. An absent member is the same as an undefined one, or an empty answer. */
function comparable(value: unknown): unknown {
  if (value instanceof Set) return { set: [...value].map(String).sort() };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, comparable(member)]);
  return Object.fromEntries(members.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
