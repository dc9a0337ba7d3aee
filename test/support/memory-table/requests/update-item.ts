import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { validationError } from '../errors.ts';
import { project } from '../expressions/project.ts';
import type { UpdateAction } from '../expressions/syntax.ts';
import { applyUpdate, typeOfNew } from '../expressions/update.ts';
import { itemSize } from '../size.ts';
import type { Items } from '../storage/items.ts';
import type { TableSchema } from '../storage/schema.ts';
import type { Item } from '../values.ts';
import { type Expressions, readExpressions } from './expressions.ts';
import { checkItemKeys, tableKey } from './keys.ts';
import { checkMembers } from './members.ts';
import { checkItem, checkReturned, checkSize, WRITE_MEMBERS, writeAnswer } from './write.ts';

const MEMBERS = new Set([...WRITE_MEMBERS, 'Key', 'UpdateExpression']);
const RETURNED = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];

export function updateItem(items: Items, input: UpdateCommandInput) {
  checkMembers('UpdateItem', input, MEMBERS);
  checkReturned(input, RETURNED);
  const expressions = readExpressions(input, items.schema);
  const { values } = expressions;
  const { update = [] } = expressions.parsed;
  const key = tableKey(input.Key, items.schema);
  for (const action of update) checkTarget(action, items.schema, values);
  const entry = items.find(key);
  checkItem(expressions, entry, input);
  const before = entry?.item;
  const after = applyUpdate(update, before ?? key, values);
  checkItemKeys(after, items.schema);
  const size = itemSize(after);
  checkSize(size);
  items.put(after, entry, size);
  return writeAnswer(returned(input.ReturnValues, before, after, expressions));
}

/** @throws ValidationException if the action changes the key, or gives a key of an index another type */
function checkTarget(action: UpdateAction, { key, indexes }: TableSchema, values: Item): void {
  const [name] = action.path.parts;
  if (name === key.hash || name === key.range) {
    throw validationError(
      `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
    );
  }
  const type = action.kind === 'REMOVE' ? undefined : typeOfNew(action.value, values);
  if (type === undefined || type === 'S') return;
  for (const [index, { hash, range }] of indexes) {
    if (name !== hash && name !== range) continue;
    throw validationError(
      `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${type} IndexName: ${index}`,
    );
  }
}

function returned(
  kind: string | undefined,
  before: Item | undefined,
  after: Item,
  { parsed: { update = [] } }: Expressions,
): Item | undefined {
  const item = kind?.endsWith('_OLD') ? before : after;
  if (kind === undefined || kind === 'NONE' || !item) return undefined;
  if (kind.startsWith('ALL_')) return item;
  return project(
    update.map(({ path }) => path),
    item,
  );
}
