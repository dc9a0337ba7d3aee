import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../platform/batch-get.ts';
import { type Clock, isoTime, systemClock } from '../platform/clock.ts';
import { conditionalWrite, responseUnlessRefused } from '../platform/conditional-write.ts';
import { channelPk, type Key, sessionKey, type Table } from '../platform/table.ts';
import {
  ACCOUNT,
  eventKey,
  eventRange,
  positionKey,
  toEventItem,
  toSessionEvent,
} from './event-item.ts';
import { END_KINDS } from './facts.ts';
import type {
  AddFactResult,
  EventOwner,
  EventPage,
  ListOptions,
  SessionIndexQuery,
  SessionPage,
  SessionStore,
} from './store.ts';
import type { ListedSession, SessionId, SessionSummary } from './summary.ts';
import type { EventPosition } from './timeline/event.ts';
import { factUpdate } from './update-expression.ts';

/** Sessions in the table. Methods throw DynamoDB's errors; only a failed condition is an outcome. */
export function dynamoSessionStore(table: Table, clock: Clock = systemClock): SessionStore {
  return {
    async putEvent(kept) {
      const ConditionExpression = 'attribute_not_exists(pk)';
      const Item = toEventItem(kept);
      const put = new PutCommand({ TableName: table.name, Item, ConditionExpression });
      // The same event was stored before: EventBridge delivers some more than once.
      await conditionalWrite(table.documents.send(put));
    },

    hasEvent: async (event) => (await batchGet(table, [eventKey(event)], clock)).length > 0,

    addFact: (id, kind, fact) => update(table, id, factUpdate(kind, fact)),

    async markFinalized(id, phase) {
      const over = END_KINDS.map((kind) => `attribute_exists(${kind})`).join(' OR ');
      await update(table, id, {
        UpdateExpression: 'SET #finalized = :finalized, #phase = :phase',
        ConditionExpression: `attribute_not_exists(#finalized) AND (${over})`,
        ExpressionAttributeNames: { '#finalized': 'finalized', '#phase': 'phase' },
        ExpressionAttributeValues: { ':finalized': { phase }, ':phase': phase },
      });
    },

    async get(ids) {
      const keys = ids.map(({ channelArn, streamId }) => sessionKey(channelArn, streamId));
      return (await batchGet(table, keys, clock)).map(toSummary);
    },

    list: (query, limit, after, options) => list(table, query, limit, after, options),
    listEvents: (of, limit, after) => listEvents(table, of, limit, after),
  };
}

type Update = ReturnType<typeof factUpdate>;

/** What was there before costs nothing: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
async function update(table: Table, id: SessionId, expressions: Update): Promise<AddFactResult> {
  const Key = sessionKey(id.channelArn, id.streamId);
  const ReturnValues = 'ALL_OLD';
  const command = new UpdateCommand({ TableName: table.name, Key, ReturnValues, ...expressions });
  const answer = await responseUnlessRefused(table.documents.send(command));
  if (!answer) return { stored: false };
  return { stored: true, before: answer.Attributes && toSummary(answer.Attributes) };
}

async function list(
  table: Table,
  query: SessionIndexQuery,
  limit: number,
  after: ListedSession | undefined,
  { from, to, oldestFirst = false }: ListOptions = {},
): Promise<SessionPage> {
  const { index, name, value } = indexOf(query);
  const range = rangeOf(from, to);
  const command = new QueryCommand({
    TableName: table.name,
    IndexName: index,
    KeyConditionExpression: `#hash = :hash${range}`,
    ExpressionAttributeNames: { '#hash': name },
    ExpressionAttributeValues: {
      ':hash': value,
      ':from': from,
      ...(to !== undefined && { ':to': justBefore(to) }),
    },
    ScanIndexForward: oldestFirst,
    // One more than asked for tells whether there are more.
    Limit: limit + 1,
    ExclusiveStartKey: after && {
      ...sessionKey(after.channelArn, after.streamId),
      sessionAt: after.sessionAt,
      [name]: value,
    },
  });
  const { Items = [] } = await table.documents.send(command);
  return { sessions: Items.slice(0, limit).map(toListed), more: Items.length > limit };
}

/** A key condition can't be two comparisons, and BETWEEN has both of its ends. */
function rangeOf(from: string | undefined, to: string | undefined): string {
  if (to === undefined) return from === undefined ? '' : ' AND sessionAt >= :from';
  return ` AND sessionAt ${from === undefined ? '<= :to' : 'BETWEEN :from AND :to'}`;
}

/** Times are whole milliseconds. */
const justBefore = (time: string): string => isoTime(Date.parse(time) - 1);

async function listEvents(
  table: Table,
  of: EventOwner,
  limit: number,
  after: EventPosition | undefined,
): Promise<EventPage> {
  const { pk, prefix } = eventRange(of);
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ScanIndexForward: of !== ACCOUNT,
    ConsistentRead: true,
    Limit: limit,
    ExclusiveStartKey: after && positionKey(of, after),
  });
  const { Items = [], LastEvaluatedKey } = await table.documents.send(command);
  return { events: Items.map(toSessionEvent), more: LastEvaluatedKey !== undefined };
}

function indexOf(query: SessionIndexQuery): { index: string; name: string; value: string } {
  return 'phase' in query
    ? { index: 'byPhase', name: 'phase', value: query.phase }
    : { index: 'byTime', name: 'pk', value: channelPk(query.channelArn) };
}

const CHANNEL_PREFIX = channelPk('');
const SESSION_PREFIX = sessionKey('', '').sk;

function idOf(item: Key): SessionId {
  return {
    channelArn: item.pk.slice(CHANNEL_PREFIX.length),
    streamId: item.sk.slice(SESSION_PREFIX.length),
  };
}

function toListed(item: Record<string, unknown>): ListedSession {
  return { ...idOf(item as unknown as Key), sessionAt: String(item.sessionAt) };
}

/** Only this module writes summaries, so what comes back is one. */
function toSummary(item: Record<string, unknown>): SessionSummary {
  const { pk, sk, ...rest } = item as unknown as Key & SessionSummary;
  return { ...rest, ...idOf({ pk, sk }) };
}
