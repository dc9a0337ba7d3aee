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

/** Members in one item: about 110 KB, where DynamoDB takes 400. */
const CHUNK = 1_000;
/** Members are kept for so long after the stop has expired, in seconds: an approval may outlast it. */
const MEMBERS_KEPT_S = 2 * 86_400;

const STOP = cleanupKey('STOP');
const approvalKey = (id: string) => cleanupKey(`APPROVED#${id}`);
const chunkKey = (id: string, n: number) => cleanupKey(`SET#${id}#${String(n).padStart(6, '0')}`);

export function dynamoCleanupStopStore({ documents, name: TableName }: Table): CleanupStopStore {
  const put = (Item: Key & Record<string, unknown>) =>
    documents.send(new PutCommand({ TableName, Item }));
  const get = async (Key: Key) =>
    (await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const pending = async (now: number) => {
    const item = await get(STOP);
    return item && item.until > isoTime(now) ? toStop(item) : undefined;
  };
  const lift = async (id: string) => {
    const ours = { ConditionExpression: 'setId = :id', ExpressionAttributeValues: { ':id': id } };
    // Where the condition does not hold, another set waits by now, or none: there is nothing to do.
    await conditionalWrite(documents.send(new DeleteCommand({ TableName, Key: STOP, ...ours })));
  };
  return {
    pending,
    clear: lift,
    async save({ expiresAt, id, ...stop }, members) {
      const ttl = seconds(expiresAt);
      for (let n = 0; n * CHUNK < members.length; n++) {
        const chunk = members.slice(n * CHUNK, (n + 1) * CHUNK);
        const pairs = chunk.map(({ channelArn, end }) => [channelArn, end]);
        await put({ ...chunkKey(id, n), members: pairs, expiresAt: ttl + MEMBERS_KEPT_S });
      }
      await put({ ...STOP, ...stop, setId: id, until: expiresAt, expiresAt: ttl });
    },
    async update(id, changes) {
      const names = Object.keys(changes);
      const values = Object.entries(changes).map(([name, value]) => [`:${name}`, value]);
      const command = new UpdateCommand({
        ...{ TableName, Key: STOP },
        UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'setId = :id',
        ExpressionAttributeValues: { ...Object.fromEntries(values), ':id': id },
      });
      await conditionalWrite(documents.send(command));
    },
    async approve(id, now, until) {
      const stop = await pending(now);
      if (stop?.id !== id) return (await get(approvalKey(id)))?.until > isoTime(now);
      const { channels } = stop;
      const [approvedAt, expiresAt] = [isoTime(now), seconds(isoTime(until))];
      await put({
        ...approvalKey(id),
        setId: id,
        channels,
        approvedAt,
        until: isoTime(until),
        expiresAt,
      });
      await lift(id);
      return true;
    },
    async approvals(now) {
      const query = new QueryCommand({
        ...{ TableName, ConsistentRead: true },
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :approved)',
        FilterExpression: '#until > :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ...{ ':pk': CLEANUP_PK, ':approved': 'APPROVED#', ':now': isoTime(now) },
        },
      });
      return ((await documents.send(query)).Items ?? []).map(toApproval);
    },
    async members(id, from = 0) {
      const found = ((await get(chunkKey(id, from)))?.members ?? []) as [string, string][];
      const members: PendingDeletion[] = found.map(([channelArn, end]) => ({ channelArn, end }));
      return { members, ...(members.length === CHUNK && { next: from + 1 }) };
    },
  };
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000);

function toStop(item: Record<string, unknown>): CleanupStop {
  const { setId, at, channels, allowed, recountAt, until, published } = item;
  return {
    id: setId,
    at,
    channels,
    allowed,
    recountAt,
    expiresAt: until,
    published,
  } as CleanupStop;
}

function toApproval(item: Record<string, unknown>): Approval {
  const { setId, channels, approvedAt, until } = item;
  return { id: setId, channels, approvedAt, expiresAt: until } as Approval;
}
