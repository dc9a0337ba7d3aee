import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../platform/conditional-write.ts';
import {
  endedLetterKey,
  expiresAfter,
  type Key,
  letterKey,
  openLetterKey,
  type Table,
} from '../platform/table.ts';
import { keepBodyUntil, readBody, writeBody } from './dynamo-body.ts';
import { readDelivery } from './dynamo-delivery.ts';
import { countLetters, queryInterrupted, queryPage, toLetter } from './dynamo-pages.ts';
import type { DeadLetter, EndMark, RetryMark, StoredLetter } from './letter.ts';
import type { DeadLetterStore } from './store.ts';

/** An open letter is kept as long as audit records. */
const OPEN_DAYS = 365;
/**
 * An ended letter is remembered for longer than the queue keeps a message (14 days). So a message that was not deleted from the
 * queue, and comes again, is not taken as a new letter.
 */
const ENDED_DAYS = 30;

/**
 * Dead letters in the table. A letter consists of
 *
 * - an item in the partition of the open letters, or of the ended ones. One Query lists them in order,
 * - an item by which its id is found, and which remembers that it has ended,
 * - its body, in parts, because an item has at most 400 KB.
 *
 * A letter moves from one partition to the other when it ends: the open item is marked, copied, and deleted. The mark counts, so
 * a move that is interrupted is completed by whoever sees it.
 */
export function dynamoDeadLetterStore(table: Table): DeadLetterStore {
  return {
    add: (letter, body) => add(table, letter, body),
    page: (options) => queryPage(table, options),
    get: (id) => find(table, id),
    body: (id) => readBody(table, id),
    mark: (position, retry, attemptBefore) => mark(table, position, retry, attemptBefore),
    async end(letter, end, unlessRetriedSince) {
      const isEnded = await markEnd(table, letter.position, end, unlessRetriedSince);
      if (isEnded) await finish(table, { ...letter, ended: end });
      return isEnded;
    },
    finish: (letter) => finish(table, letter),
    async finishInterrupted(limit) {
      for (const letter of await queryInterrupted(table, limit))
        await (letter.ended ? finish(table, letter) : confirm(table, letter));
    },
    delivery: (id, attempt) => readDelivery(table, id, attempt),
    count: (limit) => countLetters(table, limit),
  };
}

/**
 * The item that others look for is written last. SQS may deliver a letter again while it ends, and the SDK may repeat a write. So
 * what has been written is removed if the letter has ended by then. Until that is known, the item is unconfirmed, so that
 * `finishInterrupted` does the rest if this run is interrupted.
 */
async function add(table: Table, letter: DeadLetter, body: string): Promise<boolean> {
  const { id, position, diedAt } = letter;
  const expiresAt = expiresAfter(Date.parse(diedAt), OPEN_DAYS);
  const isFirst = await putNew(table, { ...letterKey(id), position, expiresAt });
  const wasEnded = !isFirst && (await hasEnded(table, id));
  if (!wasEnded) {
    await writeBody(table, id, body, expiresAt);
    const open = { ...letter, ...openLetterKey(position), expiresAt, unconfirmed: true };
    const isNew = await putNew(table, open);
    return isNew && (await confirm(table, letter));
  }
  await deleteOpen(table, position);
  return false;
}

/** Removes the open item of a letter that has ended. @returns whether the letter is open */
async function confirm(table: Table, { id, position }: DeadLetter): Promise<boolean> {
  if (await hasEnded(table, id)) {
    await deleteOpen(table, position);
    return false;
  }
  const command = new UpdateCommand({
    ...{ TableName: table.name, Key: openLetterKey(position) },
    UpdateExpression: 'REMOVE unconfirmed',
    // Otherwise the write would make a new item.
    ConditionExpression: 'attribute_exists(pk)',
  });
  await conditionalWrite(table.documents.send(command));
  return true;
}

const hasEnded = async (table: Table, id: string): Promise<boolean> =>
  Boolean((await read(table, letterKey(id)))?.ended);

async function deleteOpen({ documents, name: TableName }: Table, position: string): Promise<void> {
  await documents.send(new DeleteCommand({ TableName, Key: openLetterKey(position) }));
}

const putNew = ({ documents, name: TableName }: Table, Item: Record<string, unknown>) =>
  conditionalWrite(
    documents.send(
      new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    ),
  );

async function read(
  { documents, name: TableName }: Table,
  Key: Key,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item;
}

async function find(table: Table, id: string): Promise<StoredLetter | undefined> {
  const known = await read(table, letterKey(id));
  if (!known) return undefined;
  const position = String(known.position);
  const ended = known.ended ? await read(table, endedLetterKey(position)) : undefined;
  const item = ended ?? (await read(table, openLetterKey(position)));
  return item && toLetter(item);
}

function mark(
  { documents, name: TableName }: Table,
  position: string,
  retry: RetryMark,
  attemptBefore: number,
): Promise<boolean> {
  const isUnchanged =
    attemptBefore === 0 ? 'attribute_not_exists(retry)' : 'retry.attempt = :before';
  const command = new UpdateCommand({
    ...{ TableName, Key: openLetterKey(position) },
    UpdateExpression: 'SET retry = :retry',
    ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(ended) AND ${isUnchanged}`,
    ExpressionAttributeValues: {
      ':retry': retry,
      ...(attemptBefore > 0 && { ':before': attemptBefore }),
    },
  });
  return conditionalWrite(documents.send(command));
}

function markEnd(
  { documents, name: TableName }: Table,
  position: string,
  end: EndMark,
  unlessRetriedSince: number | undefined,
): Promise<boolean> {
  const isOpen = 'attribute_exists(pk) AND attribute_not_exists(ended)';
  const isIdle = '(attribute_not_exists(retry) OR retry.#at < :since)';
  const isGuarded = unlessRetriedSince !== undefined;
  const command = new UpdateCommand({
    ...{ TableName, Key: openLetterKey(position) },
    UpdateExpression: 'SET ended = :end',
    ConditionExpression: isGuarded ? `${isOpen} AND ${isIdle}` : isOpen,
    ...(isGuarded && { ExpressionAttributeNames: { '#at': 'at' } }),
    ExpressionAttributeValues: {
      ':end': end,
      ...(isGuarded && { ':since': unlessRetriedSince }),
    },
  });
  return conditionalWrite(documents.send(command));
}

async function finish(table: Table, letter: StoredLetter): Promise<void> {
  const { documents, name: TableName } = table;
  const { id, position, bytes, ended } = letter;
  if (!ended) return;
  const expiresAt = expiresAfter(Date.parse(ended.at), ENDED_DAYS);
  const Item = { ...letter, ...endedLetterKey(position), expiresAt };
  await documents.send(new PutCommand({ TableName, Item }));
  const remembered = { ...letterKey(id), position, expiresAt, ended: true };
  await documents.send(new PutCommand({ TableName, Item: remembered }));
  await keepBodyUntil(table, id, bytes, expiresAt);
  await deleteOpen(table, position);
}
