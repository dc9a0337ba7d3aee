import { nameInArn } from '../account.ts';
import type { ConfigNode } from './config-node.ts';
import { queueOfArn } from './functions.ts';
import type { FunctionPlan, RulePlan } from './plan.ts';

/** Reads a resource of type `AWS::Events::Rule`: one plan for each of its targets. */
export function readRuleResource(node: ConfigNode, functions: FunctionPlan[]): RulePlan[] {
  node.allowOnly(
    ...['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression'],
    ...['State', 'Targets'],
  );
  const schedule = node.get('ScheduleExpression').ifPresent((n) => n.string());
  const state = node.get('State').ifPresent((n) => n.string()) ?? 'ENABLED';
  const name =
    node.get('Name').ifPresent((n) => n.string()) ?? node.path.split('.').at(-2) ?? node.path;
  const bus = node.get('EventBusName').ifPresent((n) => nameInArn(n.string())) ?? 'default';
  return node
    .get('Targets')
    .items()
    .map((target) => {
      target.allowOnly('Id', 'Arn', 'Input', 'DeadLetterConfig', 'RetryPolicy');
      const deadLetterQueue = target.get('DeadLetterConfig').get('Arn').ifPresent(queueOfArn);
      const input = target.get('Input').ifPresent((n) => JSON.parse(n.string()));
      return {
        configPath: node.path,
        name,
        bus,
        function: functionOfArn(target.get('Arn'), functions),
        enabled: state.startsWith('ENABLED'),
        on: schedule ? { schedule } : { pattern: node.get('EventPattern').plain() },
        ...(input !== undefined && { input }),
        ...(deadLetterQueue && { deadLetterQueue }),
      };
    });
}

function functionOfArn(node: ConfigNode, functions: FunctionPlan[]): string {
  const arn = node.string();
  const found = functions.find(
    ({ fullName }) => arn.startsWith('arn:aws:lambda:') && fullName === nameInArn(arn),
  );
  return found
    ? found.name
    : node.fail(`expected the ARN of a function of this service, received ${arn}`);
}
