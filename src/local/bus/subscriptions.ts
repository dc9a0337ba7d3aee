import type { Queues } from '../sqs/queues.ts';
import type { CreatedRule, RuleTarget } from './created/rule.ts';
import type { DeliveryCounts } from './delivery/deliveries.ts';
import type { EventBridge } from './event-bridge.ts';

type Described = Pick<EventBridge, 'buses' | 'created' | 'deliveries' | 'destinations'>;

/** What `GET /_sim/subscriptions` answers: what other code made, and how its deliveries go. Without secrets. */
export function subscriptions(
  { buses, created, deliveries, destinations }: Described,
  queues: Pick<Queues, 'created'>,
): object {
  const countsOf = (rule: CreatedRule, target: RuleTarget) => deliveries.countsOf(rule, target);
  return {
    rules: created.list().map((rule) => describeRule(rule, countsOf)),
    queues: queues.created().map(({ name }) => name),
    buses: buses.names().filter((name) => !buses.isOfStack(name)),
    apiDestinations: [...destinations.destinations.values()].map(({ name, method, endpoint }) => ({
      ...{ name, method, endpoint },
    })),
  };
}

function describeRule(
  rule: CreatedRule,
  countsOf: (rule: CreatedRule, target: RuleTarget) => DeliveryCounts,
): object {
  const { name, bus, isEnabled, pattern, schedule, targets } = rule;
  return {
    ...{ name, bus, state: isEnabled ? 'ENABLED' : 'DISABLED' },
    ...(pattern && { pattern: JSON.parse(pattern.text) }),
    ...(schedule !== undefined && { schedule }),
    targets: [...targets.values()].map((target) => ({
      ...{ id: target.id, arn: target.arn, ...countsOf(rule, target) },
    })),
  };
}
