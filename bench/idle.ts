import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { loggedValues } from '../src/local/alarms/emf.ts';
import type { RulePlan } from '../src/local/config/plan.ts';
import { readPlan } from '../src/local/config/read.ts';
import { readServerlessYml } from '../src/local/config/serverless.ts';
import { DemoClient } from '../src/local/demo/client.ts';
import { scheduledEvent } from '../src/local/schedules/scheduler.ts';
import { type Stack, startStack } from '../src/local/stack.ts';
import type { Bench, Measure } from './support/bench.ts';

/** us-west-2, on demand, dollars. Lambda for arm64. */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  dynamoDbWrite: 0.625e-6,
  dynamoDbRead: 0.125e-6,
  sqsFifo: 0.5e-6,
  alarmMonth: 0.1,
  metricMonth: 0.3,
  logByte: 0.5e-9,
};
const MINUTES_A_DAY = 1_440;
const DAYS_A_MONTH = 30;
/** Lambda polls an idle queue with five connections, each for 20 s. */
const POLLS_A_MINUTE = 15;
/** Lambda's own lines START, END and REPORT. */
const PLATFORM_LOG_BYTES = 350;
/** Simulated minutes: two runs of reconcile. */
const MINUTES = 10;
/** An instance records that it ran at most every five minutes (src/platform/ticks.ts), by its own clock. */
const TICKS_A_DAY = MINUTES_A_DAY / 5;
/** IVS's quota window. Two simulated minutes are at least so far apart, ms. */
const WINDOW_MS = 1_000;

/**
 * What a day costs on which nothing happens. The fastest run of each function counts: other programs on this machine slow
 * down the others. It counts what the scheduled functions do on an account without
 * channels. As EventBridge does, it starts all functions of a minute at once.
 */
export const idle: Bench = {
  about: 'what a day costs on which nothing happens: invocations, time, requests, dollars',
  async run() {
    const logs = logCounter();
    const stack = await startStack({ port: 0, schedules: 'off', log: logs.add });
    const world = new DemoClient(stack.endpoint);
    const requests = requestCounter();
    try {
      await everyMinute(stack, world, requests, 1);
      for (const counter of [logs, requests]) counter.reset();
      const runs = await everyMinute(stack, world, requests, MINUTES);
      const few = readPlan(await readServerlessYml(process.cwd(), ['alarms=few'])).alarms.length;
      return measures(stack, runs, requests.counts, logs, few);
    } finally {
      requests.stop();
      world.close();
      await stack.close();
    }
  },
};

interface Run {
  name: string;
  ms: number;
}

async function everyMinute(
  stack: Stack,
  world: DemoClient,
  requests: ReturnType<typeof requestCounter>,
  minutes: number,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await sleep(WINDOW_MS);
    await requests.uncounted(() => forgetLastSampling(stack));
    const due = scheduled(stack).filter(({ every }) => minute % every === 0);
    await Promise.all(
      due.map(async ({ rule }) => {
        const start = performance.now();
        await world.invoke(rule.function, scheduledEvent(rule, Date.now(), 'event'));
        runs.push({ name: rule.function, ms: performance.now() - start });
      }),
    );
  }
  return runs;
}

/** Otherwise sampleViewers would see that its last run was not a minute ago, and wait. */
async function forgetLastSampling({ endpoint, plan }: Stack): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-west-2', credentials });
  await client.send(
    new UpdateItemCommand({
      TableName: plan.tables[0]?.name,
      Key: { pk: { S: 'LEASE#viewers' }, sk: { S: 'LEASE' } },
      UpdateExpression: 'REMOVE releasedAt',
    }),
  );
  client.destroy();
}

/** The rules with a schedule, and after how many minutes each fires again. */
function scheduled({ plan }: Stack): { rule: RulePlan; every: number }[] {
  return plan.rules.flatMap((rule) => {
    const [, every = '1'] =
      'schedule' in rule.on ? (/^rate\((\d+) minutes?\)$/.exec(rule.on.schedule) ?? []) : [];
    return 'schedule' in rule.on ? [{ rule, every: Number(every) }] : [];
  });
}

const TABLE_REQUEST = /^DynamoDB_\d+\./;
const TABLE_READ = /^DynamoDB_\d+\.(Get|BatchGet|Query)/;
const QUEUE_REQUEST = 'AmazonSQS.';

/** Counts the requests to DynamoDB and SQS, by operation. All of the stack's servers run in this process. */
function requestCounter() {
  const counts = new Map<string, number>();
  let isCounting = true;
  const count = (message: unknown) => {
    if (!isCounting) return;
    const { headers } = (message as { request: { headers: Record<string, string> } }).request;
    const target = headers['x-amz-target'] ?? '';
    if (TABLE_REQUEST.test(target) || target.startsWith(QUEUE_REQUEST))
      counts.set(target, (counts.get(target) ?? 0) + 1);
  };
  subscribe('http.server.request.start', count);
  return {
    counts,
    reset: () => counts.clear(),
    async uncounted(work: () => Promise<void>): Promise<void> {
      isCounting = false;
      await work();
      isCounting = true;
    },
    stop: () => void unsubscribe('http.server.request.start', count),
  };
}

/** Counts the bytes of the functions' logs, and the metrics in them, each with its dimensions. */
function logCounter() {
  const seen = { bytes: 0, metrics: new Set<string>() };
  return {
    seen,
    add(source: string, line: string): void {
      if (source === 'stack') return;
      seen.bytes += Buffer.byteLength(line);
      for (const { id } of loggedValues(line)) seen.metrics.add(JSON.stringify(id));
    },
    reset() {
      seen.bytes = 0;
      seen.metrics.clear();
    },
  };
}

function measures(
  stack: Stack,
  runs: Run[],
  requests: ReadonlyMap<string, number>,
  { seen }: ReturnType<typeof logCounter>,
  fewAlarms: number,
): Measure[] {
  const { plan } = stack;
  const aDay = MINUTES_A_DAY / MINUTES;
  const invocations = runs.length * aDay;
  const memoryGb = (name: string) =>
    (plan.functions.find((one) => one.name === name)?.memoryMb ?? 0) / 1_024;
  const fastest = (name: string) =>
    Math.min(...runs.filter((run) => run.name === name).map(({ ms }) => ms));
  const gbSeconds = sum(runs.map(({ name }) => (fastest(name) / 1_000) * memoryGb(name))) * aDay;
  const of = (kind: (target: string) => boolean) =>
    sum([...requests].map(([target, count]) => (kind(target) ? count : 0))) * aDay;
  const reads = of((target) => TABLE_READ.test(target));
  const queueRequests = of((target) => target.startsWith(QUEUE_REQUEST));
  const ticks = scheduled(stack).length * TICKS_A_DAY;
  const writes = of((target) => TABLE_REQUEST.test(target) && !TABLE_READ.test(target)) + ticks;
  const polls = POLLS_A_MINUTE * MINUTES_A_DAY * plan.eventSources.length;
  const logBytes = seen.bytes * aDay + PLATFORM_LOG_BYTES * invocations;
  const alarmDay = PRICES.alarmMonth / DAYS_A_MONTH;
  const dollars = {
    lambda: gbSeconds * PRICES.lambdaGbSecond + invocations * PRICES.lambdaRequest,
    dynamodb: writes * PRICES.dynamoDbWrite + reads * PRICES.dynamoDbRead,
    polls: polls * PRICES.sqsFifo,
    queues: queueRequests * PRICES.sqsFifo,
    metrics: (seen.metrics.size * PRICES.metricMonth) / DAYS_A_MONTH,
    logs: logBytes * PRICES.logByte,
  };
  const others = sum(Object.values(dollars));
  const cents = (name: string, value: number) => measure(name, 100 * value, 'cents a day');
  return [
    measure('invocations', invocations, 'a day'),
    measure('gbSeconds', gbSeconds, 'a day'),
    ...[...new Set(runs.map(({ name }) => name))].map((name) =>
      measure(`${name}.ms`, fastest(name), 'ms, fastest run'),
    ),
    measure('writes', writes, 'requests to the table a day'),
    measure('reads', reads, 'requests to the table a day'),
    measure('polls', polls, 'long polls of the metadata queue a day'),
    measure('queues', queueRequests, 'requests of functions to queues a day'),
    measure('metrics', seen.metrics.size, 'custom metrics in use'),
    measure('logs', logBytes / 1e6, 'MB a day'),
    ...Object.entries(dollars).map(([name, value]) => cents(`${name}.cents`, value)),
    measure('alarms.all', plan.alarms.length, 'alarms'),
    measure('alarms.few', fewAlarms, 'alarms'),
    cents('alarms.all.cents', plan.alarms.length * alarmDay),
    cents('alarms.few.cents', fewAlarms * alarmDay),
    cents('cents.all', others + plan.alarms.length * alarmDay),
    cents('cents.few', others + fewAlarms * alarmDay),
    cents('cents.off', others),
  ];
}

const measure = (name: string, value: number, unit: string): Measure => ({
  name: `idle.${name}`,
  value,
  unit,
});

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
