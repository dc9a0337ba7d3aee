import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../platform/batch-get.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { channelKey, channelPk, type Table } from '../platform/table.ts';
import { type Attributes, attributesOf, toRecord } from './item.ts';
import {
  type ChannelRecord,
  DUE_AT,
  type DueKind,
  EVIDENCE_KINDS,
  type EvidenceKind,
} from './record.ts';
import type { ChannelStore, DuePage, WritePrecondition } from './store.ts';

const PAGE = 50;
const INDEX: Record<DueKind, { name: string; hash: string; value: string }> = {
  cleanup: { name: 'byCleanupDue', hash: 'cleanupDue', value: 'CLEANUP' },
  rotation: { name: 'byRotationDue', hash: 'rotationDue', value: 'ROTATION' },
};
const DUE_KINDS: readonly DueKind[] = ['cleanup', 'rotation'];

/** Channel records in the table. Methods throw DynamoDB's errors; only a failed condition is an outcome. */
export function dynamoChannelStore(table: Table, clock: Clock = systemClock): ChannelStore {
  return {
    addEvidence(channelArn, kind, { at, streamId }) {
      const [atName, streamName] = evidenceNames(kind);
      const due = kind === 'lastEnd' ? DUE_KINDS.map((each) => dueAttributes(each, at)) : [];
      return update(
        table,
        channelArn,
        Object.assign({ [atName]: at, [streamName]: streamId }, ...due),
        {
          text: `attribute_not_exists(${atName}) OR ${atName} < :at OR (${atName} = :at AND ${streamName} < :stream)`,
          values: { ':at': at, ':stream': streamId },
        },
      );
    },

    markDue(channelArn, kind, dueAt) {
      const name = DUE_AT[kind];
      return update(table, channelArn, dueAttributes(kind, dueAt), {
        text: `attribute_not_exists(${name}) OR ${name} > :due`,
        values: { ':due': dueAt },
      });
    },

    async recordHistoryCheck(channelArn, checkedAt) {
      await update(table, channelArn, { historyCheckedAt: checkedAt });
    },

    update(seen, changes, fence = 'evidence') {
      const due = DUE_KINDS.flatMap((kind) => {
        const dueAt = changes[DUE_AT[kind]];
        return dueAt === undefined ? [] : [dueAttributes(kind, dueAt)];
      });
      const attributes = Object.assign(attributesOf(changes), ...due);
      return update(table, seen.channelArn, attributes, conditionOf(fence, seen));
    },

    async get(channelArns) {
      return (await batchGet(table, channelArns.map(channelKey), clock)).map(toRecord);
    },

    listDue: (kind, now, next) => due(table, kind, now, next),

    async remove(channelArn) {
      const Key = channelKey(channelArn);
      await table.documents.send(new DeleteCommand({ TableName: table.name, Key }));
    },
  };
}

interface Condition {
  text: string;
  values: Attributes;
  names?: Record<string, string>;
}

/** One UpdateItem that sets attributes and takes those away that are null. @returns false if refused */
async function update(
  table: Table,
  channelArn: string,
  attributes: Attributes,
  condition?: Condition,
): Promise<boolean> {
  const names = Object.keys(attributes);
  const sets = names.filter((name) => attributes[name] !== null);
  const removes = names.filter((name) => attributes[name] === null);
  const values = Object.fromEntries(sets.map((name) => [`:set_${name}`, attributes[name]]));
  const UpdateExpression = [
    sets.length > 0 ? `SET ${sets.map((name) => `${name} = :set_${name}`).join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ].join(' ');
  const all = { ...values, ...condition?.values };
  const command = new UpdateCommand({
    TableName: table.name,
    Key: channelKey(channelArn),
    UpdateExpression,
    ConditionExpression: condition?.text,
    ExpressionAttributeNames: isEmpty(condition?.names) ? undefined : condition?.names,
    ExpressionAttributeValues: isEmpty(all) ? undefined : all,
  });
  return conditionalWrite(table.documents.send(command));
}

const isEmpty = (members: object = {}): boolean => Object.keys(members).length === 0;

function evidenceNames(kind: EvidenceKind): [at: string, stream: string] {
  return [`${kind}At`, `${kind}Stream`];
}

/** The sparse index's attributes: both or none. */
function dueAttributes(kind: DueKind, dueAt: string | null): Attributes {
  const { hash, value } = INDEX[kind];
  return { [hash]: dueAt === null ? null : value, [DUE_AT[kind]]: dueAt };
}

function conditionOf(fence: WritePrecondition, seen: ChannelRecord): Condition {
  if (fence === 'always') return { text: 'attribute_exists(pk)', values: {} };
  const evidence = sameEvidence(seen);
  return fence === 'rotation' ? sameRotation(evidence, seen) : evidence;
}

/** Nobody else has begun a rotation, gone on with it or finished it since `seen` was read. */
function sameRotation(evidence: Condition, { pendingRotation, key }: ChannelRecord): Condition {
  const begun = same('pendingRotation.#at', pendingRotation?.at, evidence);
  return same('keyArn', key?.arn, { ...begun, names: { ...(pendingRotation && { '#at': 'at' }) } });
}

function same(path: string, value: string | undefined, condition: Condition): Condition {
  const { text, values } = condition;
  const [name = path] = path.split('.');
  if (value === undefined)
    return { ...condition, text: `${text} AND attribute_not_exists(${name})` };
  const known = `:known_${name}`;
  const all = { ...values, [known]: value };
  return { ...condition, text: `${text} AND ${path} = ${known}`, values: all };
}

/** The record exists, and nothing newer has been learned since `seen` was read. */
function sameEvidence(seen: ChannelRecord): Condition {
  const values: Attributes = {};
  const parts = EVIDENCE_KINDS.map((kind) => {
    const [at, stream] = evidenceNames(kind);
    const known = seen[kind];
    if (!known) return `attribute_not_exists(${at})`;
    values[`:seen_${at}`] = known.at;
    values[`:seen_${stream}`] = known.streamId;
    return `${at} = :seen_${at} AND ${stream} = :seen_${stream}`;
  });
  return { text: ['attribute_exists(pk)', ...parts].join(' AND '), values };
}

async function due(
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
    Limit: PAGE,
    ExclusiveStartKey: next === undefined ? undefined : JSON.parse(next),
  });
  const { Items = [], LastEvaluatedKey } = await documents.send(query);
  return {
    channelArns: Items.map(({ pk }) => String(pk).slice(channelPk('').length)),
    ...(LastEvaluatedKey && { next: JSON.stringify(LastEvaluatedKey) }),
  };
}
