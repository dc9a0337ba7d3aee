import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../platform/batch-get.ts';
import type { Clock } from '../platform/clock.ts';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { channelKey, channelPk, expiresAfter, type Table } from '../platform/table.ts';
import { absentOrLater, type Condition, olderEvidence, unchangedSince } from './conditions.ts';
import { type Attributes, attributesOf, evidenceAttributes, toRecord } from './item.ts';
import { type ChannelRecordChanges, DUE_AT, type DueKind } from './record.ts';
import type { ChannelStore, DuePage } from './store.ts';

/** How many channels a page of due channels has at most. */
const PAGE_SIZE = 50;
/** The sparse indexes of due channels. `hash` has the same value in every item of the index. */
const INDEX: Record<DueKind, { name: string; hash: string; value: string }> = {
  cleanup: { name: 'byCleanupDue', hash: 'cleanupDue', value: 'CLEANUP' },
  rotation: { name: 'byRotationDue', hash: 'rotationDue', value: 'ROTATION' },
};
const DUE_KINDS: readonly DueKind[] = ['cleanup', 'rotation'];

/**
 * DynamoDB deletes a record this many days after its last write. The record of a channel that somebody
 * deletes by hand is not read any more, unless the channel is marked. The survey writes the records of
 * tagged channels again before (`RECORD_REFRESH_DAYS`).
 */
const RETENTION_DAYS = 400;

/** The channel records in the table. Methods throw DynamoDB's errors, except for a refused condition. */
export function dynamoChannelStore(table: Table, clock: Clock): ChannelStore {
  const write = (channelArn: string, attributes: Attributes, condition?: Condition) => {
    const expiresAt = expiresAfter(clock.now(), RETENTION_DAYS);
    return update(table, channelArn, { ...attributes, expiresAt }, condition);
  };
  return {
    addEvidence(channelArn, kind, evidence) {
      const { at, stream } = evidenceAttributes(kind);
      const attributes = {
        ...{ [at]: evidence.at, [stream]: evidence.streamId },
        ...(kind === 'lastEnd' && dueForAll(evidence.at)),
      };
      return write(channelArn, attributes, olderEvidence(kind, evidence));
    },
    markDue(channelArn, kind, dueAt) {
      const condition = absentOrLater(DUE_AT[kind], dueAt);
      return write(channelArn, dueAttributes(kind, dueAt), condition);
    },
    async recordHistoryCheck(channelArn, checkedAt) {
      await write(channelArn, { historyCheckedAt: checkedAt });
    },
    update(seen, changes, precondition = 'evidence') {
      const attributes = { ...attributesOf(changes), ...dueChanges(changes) };
      return write(seen.channelArn, attributes, unchangedSince(precondition, seen));
    },
    async get(channelArns) {
      return (await batchGet(table, channelArns.map(channelKey), clock)).map(toRecord);
    },
    listDue: (kind, now, next) => listDue(table, kind, now, next),
    async remove(channelArn) {
      const Key = channelKey(channelArn);
      await table.documents.send(new DeleteCommand({ TableName: table.name, Key }));
    },
  };
}

/**
 * Sends one UpdateItem that sets attributes and removes those that are null.
 *
 * @returns false if the condition does not hold
 */
async function update(
  table: Table,
  channelArn: string,
  attributes: Attributes,
  condition?: Condition,
): Promise<boolean> {
  const names = Object.keys(attributes);
  const set = names.filter((name) => attributes[name] !== null);
  const removed = names.filter((name) => attributes[name] === null);
  const expressions = [
    set.length > 0 ? `SET ${set.map((name) => `${name} = :set_${name}`).join(', ')}` : '',
    removed.length > 0 ? `REMOVE ${removed.join(', ')}` : '',
  ];
  const setValues = Object.fromEntries(set.map((name) => [`:set_${name}`, attributes[name]]));
  const command = new UpdateCommand({
    TableName: table.name,
    Key: channelKey(channelArn),
    UpdateExpression: expressions.join(' '),
    ConditionExpression: condition?.expression,
    ExpressionAttributeNames: unlessEmpty(condition?.names),
    ExpressionAttributeValues: unlessEmpty({ ...setValues, ...condition?.values }),
  });
  return conditionalWrite(table.documents.send(command));
}

/** DynamoDB refuses an empty map of placeholders. */
function unlessEmpty<T extends object>(placeholders: T | undefined): T | undefined {
  return placeholders && Object.keys(placeholders).length > 0 ? placeholders : undefined;
}

/** The attributes of the sparse index: both are present, or neither. */
function dueAttributes(kind: DueKind, dueAt: string | null): Attributes {
  const { hash, value } = INDEX[kind];
  return { [hash]: dueAt === null ? null : value, [DUE_AT[kind]]: dueAt };
}

function dueForAll(dueAt: string): Attributes {
  return Object.assign({}, ...DUE_KINDS.map((kind) => dueAttributes(kind, dueAt)));
}

function dueChanges(changes: ChannelRecordChanges): Attributes {
  const changed = DUE_KINDS.flatMap((kind) => {
    const dueAt = changes[DUE_AT[kind]];
    return dueAt === undefined ? [] : [dueAttributes(kind, dueAt)];
  });
  return Object.assign({}, ...changed);
}

async function listDue(
  { documents, name }: Table,
  kind: DueKind,
  now: string,
  next?: string,
): Promise<DuePage> {
  const index = INDEX[kind];
  const query = new QueryCommand({
    TableName: name,
    IndexName: index.name,
    KeyConditionExpression: `${index.hash} = :hash AND ${DUE_AT[kind]} <= :now`,
    ExpressionAttributeValues: { ':hash': index.value, ':now': now },
    Limit: PAGE_SIZE,
    ExclusiveStartKey: next === undefined ? undefined : JSON.parse(next),
  });
  const { Items = [], LastEvaluatedKey } = await documents.send(query);
  return {
    channelArns: Items.map(({ pk }) => String(pk).slice(channelPk('').length)),
    ...(LastEvaluatedKey && { next: JSON.stringify(LastEvaluatedKey) }),
  };
}
