import { JsonError, parseJson } from '../../../http/json.ts';
import { errorMessage } from '../../../platform/errors.ts';
import { ruleArn } from '../../account.ts';
import { AwsError, type JsonObject } from '../../aws-json.ts';
import type { RulePlan } from '../../config/plan.ts';
import { ScheduleError } from '../../schedules/errors.ts';
import { readSchedule } from '../../schedules/expression.ts';
import { DEFAULT_BUS } from '../bus.ts';
import type { CreatedRule } from '../created/rule.ts';
import {
  busOf,
  limitExceeded,
  NAME,
  notFound,
  oneOf,
  optionalString,
  pageOf,
  requiredString,
  validationError,
} from '../members.ts';
import { PatternError } from '../pattern/errors.ts';
import { type EventPattern, readPattern } from '../pattern/pattern.ts';
import type { EventsApi, EventsOperation } from './operation.ts';
import { describeStackRule, managedRule } from './stack-rules.ts';
import { addTags } from './tags.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_RULES = 300;
const MAX_PATTERN = { max: 4_096 };
const MAX_SCHEDULE = { max: 256 };
const MAX_DESCRIPTION = { max: 512 };
const STATES = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const;

export const RULE_OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  PutRule: putRule,
  DescribeRule: (api, input) => {
    const found = ruleOf(api, input, 'Name');
    return 'stack' in found ? describeStackRule(api, found.stack) : describeRule(found.created);
  },
  ListRules: listRules,
  EnableRule: (api, input) => enable(api, input, true),
  DisableRule: (api, input) => enable(api, input, false),
  DeleteRule: deleteRule,
  TestEventPattern: testEventPattern,
};

/** A rule of serverless.yml, or one that a request made. */
export type FoundRule = { stack: RulePlan } | { created: CreatedRule };

/** @throws AwsError ResourceNotFoundException */
export function ruleOf(api: EventsApi, input: JsonObject, member: 'Name' | 'Rule'): FoundRule {
  const name = requiredString(input, member, NAME);
  const bus = busOf(api.buses, input);
  const stack = api.rules.find(name, bus);
  if (stack) return { stack };
  const created = api.created.find(name, bus);
  if (created) return { created };
  throw notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
}

function putRule(api: EventsApi, input: JsonObject): object {
  const { buses, rules, created, now } = api;
  const name = requiredString(input, 'Name', NAME);
  const bus = busOf(buses, input);
  if (rules.find(name, bus)) throw managedRule(name);
  const on = { ...readOn(input, bus, now()) };
  const state = oneOf('State', optionalString(input, 'State') ?? 'ENABLED', STATES);
  const before = created.find(name, bus);
  const isFull = created.list().filter((rule) => rule.bus === bus).length >= MAX_RULES;
  if (!before && isFull) throw limitExceeded();
  const description = optionalString(input, 'Description', MAX_DESCRIPTION);
  const roleArn = optionalString(input, 'RoleArn');
  const arn = ruleArn(name, bus);
  created.put({
    ...{ name, bus, arn, isEnabled: state !== 'DISABLED', ...on },
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    targets: before?.targets ?? new Map(),
  });
  // PutRule ignores the tags of a rule that exists.
  if (!before) addTags(api, arn, input);
  return { RuleArn: arn };
}

function readOn(
  input: JsonObject,
  bus: string,
  now: number,
): Pick<CreatedRule, 'pattern' | 'schedule'> {
  const text = optionalString(input, 'EventPattern', MAX_PATTERN) || undefined;
  const schedule = optionalString(input, 'ScheduleExpression', MAX_SCHEDULE) || undefined;
  if (text === undefined && schedule === undefined)
    throw validationError('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (schedule !== undefined) checkSchedule(schedule, bus, now);
  return {
    ...(text !== undefined && { pattern: { text, matches: compilePattern(text) } }),
    ...(schedule !== undefined && { schedule }),
  };
}

function checkSchedule(expression: string, bus: string, now: number): void {
  if (bus !== DEFAULT_BUS)
    throw validationError('ScheduleExpression is supported only on the default event bus.');
  try {
    readSchedule(expression, now);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw validationError(`Parameter ScheduleExpression is not valid. Reason: ${error.message}`);
  }
}

function compilePattern(text: string): EventPattern {
  try {
    return readPattern(parseJson(text));
  } catch (error) {
    if (!(error instanceof PatternError || error instanceof JsonError)) throw error;
    const message = `Event pattern is not valid. Reason: ${errorMessage(error)}`;
    throw new AwsError('InvalidEventPatternException', message);
  }
}

function describeRule(rule: CreatedRule) {
  const { description, roleArn, pattern, schedule } = rule;
  return {
    ...{ Name: rule.name, Arn: rule.arn, EventBusName: rule.bus },
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    ...(pattern && { EventPattern: pattern.text }),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
    ...(description !== undefined && { Description: description }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
  };
}

function listRules(api: EventsApi, input: JsonObject): object {
  const bus = busOf(api.buses, input);
  const prefix = optionalString(input, 'NamePrefix', NAME) ?? '';
  const ofStack = new Map(api.rules.ofBus(bus).map((rule) => [rule.name, rule]));
  const rules = [
    ...[...ofStack.values()].map((rule) => describeStackRule(api, rule)),
    ...api.created.list().flatMap((rule) => (rule.bus === bus ? describeRule(rule) : [])),
  ].filter(({ Name }) => Name.startsWith(prefix));
  const { page, next } = pageOf(rules, ({ Name }) => Name, input);
  return { Rules: page, ...next };
}

function enable(api: EventsApi, input: JsonObject, isEnabled: boolean): object {
  const found = ruleOf(api, input, 'Name');
  if ('stack' in found) api.rules.enable(found.stack, isEnabled);
  else api.created.put({ ...found.created, isEnabled });
  return {};
}

/** A rule that does not exist counts as deleted, as on AWS. */
function deleteRule({ buses, rules, created, tags }: EventsApi, input: JsonObject): object {
  const name = requiredString(input, 'Name', NAME);
  const bus = busOf(buses, input);
  if (rules.find(name, bus)) throw managedRule(name);
  const rule = created.find(name, bus);
  if (rule && rule.targets.size > 0)
    throw validationError("Rule can't be deleted since it has targets.");
  if (rule) created.remove(rule);
  if (rule) tags.delete(rule.arn);
  return {};
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
const EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

function testEventPattern(_api: EventsApi, input: JsonObject): object {
  const matches = compilePattern(requiredString(input, 'EventPattern', MAX_PATTERN));
  const event = parseEvent(requiredString(input, 'Event'));
  return { Result: matches(event) };
}

function parseEvent(text: string): unknown {
  const refuse = (reason: string) =>
    validationError(`Parameter Event is not valid. Reason: ${reason}`);
  try {
    const event = parseJson(text);
    const members = typeof event === 'object' && event !== null ? event : {};
    const missing = EVENT_MEMBERS.find((name) => !Object.hasOwn(members, name));
    if (missing !== undefined) throw refuse(`${missing} is a required member.`);
    return event;
  } catch (error) {
    if (error instanceof JsonError) throw refuse(error.message);
    throw error;
  }
}
