import { functionArn, nameInArn } from '../account.ts';
import { AwsError, type JsonObject } from '../aws-json.ts';
import type { FunctionPlan, RulePlan } from '../config/plan.ts';
import type { Rules } from './rules.ts';

/** What the operations on rules need. */
export interface RuleContext {
  rules: Rules;
  functions: readonly FunctionPlan[];
}
type RuleOperation = (context: RuleContext, input: JsonObject) => object;

/** The only target that a rule of the stack has. */
const TARGET_ID = '1';

/** The operations of EventBridge on rules, as far as the stack has them. Rules come from serverless.yml. */
export const RULE_OPERATIONS: Readonly<Record<string, RuleOperation>> = {
  DescribeRule: describeRule,
  DisableRule: ({ rules }, input) => enable(rules, ruleOf(rules, input, 'Name'), false),
  EnableRule: ({ rules }, input) => enable(rules, ruleOf(rules, input, 'Name'), true),
  ListTargetsByRule: listTargets,
  RemoveTargets: removeTargets,
};

function describeRule({ rules }: RuleContext, input: JsonObject): object {
  const rule = ruleOf(rules, input, 'Name');
  return {
    ...{ Name: rule.name, Arn: rules.arnOf(rule), EventBusName: rule.bus },
    State: rules.isEnabled(rule) ? 'ENABLED' : 'DISABLED',
    ...('schedule' in rule.on
      ? { ScheduleExpression: rule.on.schedule }
      : { EventPattern: JSON.stringify(rule.on.pattern) }),
  };
}

function listTargets({ rules, functions }: RuleContext, input: JsonObject): object {
  const rule = ruleOf(rules, input, 'Rule');
  const target = functions.find(({ name }) => name === rule.function);
  if (!rules.hasTarget(rule) || !target) return { Targets: [] };
  return { Targets: [{ Id: TARGET_ID, Arn: functionArn(target.fullName) }] };
}

function removeTargets({ rules }: RuleContext, input: JsonObject): object {
  const rule = ruleOf(rules, input, 'Rule');
  if (!Array.isArray(input.Ids) || input.Ids.length === 0)
    throw new AwsError('ValidationException', 'Ids: expected a list with the id of a target');
  if (input.Ids.includes(TARGET_ID)) rules.removeTarget(rule);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function enable(rules: Rules, rule: RulePlan, isEnabled: boolean): object {
  rules.enable(rule, isEnabled);
  return {};
}

function ruleOf(rules: Rules, input: JsonObject, member: 'Name' | 'Rule'): RulePlan {
  const { [member]: name, EventBusName: bus = 'default' } = input;
  if (typeof name !== 'string' || typeof bus !== 'string')
    throw new AwsError('ValidationException', `${member}, EventBusName: expected names`);
  const found = rules.find(name, nameInArn(bus));
  if (found) return found;
  const message = `Rule ${name} does not exist on EventBus ${nameInArn(bus)}.`;
  throw new AwsError('ResourceNotFoundException', message);
}
