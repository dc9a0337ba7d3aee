import { readAlarm } from './alarms.ts';
import { ConfigError, ConfigNode } from './config-node.ts';
import { readEvents } from './events.ts';
import { readFunction } from './functions.ts';
import { intrinsics, type Resource } from './intrinsics.ts';
import type { StackPlan } from './plan.ts';
import { listResources, propertiesOf, readQueue, readTable } from './resources.ts';
import { readRuleResource } from './rules.ts';

/**
 * Turns serverless.yml, as the framework resolved it, into the plan of the one-machine stack.
 *
 * @throws ConfigError that names the path of a value that is wrong, not supported or a reference to nothing
 */
export function readPlan(config: unknown): StackPlan {
  const resources = new Map<string, Resource>();
  const root = new ConfigNode(config, '', intrinsics(resources));
  const definitions = root.get('resources').get('Resources');
  for (const [id, resource] of listResources(definitions)) resources.set(id, resource);
  for (const [name, node] of root.get('functions').entries()) {
    resources.set(logicalId(name), {
      type: 'AWS::Lambda::Function',
      name: node.get('name').string(),
    });
  }
  const plan = assemble(root, definitions);
  checkReferences(plan);
  return plan;
}

function assemble(root: ConfigNode, definitions: ConfigNode): StackPlan {
  const nodes = root.get('functions').entries();
  const functions = nodes.map(([name, node]) => readFunction(name, node, root.get('provider')));
  const triggers = functions.map((target, i) => {
    const [, node = root] = nodes[i] ?? [];
    return readEvents(target, node.get('events'));
  });
  const events = triggers.flatMap((trigger) => trigger.rules);
  const conditions = root.get('resources').get('Conditions');
  const all = (type: string) => propertiesOf(definitions, type, conditions);
  const rules = all('AWS::Events::Rule');
  const buses = all('AWS::Events::EventBus').map((n) => n.get('Name').string());
  return {
    service: root.get('service').string(),
    stage: root.get('provider').get('stage').string(),
    functions,
    rules: [...events, ...rules.flatMap((node) => readRuleResource(node, functions))],
    eventSources: triggers.flatMap((trigger) => trigger.eventSources),
    routes: triggers.flatMap((trigger) => trigger.routes),
    queues: all('AWS::SQS::Queue').map(readQueue),
    tables: all('AWS::DynamoDB::Table').map(readTable),
    alarms: all('AWS::CloudWatch::Alarm').map(readAlarm),
    // The framework creates the buses that functions' events name, unless they are given by ARN.
    buses: [...new Set([...buses, ...events.map(({ bus }) => bus)])].filter(
      (bus) => bus !== 'default',
    ),
  };
}

/** How the framework names the resource of a function: https://www.serverless.com/framework/docs/providers/aws/guide/resources */
function logicalId(name: string): string {
  const normal = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}LambdaFunction`;
}

/** @throws ConfigError for a name of a queue or bus that does not exist */
function checkReferences(plan: StackPlan): void {
  const queues = new Set(plan.queues.map(({ name }) => name));
  const buses = new Set(['default', ...plan.buses]);
  const expectQueue = (name: string | undefined, path: string): void => {
    if (name === undefined || queues.has(name)) return;
    throw new ConfigError(path, `there is no queue ${name}`);
  };
  for (const { name, onFailureQueue } of plan.functions) {
    expectQueue(onFailureQueue, `functions.${name}.destinations`);
  }
  for (const { name, redrive } of plan.queues)
    expectQueue(redrive?.queue, `RedrivePolicy of ${name}`);
  for (const source of plan.eventSources)
    expectQueue(source.queue, `functions.${source.function}.events`);
  for (const { configPath, deadLetterQueue, bus } of plan.rules) {
    expectQueue(deadLetterQueue, configPath);
    if (!buses.has(bus)) throw new ConfigError(configPath, `there is no event bus ${bus}`);
  }
}
