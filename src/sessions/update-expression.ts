import { END_KINDS, FACT_KINDS, type Fact, type FactKind, isEnd, PREFERRED } from './facts.ts';
import { ENDED, LIVE } from './summary.ts';

/** The part of an UpdateItem that adds a fact to a summary, whether or not the item exists. */
export interface FactUpdate {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/**
 * `withFact` as one UpdateItem, so that no read is needed and no update can be lost. What follows
 * from several facts takes, by nested `if_not_exists`, the value of the first present fact that goes
 * before this one, else this fact's own. The condition is `wins`.
 *
 *     sessionAt   created ?? started ?? seen ?? failed ?? ingestEnded ?? ended
 *     expiresAt   ended ?? ingestEnded ?? failed
 *     phase       finalized ?? ENDED if there is an end ?? LIVE
 */
export function factUpdate(kind: FactKind, fact: Fact): FactUpdate {
  const names = new Names();
  const sets = [
    [names.path(kind), ':fact'],
    [names.path('sessionAt'), firstOf(before(FACT_KINDS, kind), 'at', ':at', names)],
    [names.path('phase'), phaseAfter(kind, names)],
    ...(isEnd(kind)
      ? [[names.path('expiresAt'), firstOf(before(END_KINDS, kind), 'expires', ':expires', names)]]
      : []),
  ];
  const condition = winsCondition(kind, fact, names);
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

function firstOf(kinds: FactKind[], member: keyof Fact, own: string, names: Names): string {
  return kinds.reduceRight(
    (rest, kind) => `if_not_exists(${names.path(kind, member)}, ${rest})`,
    own,
  );
}

/** A start never takes a session out of the phase that an end has put it in. */
function phaseAfter(kind: FactKind, names: Names): string {
  const standing = isEnd(kind) ? names.path('finalized', 'phase') : names.path('phase');
  return `if_not_exists(${standing}, :phase)`;
}

function winsCondition(kind: FactKind, fact: Fact, names: Names): string {
  const [at, id] = [names.path(kind, 'at'), names.path(kind, 'id')];
  const beats = PREFERRED[kind] === 'earliest' ? '>' : '<';
  const first = `attribute_not_exists(${names.path(kind)})`;
  const better = `${at} ${beats} :at OR (${at} = :at AND ${id} ${beats} :id)`;
  const repaired = `attribute_exists(${names.path(kind, 'repaired')})`;
  return fact.repaired
    ? `${first} OR (${repaired} AND (${better}))`
    : `${first} OR ${repaired} OR ${better}`;
}

/** Placeholders for attribute names, since DynamoDB reserves many words; only used ones may be passed. */
class Names {
  readonly all: Record<string, string> = {};

  path(...members: string[]): string {
    for (const member of members) this.all[`#${member}`] = member;
    return members.map((member) => `#${member}`).join('.');
  }
}
