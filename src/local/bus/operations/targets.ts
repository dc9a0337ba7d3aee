import { isJsonObject, type JsonObject, serializationError } from '../../aws-json.ts';
import { readTarget } from '../created/read-target.ts';
import { busOf, limitExceeded, pageOf, requiredString, validationError } from '../members.ts';
import type { EventsApi, EventsOperation } from './operation.ts';
import { type FoundRule, ruleOf } from './rules.ts';
import { managedRule, targetsOfStackRule } from './stack-rules.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_TARGETS = 5;
const MAX_ENTRIES = 100;

export const TARGET_OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  PutTargets: putTargets,
  ListTargetsByRule: (api, input) => {
    const targets = targetsOf(api, ruleOf(api, input, 'Rule'));
    const { page, next } = pageOf(targets, ({ Id }) => String(Id), input);
    return { Targets: page, ...next };
  },
  RemoveTargets: removeTargets,
  ListRuleNamesByTarget: listRuleNames,
};

/** One wrong target refuses the whole request, as on AWS. */
function putTargets(api: EventsApi, input: JsonObject): object {
  const found = ruleOf(api, input, 'Rule');
  if ('stack' in found) throw managedRule(found.stack.name);
  const { created: rule } = found;
  const given = listOf(input, 'Targets').map((target) => {
    if (!isJsonObject(target)) throw serializationError('Targets: expected objects');
    return readTarget(api, target);
  });
  const ids = new Set(given.map(({ id }) => id));
  if (ids.size < given.length) throw validationError('Targets: each Id must be there only once.');
  const targets = new Map([
    ...rule.targets,
    ...given.map((target) => [target.id, target] as const),
  ]);
  if (targets.size > MAX_TARGETS) throw limitExceeded();
  api.created.put({ ...rule, targets });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function removeTargets(api: EventsApi, input: JsonObject): object {
  const found = ruleOf(api, input, 'Rule');
  const ids = listOf(input, 'Ids').map((id) => {
    if (typeof id !== 'string') throw serializationError('Ids: expected strings');
    return id;
  });
  const known = new Set(targetsOf(api, found).map(({ Id }) => String(Id)));
  const removed = ids.filter((id) => known.has(id));
  if ('stack' in found) {
    if (removed.length > 0) api.rules.removeTarget(found.stack);
  } else {
    const targets = new Map(found.created.targets);
    for (const id of removed) {
      targets.delete(id);
      api.deliveries.forget(found.created, id);
    }
    api.created.put({ ...found.created, targets });
  }
  const name = requiredString(input, 'Rule');
  const FailedEntries = ids
    .filter((id) => !known.has(id))
    .map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${name} does not have a target with the Id ${TargetId}.`,
    }));
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}

function listRuleNames(api: EventsApi, input: JsonObject): object {
  const arn = requiredString(input, 'TargetArn');
  const bus = busOf(api.buses, input);
  const rules: (FoundRule & { name: string })[] = [
    ...api.rules.ofBus(bus).map((stack) => ({ stack, name: stack.name })),
    ...api.created
      .list()
      .filter((rule) => rule.bus === bus)
      .map((created) => ({ created, name: created.name })),
  ];
  const found = rules.filter((rule) => targetsOf(api, rule).some(({ Arn }) => Arn === arn));
  const names = [...new Set(found.map(({ name }) => name))];
  const { page, next } = pageOf(names, (name) => name, input);
  return { RuleNames: page, ...next };
}

function targetsOf(api: EventsApi, rule: FoundRule): JsonObject[] {
  if ('stack' in rule) return targetsOfStackRule(api, rule.stack);
  return [...rule.created.targets.values()].map(({ given }) => given);
}

function listOf(input: JsonObject, name: string): unknown[] {
  const list = input[name] ?? [];
  if (!Array.isArray(list)) throw serializationError(`${name}: expected a list`);
  if (list.length > 0 && list.length <= MAX_ENTRIES) return list;
  throw validationError(`${name}: expected 1 to ${MAX_ENTRIES} members, received ${list.length}.`);
}
