import { type Attributes, evidenceAttributes } from './item.ts';
import { type ChannelRecord, EVIDENCE_KINDS, type Evidence, type EvidenceKind } from './record.ts';
import type { WritePrecondition } from './store.ts';

/** A DynamoDB condition expression with its placeholders. */
export interface Condition {
  expression: string;
  values: Attributes;
  names?: Record<string, string>;
}

/** The record has no evidence of this kind, or older evidence (see `isNewerEvidence`). */
export function olderEvidence(kind: EvidenceKind, { at, streamId }: Evidence): Condition {
  const { at: atName, stream } = evidenceAttributes(kind);
  return {
    expression: `attribute_not_exists(${atName}) OR ${atName} < :at OR (${atName} = :at AND ${stream} < :stream)`,
    values: { ':at': at, ':stream': streamId },
  };
}

/** The attribute is absent, or its value is greater: the channel is not due, or is due later. */
export function absentOrLater(attribute: string, dueAt: string): Condition {
  return {
    expression: `attribute_not_exists(${attribute}) OR ${attribute} > :due`,
    values: { ':due': dueAt },
  };
}

/** The record exists, and what the precondition names is as in `seen`. */
export function unchangedSince(precondition: WritePrecondition, seen: ChannelRecord): Condition {
  if (precondition === 'always') return { expression: 'attribute_exists(pk)', values: {} };
  const evidence = sameEvidence(seen);
  return precondition === 'rotation' ? sameRotation(seen, evidence) : evidence;
}

function sameEvidence(seen: ChannelRecord): Condition {
  const values: Attributes = {};
  const clauses = EVIDENCE_KINDS.map((kind) => {
    const { at, stream } = evidenceAttributes(kind);
    const known = seen[kind];
    if (!known) return `attribute_not_exists(${at})`;
    values[`:seen_${at}`] = known.at;
    values[`:seen_${stream}`] = known.streamId;
    return `${at} = :seen_${at} AND ${stream} = :seen_${stream}`;
  });
  return { expression: ['attribute_exists(pk)', ...clauses].join(' AND '), values };
}

/** Also, no other run has begun, continued or finished a rotation. */
function sameRotation({ pendingRotation, key }: ChannelRecord, evidence: Condition): Condition {
  const names = pendingRotation ? { '#at': 'at' } : {};
  const rotation = andSame('pendingRotation.#at', pendingRotation?.at, { ...evidence, names });
  return andSame('keyArn', key?.arn, rotation);
}

/** Adds: the value at `path` is `expected`, or the attribute is absent if nothing is expected. */
function andSame(path: string, expected: string | undefined, condition: Condition): Condition {
  const { expression, values } = condition;
  const [name = path] = path.split('.');
  if (expected === undefined)
    return { ...condition, expression: `${expression} AND attribute_not_exists(${name})` };
  return {
    ...condition,
    expression: `${expression} AND ${path} = :known_${name}`,
    values: { ...values, [`:known_${name}`]: expected },
  };
}
