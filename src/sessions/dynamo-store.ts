import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../platform/batch-get.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
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
import type { SessionId } from './session-id.ts';
import type {
  AddFactResult,
  EventListOptions,
  EventOwner,
  EventPage,
  ListOptions,
  SessionIndexQuery,
  SessionPage,
  SessionStore,
} from './store.ts';
import type { ListedSession, SessionSummary } from './summary.ts';
import type { EventPosition } from './timeline/event.ts';
import { type FactUpdate, factUpdate } from './update-expression.ts';

/**
 * Sessions in the table. Methods throw DynamoDB's errors, except that a failed condition is a
 * result.
 */
export function dynamoSessionStore(table: Table, clock: Clock): SessionStore {
  return {
    async putEvent(stored) {
      const ConditionExpression = 'attribute_not_exists(pk)';
      const Item = toEventItem(stored);
      const put = new PutCommand({ TableName: table.name, Item, ConditionExpression });
      // A failed condition means that the event is stored already: EventBridge delivers some events
      // more than once.
      await conditionalWrite(table.documents.send(put));
    },

    hasEvent: async (event) => (await batchGet(table, [eventKey(event)], clock)).length > 0,

    addFact: (id, kind, fact) => update(table, id, factUpdate(kind, fact)),

    async markFinalized(id, phase) {
      const ended = END_KINDS.map((kind) => `attribute_exists(${kind})`).join(' OR ');
      await update(table, id, {
        UpdateExpression: 'SET #finalized = :finalized, #phase = :phase',
        ConditionExpression: `attribute_not_exists(#finalized) AND (${ended})`,
        ExpressionAttributeNames: { '#finalized': 'finalized', '#phase': 'phase' },
        ExpressionAttributeValues: { ':finalized': { phase }, ':phase': phase },
      });
    },

    async get(ids) {
      const keys = ids.map(({ channelArn, streamId }) => sessionKey(channelArn, streamId));
      return (await batchGet(table, keys, clock)).map(toSummary);
    },

    list: (query, limit, after, options) => list(table, query, limit, after, options),
    listEvents: (owner, limit, after, options) => listEvents(table, owner, limit, after, options),
  };
}

/**
 * ReturnValues costs no read capacity:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
async function update(
  table: Table,
  id: SessionId,
  expressions: FactUpdate,
): Promise<AddFactResult> {
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
    // One item more than requested shows whether there is another page.
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

/** A key condition cannot combine two comparisons, and BETWEEN includes both ends. */
function rangeOf(from: string | undefined, to: string | undefined): string {
  if (to === undefined) return from === undefined ? '' : ' AND sessionAt >= :from';
  return ` AND sessionAt ${from === undefined ? '<= :to' : 'BETWEEN :from AND :to'}`;
}

/** The last time before `time`: times have milliseconds. */
const justBefore = (time: string): string => isoTime(Date.parse(time) - 1);

async function listEvents(
  table: Table,
  owner: EventOwner,
  limit: number,
  after: EventPosition | undefined,
  { newestFirst = owner === ACCOUNT }: EventListOptions = {},
): Promise<EventPage> {
  const { pk, prefix } = eventRange(owner);
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ScanIndexForward: !newestFirst,
    ConsistentRead: true,
    Limit: limit,
    ExclusiveStartKey: after && positionKey(owner, after),
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

/** Only this module writes summaries, so an item is not checked. */
function toSummary(item: Record<string, unknown>): SessionSummary {
  const { pk, sk, ...rest } = item as unknown as Key & SessionSummary;
  return { ...rest, ...idOf({ pk, sk }) };
}
