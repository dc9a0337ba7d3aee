import { nameInArn } from '../account.ts';
import { queueOfArn } from './functions.ts';
import type { Node } from './node.ts';
import type { EventSourcePlan, FunctionPlan, RoutePlan, RulePlan } from './plan.ts';

/** What can make a function run, gathered over all functions. */
export interface Triggers {
  rules: RulePlan[];
  eventSources: EventSourcePlan[];
  routes: RoutePlan[];
}

const DEFAULT_BATCH_SIZE = 10;

/** Reads a function's `events`. @throws ConfigError for a kind of event that the stack doesn't have */
export function readEvents(target: FunctionPlan, events: Node): Triggers {
  const triggers: Triggers = { rules: [], eventSources: [], routes: [] };
  events.items().forEach((item, index) => {
    const [[kind, node] = ['', item]] = item
      .knowing('eventBridge', 'schedule', 'sqs', 'httpApi')
      .entries();
    const ruleName = `${target.fullName}-rule-${index + 1}`;
    if (kind === 'eventBridge') triggers.rules.push(readRule(target, node, ruleName));
    if (kind === 'schedule') triggers.rules.push(...readSchedule(target, node, ruleName));
    if (kind === 'sqs') triggers.eventSources.push(readEventSource(target, node));
    if (kind === 'httpApi') triggers.routes.push(readRoute(target, node));
  });
  return triggers;
}

function readRule(target: FunctionPlan, node: Node, fallbackName: string): RulePlan {
  node.knowing(
    ...['eventBus', 'schedule', 'pattern', 'name', 'description', 'enabled', 'input'],
    ...['retryPolicy', 'deadLetterQueueArn'],
  );
  const deadLetterQueue = node.get('deadLetterQueueArn').maybe(queueOfArn);
  const input = node.get('input');
  const schedule = node.get('schedule');
  if (schedule.present === node.get('pattern').present) {
    node.fail('expected either a pattern or a schedule');
  }
  return {
    place: node.place,
    name: node.get('name').maybe((n) => n.text()) ?? fallbackName,
    bus: node.get('eventBus').maybe((n) => nameInArn(n.text())) ?? 'default',
    function: target.name,
    enabled: node.get('enabled').maybe((n) => n.flag()) ?? true,
    on: schedule.present ? { schedule: schedule.text() } : { pattern: node.get('pattern').plain() },
    ...(input.present && { input: input.plain() }),
    ...(deadLetterQueue && { deadLetterQueue }),
  };
}

function readSchedule(target: FunctionPlan, node: Node, fallbackName: string): RulePlan[] {
  const plain = !node.isObject();
  if (!plain) node.knowing('rate', 'enabled', 'input', 'name', 'description');
  const rate = plain ? node : node.get('rate');
  const expressions = Array.isArray(rate.value) ? rate.items() : [rate];
  const input = plain ? undefined : node.get('input').maybe((n) => n.plain());
  return expressions.map((expression, i) => ({
    place: expression.place,
    name:
      (plain ? undefined : node.get('name').maybe((n) => n.text())) ?? `${fallbackName}-${i + 1}`,
    bus: 'default',
    function: target.name,
    enabled: plain ? true : (node.get('enabled').maybe((n) => n.flag()) ?? true),
    on: { schedule: expression.text() },
    ...(input !== undefined && { input }),
  }));
}

function readEventSource(target: FunctionPlan, node: Node): EventSourcePlan {
  if (!node.isObject() || !node.get('arn').present) {
    return {
      function: target.name,
      queue: queueOfArn(node),
      batchSize: DEFAULT_BATCH_SIZE,
      reportBatchItemFailures: false,
    };
  }
  node.knowing('arn', 'batchSize', 'functionResponseType', 'maximumConcurrency', 'enabled');
  const concurrency = node.get('maximumConcurrency').maybe((n) => n.number());
  const answer = node.get('functionResponseType').maybe((n) => n.text());
  if (answer !== undefined && answer !== 'ReportBatchItemFailures') {
    node.get('functionResponseType').fail(`expected ReportBatchItemFailures, received ${answer}`);
  }
  return {
    function: target.name,
    queue: queueOfArn(node.get('arn')),
    batchSize: node.get('batchSize').maybe((n) => n.number()) ?? DEFAULT_BATCH_SIZE,
    reportBatchItemFailures: answer !== undefined,
    ...(concurrency !== undefined && { maximumConcurrency: concurrency }),
  };
}

function readRoute(target: FunctionPlan, node: Node): RoutePlan {
  if (!node.isObject()) {
    const [method = '', path = ''] = node.text().split(/\s+/);
    return route(target, method, path || '*', 'none');
  }
  node.knowing('method', 'path', 'authorizer');
  const type = node.get('authorizer').maybe((authorizer) => {
    return authorizer.isObject() ? authorizer.knowing('type').get('type') : authorizer;
  });
  if (type && type.text() !== 'aws_iam') type.fail('the one-machine stack knows only aws_iam');
  const authorization = type ? 'iam' : 'none';
  return route(target, node.get('method').text(), node.get('path').text(), authorization);
}

function route(
  target: FunctionPlan,
  method: string,
  path: string,
  authorization: RoutePlan['authorization'],
): RoutePlan {
  return { function: target.name, method: method.toUpperCase(), path, authorization };
}
