import { randomUUID } from 'node:crypto';
import {
  createSimulator,
  type RtmpListener,
  type RtmpOptions,
  type Simulator,
  startRtmp,
} from '../simulator/index.ts';
import { ACCOUNT, REGION } from './account.ts';
import { Alarms } from './alarms/alarms.ts';
import type { Buses, InvokeRuleTarget } from './bus/bus.ts';
import { EventBridge } from './bus/event-bridge.ts';
import type { Rules } from './bus/rules.ts';
import type { StackPlan } from './config/plan.ts';
import { Tables } from './dynamodb/tables.ts';
import { EventSourceMappings } from './eventsource/mappings.ts';
import type { PollerOptions } from './eventsource/poller-scale.ts';
import { ServiceFaultInjector } from './faults/service-fault-injector.ts';
import { AsyncInvoker, RETRY_DELAYS_MS } from './functions/async-invoker.ts';
import { type Bundles, bundleFunctions } from './functions/bundle.ts';
import { FunctionHost } from './functions/function-host.ts';
import type { StackLog } from './logs/log.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { Secrets } from './secrets/secrets.ts';
import type { StackSimulatorOptions } from './simulator-options.ts';
import { Queues } from './sqs/queues.ts';

export interface BackendOptions {
  directory: string;
  endpoint: string;
  log: StackLog;
  schedules?: number | 'off';
  simulator?: StackSimulatorOptions;
  allowedHosts?: string[];
  allowedOrigins?: string[];
  retryDelaysMs?: number[];
  pollers?: PollerOptions | undefined;
  onStep?: (step: string) => void;
}

/** The services and workers behind the gateway. */
export interface Backends {
  simulator: Simulator;
  /** Present if encoders can connect. */
  rtmp?: RtmpListener;
  tables: Tables;
  queues: Queues;
  buses: Buses;
  eventBridge: EventBridge;
  secrets: Secrets;
  /** The current faults of all services but IVS. The faults of IVS are in the simulator. */
  serviceFaults: ServiceFaultInjector;
  scheduler: Scheduler;
  bundles: Bundles;
  host: FunctionHost;
  alarms: Alarms;
  asyncInvoker: AsyncInvoker;
  mappings: EventSourceMappings;
  rules: Rules;
}

/**
 * Makes the backends and connects them as in the plan. Event sources and schedules do not run yet.
 *
 * @throws ConfigError for an event pattern or a schedule that EventBridge would refuse
 */
export async function makeBackends(plan: StackPlan, options: BackendOptions): Promise<Backends> {
  const { endpoint, log, directory, retryDelaysMs } = options;
  const now = Date.now;
  const newId = randomUUID;
  const invokeTarget: InvokeRuleTarget = (rule, payload) => {
    const target = host.find(rule.function);
    if (target) asyncInvoker.accept(target, JSON.stringify(payload));
  };
  const factor = options.schedules === 'off' ? 0 : (options.schedules ?? 1);
  const queues = new Queues(plan.queues, { now, newId });
  const eventBridge = new EventBridge(plan, {
    ...{ now, newId, log, factor, queues, invokeTarget },
    firstDelayMs: (retryDelaysMs ?? RETRY_DELAYS_MS)[0] ?? 0,
    invoke(name, payload) {
      const target = host.find(name);
      if (target) asyncInvoker.accept(target, payload);
      return target !== undefined;
    },
  });
  const { buses, rules } = eventBridge;
  const isActive: Rules['isActive'] = (rule) => rules.isActive(rule);
  const scheduler = new Scheduler(plan.rules, { factor, now, newId, invokeTarget, isActive });
  const newSuffix = () => newId().slice(0, 6);
  const secrets = new Secrets({ now, newId, newSuffix });
  options.onStep?.(
    `building ${plan.functions.length} functions; the next start finds them in .build`,
  );
  const bundles = await bundleFunctions(plan.functions, directory);
  const tables = await Tables.start(plan.tables);
  const alarms = new Alarms(plan.alarms, { queues, now });
  const host = new FunctionHost(plan, {
    ...{ bundles, endpoint },
    log(source, line) {
      alarms.addLine(line);
      log(source, line);
    },
    onInvoked: (invocation) => alarms.addInvocation(invocation),
  });
  const retries = retryDelaysMs && { retryDelaysMs };
  const asyncInvoker = new AsyncInvoker({ host, queues, log, ...retries });
  const { pollers } = options;
  const mappings = new EventSourceMappings(plan.eventSources, {
    ...{ queues, host, log, now, newId, pollers },
  });
  const { allowedHosts = [], allowedOrigins = [] } = options;
  const simulator = createSimulator({
    playback: 'local',
    ...options.simulator,
    ...{ allowedHosts, allowedOrigins },
    ...{ account: ACCOUNT, region: REGION, endpoint },
    emit: (event) => buses.put('default', event),
  });
  return {
    simulator,
    tables,
    queues,
    buses,
    eventBridge,
    secrets,
    serviceFaults: noServiceFaults(),
    scheduler,
    bundles,
    host,
    alarms,
    asyncInvoker,
    mappings,
    rules,
  };
}

const noServiceFaults = () => new ServiceFaultInjector({}, 1);

/**
 * Lets encoders stream into the simulator.
 *
 * @throws the errors of `startRtmp`, after it has closed the backends
 */
export async function listenForEncoders(backends: Backends, options: RtmpOptions): Promise<void> {
  try {
    backends.rtmp = await startRtmp(backends.simulator, options);
  } catch (error) {
    await closeBackends(backends);
    throw error;
  }
}

/** @param options.warm whether each function has an instance before its first invocation */
export function startBackends(
  { mappings, host, scheduler, alarms }: Backends,
  { warm }: { warm: boolean },
): void {
  mappings.start();
  if (warm) host.warm();
  scheduler.start();
  alarms.start();
}

/**
 * Removes all data, ends all invocations, undoes changes of rules, functions and event sources, and removes the rules,
 * buses, API destinations and queues that requests made.
 */
export async function resetBackends(backends: Backends): Promise<void> {
  backends.simulator.reset();
  backends.eventBridge.reset();
  backends.serviceFaults = noServiceFaults();
  backends.asyncInvoker.abort();
  await backends.host.abort();
  await backends.host.restore();
  backends.queues.reset();
  backends.mappings.restore();
  backends.secrets.reset();
  backends.alarms.reset();
  await backends.tables.reset();
}

export async function closeBackends(backends: Backends): Promise<void> {
  backends.scheduler.stop();
  backends.eventBridge.reset();
  backends.alarms.stop();
  backends.mappings.stop();
  backends.queues.close();
  backends.asyncInvoker.abort();
  backends.simulator.close();
  await backends.host.close();
  await Promise.all([backends.bundles.remove(), backends.rtmp?.close()]);
}
