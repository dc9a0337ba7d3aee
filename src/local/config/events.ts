import { nameInArn } from '../account.ts';
import type { ConfigNode } from './config-node.ts';
import { queueOfArn } from './functions.ts';
import type { EventSourcePlan, FunctionPlan, RoutePlan, RulePlan } from './plan.ts';

/** Everything that can invoke a function. */
export interface Triggers {
  rules: RulePlan[];
  eventSources: EventSourcePlan[];
  routes: RoutePlan[];
}

const DEFAULT_BATCH_SIZE = 10;

/** Reads a function's `events`. @throws ConfigError for a kind of event that the stack does not support */
export function readEvents(target: FunctionPlan, events: ConfigNode): Triggers {
  const triggers: Triggers = { rules: [], eventSources: [], routes: [] };
  events.items().forEach((item, index) => {
    const [[kind, node] = ['', item]] = item
      .allowOnly('eventBridge', 'schedule', 'sqs', 'httpApi')
      .entries();
    const ruleName = `${target.fullName}-rule-${index + 1}`;
    if (kind === 'eventBridge') triggers.rules.push(readRule(target, node, ruleName));
    if (kind === 'schedule') triggers.rules.push(...readSchedule(target, node, ruleName));
    if (kind === 'sqs') triggers.eventSources.push(readEventSource(target, node));
    if (kind === 'httpApi') triggers.routes.push(readRoute(target, node));
  });
  return triggers;
}

function readRule(target: FunctionPlan, node: ConfigNode, fallbackName: string): RulePlan {
  node.allowOnly(
    ...['eventBus', 'schedule', 'pattern', 'name', 'description', 'enabled', 'input'],
    ...['retryPolicy', 'deadLetterQueueArn'],
  );
  const deadLetterQueue = node.get('deadLetterQueueArn').ifPresent(queueOfArn);
  const input = node.get('input');
  const schedule = node.get('schedule');
  if (schedule.isPresent === node.get('pattern').isPresent) {
    node.fail('expected either a pattern or a schedule');
  }
  return {
    configPath: node.path,
    name: node.get('name').ifPresent((n) => n.string()) ?? fallbackName,
    bus: node.get('eventBus').ifPresent((n) => nameInArn(n.string())) ?? 'default',
    function: target.name,
    enabled: node.get('enabled').ifPresent((n) => n.boolean()) ?? true,
    on: schedule.isPresent
      ? { schedule: schedule.string() }
      : { pattern: node.get('pattern').plain() },
    ...(input.isPresent && { input: input.plain() }),
    ...(deadLetterQueue && { deadLetterQueue }),
  };
}

function readSchedule(target: FunctionPlan, node: ConfigNode, fallbackName: string): RulePlan[] {
  const plain = !node.isObject();
  if (!plain) node.allowOnly('rate', 'enabled', 'input', 'name', 'description');
  const rate = plain ? node : node.get('rate');
  const expressions = Array.isArray(rate.value) ? rate.items() : [rate];
  const input = plain ? undefined : node.get('input').ifPresent((n) => n.plain());
  return expressions.map((expression, i) => ({
    configPath: expression.path,
    name:
      (plain ? undefined : node.get('name').ifPresent((n) => n.string())) ??
      `${fallbackName}-${i + 1}`,
    bus: 'default',
    function: target.name,
    enabled: plain ? true : (node.get('enabled').ifPresent((n) => n.boolean()) ?? true),
    on: { schedule: expression.string() },
    ...(input !== undefined && { input }),
  }));
}

function readEventSource(target: FunctionPlan, node: ConfigNode): EventSourcePlan {
  if (!node.isObject() || !node.get('arn').isPresent) {
    return {
      function: target.name,
      queue: queueOfArn(node),
      batchSize: DEFAULT_BATCH_SIZE,
      reportBatchItemFailures: false,
    };
  }
  node.allowOnly('arn', 'batchSize', 'functionResponseType', 'maximumConcurrency', 'enabled');
  const concurrency = node.get('maximumConcurrency').ifPresent((n) => n.number());
  const responseType = node.get('functionResponseType').ifPresent((n) => n.string());
  if (responseType !== undefined && responseType !== 'ReportBatchItemFailures') {
    node
      .get('functionResponseType')
      .fail(`expected ReportBatchItemFailures, received ${responseType}`);
  }
  return {
    function: target.name,
    queue: queueOfArn(node.get('arn')),
    batchSize: node.get('batchSize').ifPresent((n) => n.number()) ?? DEFAULT_BATCH_SIZE,
    reportBatchItemFailures: responseType !== undefined,
    ...(concurrency !== undefined && { maximumConcurrency: concurrency }),
  };
}

function readRoute(target: FunctionPlan, node: ConfigNode): RoutePlan {
  if (!node.isObject()) {
    const [method = '', path = ''] = node.string().split(/\s+/);
    return route(target, method, path || '*', 'none');
  }
  node.allowOnly('method', 'path', 'authorizer');
  const type = node.get('authorizer').ifPresent((authorizer) => {
    return authorizer.isObject() ? authorizer.allowOnly('type').get('type') : authorizer;
  });
  if (type && type.string() !== 'aws_iam') type.fail('the one-machine stack supports only aws_iam');
  const authorization = type ? 'iam' : 'none';
  return route(target, node.get('method').string(), node.get('path').string(), authorization);
}

function route(
  target: FunctionPlan,
  method: string,
  path: string,
  authorization: RoutePlan['authorization'],
): RoutePlan {
  return { function: target.name, method: method.toUpperCase(), path, authorization };
}
