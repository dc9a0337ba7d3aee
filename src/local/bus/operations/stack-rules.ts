import { functionArn } from '../../account.ts';
import { AwsError } from '../../aws-json.ts';
import type { RulePlan } from '../../config/plan.ts';
import type { EventsApi } from './operation.ts';

/** The only target that a rule of the stack has. */
const TARGET_ID = '1';

/** A rule of serverless.yml as EventBridge describes it. */
export function describeStackRule({ rules }: EventsApi, rule: RulePlan) {
  return {
    ...{ Name: rule.name, Arn: rules.arnOf(rule), EventBusName: rule.bus },
    State: rules.isEnabled(rule) ? 'ENABLED' : 'DISABLED',
    ...('schedule' in rule.on
      ? { ScheduleExpression: rule.on.schedule }
      : { EventPattern: JSON.stringify(rule.on.pattern) }),
  };
}

export function targetsOfStackRule(
  { rules, functions }: EventsApi,
  rule: RulePlan,
): { Id: string; Arn: string }[] {
  const target = functions.find(({ name }) => name === rule.function);
  if (!rules.hasTarget(rule) || !target) return [];
  return [{ Id: TARGET_ID, Arn: functionArn(target.fullName) }];
}

/** The error for a request that would change a rule of the stack for good. */
export const managedRule = (name: string): AwsError =>
  new AwsError(
    'ManagedRuleException',
    `Rule ${name} is a rule of serverless.yml, and requests cannot change it. Make a rule with another name. To plant a fault, use DisableRule or RemoveTargets: a reset undoes them.`,
  );
