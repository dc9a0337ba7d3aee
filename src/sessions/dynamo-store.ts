import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../platform/batch-get.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { errorName } from '../platform/errors.ts';
import { channelPk, type Key, sessionKey, type Table } from '../platform/table.ts';
import { eventItem, eventKey } from './event-item.ts';
import { END_KINDS } from './facts.ts';
import type { FactOutcome, SessionPage, SessionQuery, SessionStore } from './store.ts';
import type { ListedSession, SessionId, SessionSummary } from './summary.ts';
import { factUpdate } from './update-expression.ts';

/** Sessions in the table. Methods throw DynamoDB's errors; only a failed condition is an outcome. */
export function dynamoSessionStore(table: Table, clock: Clock = systemClock): SessionStore {
  return {
    async putEvent(kept) {
      const ConditionExpression = 'attribute_not_exists(pk)';
      const Item = eventItem(kept);
      const put = new PutCommand({ TableName: table.name, Item, ConditionExpression });
      await table.documents.send(put).catch(conditionFailed);
    },

    hasEvent: async (event) => (await batchGet(table, [eventKey(event)], clock)).length > 0,

    addFact: (id, kind, fact) => update(table, id, factUpdate(kind, fact)),

    async markChecked(id, phase) {
      const over = END_KINDS.map((kind) => `attribute_exists(${kind})`).join(' OR ');
      await update(table, id, {
        UpdateExpression: 'SET #checked = :checked, #phase = :phase',
        ConditionExpression: `attribute_not_exists(#checked) AND (${over})`,
        ExpressionAttributeNames: { '#checked': 'checked', '#phase': 'phase' },
        ExpressionAttributeValues: { ':checked': { phase }, ':phase': phase },
      });
    },

    async get(ids) {
      const keys = ids.map(({ channelArn, streamId }) => sessionKey(channelArn, streamId));
      return (await batchGet(table, keys, clock)).map(toSummary);
    },

    list: (query, limit, after) => list(table, query, limit, after),
  };
}

type Update = ReturnType<typeof factUpdate>;

/** What was there before costs nothing: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
async function update(table: Table, id: SessionId, expressions: Update): Promise<FactOutcome> {
  const Key = sessionKey(id.channelArn, id.streamId);
  const ReturnValues = 'ALL_OLD';
  const command = new UpdateCommand({ TableName: table.name, Key, ReturnValues, ...expressions });
  const answer = await table.documents.send(command).catch(conditionFailed);
  if (!answer) return { stored: false };
  return { stored: true, before: answer.Attributes && toSummary(answer.Attributes) };
}

/** @throws whatever else was thrown */
function conditionFailed(error: unknown): undefined {
  if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
}

async function list(
  table: Table,
  query: SessionQuery,
  limit: number,
  after: ListedSession | undefined,
): Promise<SessionPage> {
  const { index, name, value } = indexOf(query);
  const command = new QueryCommand({
    TableName: table.name,
    IndexName: index,
    KeyConditionExpression: '#hash = :hash',
    ExpressionAttributeNames: { '#hash': name },
    ExpressionAttributeValues: { ':hash': value },
    ScanIndexForward: false,
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

function indexOf(query: SessionQuery): { index: string; name: string; value: string } {
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
