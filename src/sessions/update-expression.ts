import { END_KINDS, FACT_KINDS, type Fact, type FactKind, isEnd, PREFERRED } from './facts.ts';
import { ENDED, LIVE } from './summary.ts';

/**
 * The part of an UpdateItem request that adds a fact to a summary, whether or not the item exists.
 */
export interface FactUpdate {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/**
 * `withFact` as one UpdateItem request. So no read is needed, and concurrent updates cannot
 * overwrite each other. An attribute that depends on several facts is set by nested
 * `if_not_exists`: to the value of the first present fact that precedes this one, else to this
 * fact's own value. The condition is `replaces`.
 *
 *     sessionAt   created ?? started ?? seen ?? failed ?? ingestEnded ?? ended
 *     expiresAt   ended ?? ingestEnded ?? failed
 *     phase       finalized ?? ENDED if there is an end ?? LIVE
 */
export function factUpdate(kind: FactKind, fact: Fact): FactUpdate {
  const names = new AttributeNames();
  const sets = [
    [names.path(kind), ':fact'],
    [names.path('sessionAt'), firstOf(before(FACT_KINDS, kind), 'at', ':at', names)],
    [names.path('phase'), phaseAfter(kind, names)],
    ...(isEnd(kind)
      ? [[names.path('expiresAt'), firstOf(before(END_KINDS, kind), 'expires', ':expires', names)]]
      : []),
  ];
  const condition = replacesCondition(kind, fact, names);
  return {
    UpdateExpression: `SET ${sets.map(([path, value]) => `${path} = ${value}`).join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names.all,
    ExpressionAttributeValues: {
      ':fact': fact,
      ':at': fact.at,
      ':id': fact.id,
      ':phase': isEnd(kind) ? ENDED : LIVE,
      ...(isEnd(kind) && { ':expires': fact.expires }),
    },
  };
}

function before(order: readonly FactKind[], kind: FactKind): FactKind[] {
  return order.slice(0, order.indexOf(kind));
}

function firstOf(
  kinds: FactKind[],
  member: keyof Fact,
  own: string,
  names: AttributeNames,
): string {
  return kinds.reduceRight(
    (rest, kind) => `if_not_exists(${names.path(kind, member)}, ${rest})`,
    own,
  );
}

/**
 * An end sets the phase, unless the session is finalized. Any other fact leaves an existing phase
 * as it is.
 */
function phaseAfter(kind: FactKind, names: AttributeNames): string {
  const current = isEnd(kind) ? names.path('finalized', 'phase') : names.path('phase');
  return `if_not_exists(${current}, :phase)`;
}

function replacesCondition(kind: FactKind, fact: Fact, names: AttributeNames): string {
  const [at, id] = [names.path(kind, 'at'), names.path(kind, 'id')];
  const operator = PREFERRED[kind] === 'earliest' ? '>' : '<';
  const isFirst = `attribute_not_exists(${names.path(kind)})`;
  const isPreferred = `${at} ${operator} :at OR (${at} = :at AND ${id} ${operator} :id)`;
  if (kind === 'health') return `${isFirst} OR ${isPreferred}`;
  const isRepaired = `attribute_exists(${names.path(kind, 'repaired')})`;
  return fact.repaired
    ? `${isFirst} OR (${isRepaired} AND (${isPreferred}))`
    : `${isFirst} OR ${isRepaired} OR ${isPreferred}`;
}

/**
 * Makes placeholders for attribute names, since DynamoDB reserves many words, and collects them.
 * DynamoDB refuses a request that declares a placeholder and does not use it.
 */
class AttributeNames {
  readonly all: Record<string, string> = {};

  path(...members: string[]): string {
    for (const member of members) this.all[`#${member}`] = member;
    return members.map((member) => `#${member}`).join('.');
  }
}
