import { randomUUID } from 'node:crypto';
import {
  createSimulator,
  type RtmpListener,
  type RtmpOptions,
  type Simulator,
  type SimulatorOptions,
  startRtmp,
} from '../simulator/index.ts';
import { ACCOUNT, REGION } from './account.ts';
import { Buses, type InvokeTarget } from './bus/bus.ts';
import type { StackPlan } from './config/plan.ts';
import { Tables } from './dynamodb/tables.ts';
import { EventSource } from './eventsource/event-source.ts';
import { AsyncInvoker } from './functions/async-invoker.ts';
import { type Bundles, bundleFunctions } from './functions/bundle.ts';
import { FunctionHost } from './functions/function-host.ts';
import type { Log } from './log.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { Secrets } from './secrets/secrets.ts';
import { Queues } from './sqs/queues.ts';

export interface BackendOptions {
  directory: string;
  endpoint: string;
  log: Log;
  schedules?: number | 'off';
  simulator?: Omit<SimulatorOptions, 'emit' | 'account' | 'region'>;
  retryDelaysMs?: number[];
}

/** Everything behind the gateway. */
export interface Backends {
  simulator: Simulator;
  /** Where encoders connect, if they can. */
  rtmp?: RtmpListener;
  tables: Tables;
  queues: Queues;
  buses: Buses;
  secrets: Secrets;
  scheduler: Scheduler;
  bundles: Bundles;
  host: FunctionHost;
  asyncInvoker: AsyncInvoker;
  eventSources: EventSource[];
}

/**
 * Makes the parts and wires them as the plan says. Nothing polls or fires yet.
 *
 * @throws ConfigError for a pattern or a schedule that EventBridge would refuse
 */
export async function makeBackends(plan: StackPlan, options: BackendOptions): Promise<Backends> {
  const { endpoint, log, directory, retryDelaysMs } = options;
  const now = Date.now;
  const deliver: InvokeTarget = (rule, payload) => {
    const target = host.find(rule.function);
    if (target) asyncInvoker.accept(target, JSON.stringify(payload));
  };
  const factor = options.schedules === 'off' ? 0 : (options.schedules ?? 1);
  const buses = new Buses(plan.buses, plan.rules, deliver, now);
  const scheduler = new Scheduler(plan.rules, { factor, now, deliver });
  const queues = new Queues(plan.queues, { now, newId: randomUUID });
  const newSuffix = () => randomUUID().slice(0, 6);
  const secrets = new Secrets({ now, newSuffix });
  const bundles = await bundleFunctions(plan.functions, directory);
  const tables = await Tables.start(plan.tables);
  const host = new FunctionHost(plan, { bundles, endpoint, log });
  const retries = retryDelaysMs && { retryDelaysMs };
  const asyncInvoker = new AsyncInvoker({ host, queues, log, ...retries });
  const eventSources = plan.eventSources.map((one) => new EventSource(one, { queues, host, log }));
  const simulator = createSimulator({
    ...options.simulator,
    ...{ account: ACCOUNT, region: REGION },
    emit: (event) => buses.put('default', event),
  });
  return {
    simulator,
    tables,
    queues,
    buses,
    secrets,
    scheduler,
    bundles,
    host,
    asyncInvoker,
    eventSources,
  };
}

/**
 * Lets encoders stream into the simulator.
 *
 * @throws as `startRtmp` does; the parts are closed then
 */
export async function listenForEncoders(parts: Backends, options: RtmpOptions): Promise<void> {
  try {
    parts.rtmp = await startRtmp(parts.simulator, options);
  } catch (error) {
    await closeBackends(parts);
    throw error;
  }
}

export function startBackends({ eventSources, host, scheduler }: Backends, log: Log): void {
  for (const source of eventSources) {
    void source.poll().catch((error) => log('stack', `event source stopped: ${error?.stack}`));
  }
  host.warm();
  scheduler.start();
}

/** Everything is empty again, and nothing of before goes on. */
export async function resetBackends(parts: Backends): Promise<void> {
  parts.simulator.reset();
  parts.asyncInvoker.abort();
  await parts.host.abort();
  parts.queues.reset();
  parts.secrets.reset();
  parts.buses.recent.clear();
  await parts.tables.reset();
}

export async function closeBackends(parts: Backends): Promise<void> {
  parts.scheduler.stop();
  for (const source of parts.eventSources) source.stop();
  parts.queues.close();
  parts.asyncInvoker.abort();
  parts.simulator.close();
  await parts.host.close();
  await Promise.all([parts.tables.close(), parts.bundles.remove(), parts.rtmp?.close()]);
}
