import {
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import type { RuleFacts } from '../facts.ts';

export async function ruleFacts(
  eventBridge: Pick<EventBridgeClient, 'send'>,
  name: string,
  bus: string,
): Promise<RuleFacts> {
  const [{ State }, { Targets = [] }] = await Promise.all([
    eventBridge.send(new DescribeRuleCommand({ Name: name, EventBusName: bus })),
    eventBridge.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus })),
  ]);
  return { isEnabled: State !== 'DISABLED', targets: Targets.flatMap(({ Arn }) => Arn ?? []) };
}
