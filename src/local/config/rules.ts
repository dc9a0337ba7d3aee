import { nameInArn } from '../account.ts';
import { queueOfArn } from './functions.ts';
import type { Node } from './node.ts';
import type { FunctionPlan, RulePlan } from './plan.ts';

/** Reads an `AWS::Events::Rule` of the resources: one plan for each of its targets. */
export function readRuleResource(node: Node, functions: FunctionPlan[]): RulePlan[] {
  node.knowing(
    ...['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression'],
    ...['State', 'Targets'],
  );
  const schedule = node.get('ScheduleExpression').maybe((n) => n.text());
  const state = node.get('State').maybe((n) => n.text()) ?? 'ENABLED';
  const name =
    node.get('Name').maybe((n) => n.text()) ?? node.place.split('.').at(-2) ?? node.place;
  const bus = node.get('EventBusName').maybe((n) => nameInArn(n.text())) ?? 'default';
  return node
    .get('Targets')
    .items()
    .map((target) => {
      target.knowing('Id', 'Arn', 'Input', 'DeadLetterConfig', 'RetryPolicy');
      const deadLetterQueue = target.get('DeadLetterConfig').get('Arn').maybe(queueOfArn);
      const input = target.get('Input').maybe((n) => JSON.parse(n.text()));
      return {
        place: node.place,
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

function functionOfArn(node: Node, functions: FunctionPlan[]): string {
  const arn = node.text();
  const found = functions.find(
    ({ fullName }) => arn.startsWith('arn:aws:lambda:') && fullName === nameInArn(arn),
  );
  return found
    ? found.name
    : node.fail(`expected the ARN of one of our functions, received ${arn}`);
}
