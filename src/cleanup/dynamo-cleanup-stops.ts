import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../platform/clock.ts';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { CLEANUP_PK, cleanupKey, type Key, type Table } from '../platform/table.ts';
import type { Approval, CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import type { PendingDeletion } from './limits.ts';

/** How many members one item holds: at most about 250 KB with names of 128 characters. DynamoDB's limit is 400 KB. */
const PAGE_SIZE = 1_000;
/** How long the members are kept after the stop has expired, s. An approval may outlast the stop. */
const MEMBERS_RETENTION_S = 2 * 86_400;

const STOP_KEY = cleanupKey('STOP');
const approvalKey = (id: string) => cleanupKey(`APPROVED#${id}`);
const pageKey = (id: string, page: number) =>
  cleanupKey(`SET#${id}#${String(page).padStart(6, '0')}`);

export function dynamoCleanupStopStore(table: Table): CleanupStopStore {
  return {
    pending: (now) => pendingStop(table, now),
    async save({ expiresAt, id, ...stop }, members) {
      const ttl = seconds(expiresAt);
      for (let page = 0; page * PAGE_SIZE < members.length; page++) {
        const stored = members
          .slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)
          .map(({ channelArn, end, name = '' }) => [channelArn, end, name]);
        const item = { members: stored, expiresAt: ttl + MEMBERS_RETENTION_S };
        await put(table, { ...pageKey(id, page), ...item });
      }
      await put(table, { ...STOP_KEY, ...stop, setId: id, until: expiresAt, expiresAt: ttl });
    },
    update: (id, changes) => updateStop(table, id, changes),
    clear: (id) => deleteStop(table, id),
    async approve(id, now, expiresAt, by) {
      const stop = await pendingStop(table, now);
      if (stop?.id !== id) return isValid(await get(table, approvalKey(id)), now);
      const { channels } = stop;
      const approval = approvalItem(id, channels, now, expiresAt);
      await put(table, { ...approvalKey(id), ...approval, ...(by !== undefined && { by }) });
      await deleteStop(table, id);
      return true;
    },
    approvals: (now) => listApprovals(table, now),
    async members(id, page = 0) {
      const stored = ((await get(table, pageKey(id, page)))?.members ?? []) as StoredMember[];
      const members = stored.map(toMember);
      return { members, ...(members.length === PAGE_SIZE && { next: page + 1 }) };
    },
  };
}

type StoredMember = [channelArn: string, end: string, name?: string];

const toMember = ([channelArn, end, name]: StoredMember): PendingDeletion => ({
  channelArn,
  end,
  ...(name && { name }),
});

type Item = Record<string, unknown>;

async function put({ documents, name }: Table, item: Key & Item): Promise<void> {
  await documents.send(new PutCommand({ TableName: name, Item: item }));
}

async function get({ documents, name }: Table, key: Key): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: name, Key: key, ConsistentRead: true });
  return (await documents.send(command)).Item;
}

async function pendingStop(table: Table, now: number): Promise<CleanupStop | undefined> {
  const item = await get(table, STOP_KEY);
  return isValid(item, now) ? toStop(item) : undefined;
}

/** A refused condition means that another set waits, or none: then there is nothing to change. */
async function updateStop({ documents, name }: Table, id: string, changes: Item): Promise<void> {
  const names = Object.keys(changes);
  const values = Object.entries(changes).map(([member, value]) => [`:${member}`, value]);
  const command = new UpdateCommand({
    ...{ TableName: name, Key: STOP_KEY },
    UpdateExpression: `SET ${names.map((member) => `${member} = :${member}`).join(', ')}`,
    ConditionExpression: 'setId = :id',
    ExpressionAttributeValues: { ...Object.fromEntries(values), ':id': id },
  });
  await conditionalWrite(documents.send(command));
}

/** A refused condition means that another set waits, or none: then there is nothing to delete. */
async function deleteStop({ documents, name }: Table, id: string): Promise<void> {
  const command = new DeleteCommand({
    ...{ TableName: name, Key: STOP_KEY },
    ConditionExpression: 'setId = :id',
    ExpressionAttributeValues: { ':id': id },
  });
  await conditionalWrite(documents.send(command));
}

async function listApprovals({ documents, name }: Table, now: number): Promise<Approval[]> {
  const query = new QueryCommand({
    ...{ TableName: name, ConsistentRead: true },
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :approved)',
    FilterExpression: '#until > :now',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: {
      ...{ ':pk': CLEANUP_PK, ':approved': 'APPROVED#', ':now': isoTime(now) },
    },
  });
  return ((await documents.send(query)).Items ?? []).map(toApproval);
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000);

/** DynamoDB may delete an expired item days late, so `until` is compared too. */
function isValid(item: Item | undefined, now: number): item is Item {
  return typeof item?.until === 'string' && item.until > isoTime(now);
}

function toStop(item: Item): CleanupStop {
  const { setId: id, at, channels, allowed, deleted = 0, recountAt, until, published } = item;
  const stop = { id, at, channels, allowed, deleted, recountAt, expiresAt: until, published };
  return stop as CleanupStop;
}

function approvalItem(id: string, channels: number, now: number, expiresAt: number): Item {
  const until = isoTime(expiresAt);
  return { setId: id, channels, approvedAt: isoTime(now), until, expiresAt: seconds(until) };
}

function toApproval(item: Item): Approval {
  const { setId: id, channels, approvedAt, by, until: expiresAt } = item;
  return { id, channels, approvedAt, ...(by !== undefined && { by }), expiresAt } as Approval;
}
