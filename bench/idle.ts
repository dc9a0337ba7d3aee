import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readServerlessYml } from '../src/local/config/serverless.ts';
import { DemoClient } from '../src/local/demo/client.ts';
import { type Stack, startStack } from '../src/local/stack.ts';
import type { Bench, Measure } from './support/bench.ts';

/** us-west-2, on demand, dollars. Lambda for arm64. */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  dynamoDbWrite: 0.625e-6,
  dynamoDbRead: 0.125e-6,
  sqsStandard: 0.4e-6,
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

/**
 * What a day costs on which nothing happens. It counts what the scheduled functions do on an account without
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
      await everyMinute(stack, world, 1);
      for (const counter of [logs, requests]) counter.reset();
      const runs = await everyMinute(stack, world, MINUTES);
      return measures(stack, runs, requests.counts, logs, await countAlarms());
    } finally {
      requests.stop();
      world.close();
      await stack.close();
    }
  },
};

async function countAlarms(): Promise<number> {
  const config = JSON.stringify(await readServerlessYml(process.cwd()));
  return config.split('"AWS::CloudWatch::Alarm"').length - 1;
}

interface Run {
  name: string;
  ms: number;
}

async function everyMinute(stack: Stack, world: DemoClient, minutes: number): Promise<Run[]> {
  const runs: Run[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const due = scheduled(stack).filter(({ every }) => minute % every === 0);
    await Promise.all(
      due.map(async ({ name }) => {
        const start = performance.now();
        await world.invoke(name, {});
        runs.push({ name, ms: performance.now() - start });
      }),
    );
  }
  return runs;
}

/** The scheduled functions, and after how many minutes each runs again. */
function scheduled({ plan }: Stack): { name: string; every: number }[] {
  return plan.rules.flatMap((rule) => {
    const [, every = '1'] =
      'schedule' in rule.on ? (/^rate\((\d+) minutes?\)$/.exec(rule.on.schedule) ?? []) : [];
    return 'schedule' in rule.on ? [{ name: rule.function, every: Number(every) }] : [];
  });
}

/** Counts the requests to DynamoDB, by operation. All of the stack's servers run in this process. */
function requestCounter() {
  const counts = new Map<string, number>();
  const count = (message: unknown) => {
    const { headers } = (message as { request: { headers: Record<string, string> } }).request;
    const [service, operation] = (headers['x-amz-target'] ?? '').split('.');
    if (service?.startsWith('DynamoDB') && operation)
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
  };
  subscribe('http.server.request.start', count);
  return {
    counts,
    reset: () => counts.clear(),
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
      if (!line.includes('"_aws"')) return;
      for (const [, name] of line.matchAll(/"Name":"(\w+)"/g))
        seen.metrics.add(`${source} ${name}`);
    },
    reset() {
      seen.bytes = 0;
      seen.metrics.clear();
    },
  };
}

function measures(
  { plan }: Stack,
  runs: Run[],
  requests: ReadonlyMap<string, number>,
  { seen }: ReturnType<typeof logCounter>,
  alarms: number,
): Measure[] {
  const aDay = MINUTES_A_DAY / MINUTES;
  const invocations = runs.length * aDay;
  const memoryGb = (name: string) =>
    (plan.functions.find((one) => one.name === name)?.memoryMb ?? 0) / 1_024;
  const gbSeconds = sum(runs.map(({ name, ms }) => (ms / 1_000) * memoryGb(name))) * aDay;
  const isRead = (operation: string) => /^(Get|BatchGet|Query)/.test(operation);
  const of = (kind: (operation: string) => boolean) =>
    sum([...requests].map(([operation, count]) => (kind(operation) ? count : 0))) * aDay;
  const reads = of(isRead);
  const writes = of((operation) => !isRead(operation));
  const fifo = plan.eventSources.filter(({ queue }) => queue.endsWith('.fifo')).length;
  const standard = plan.eventSources.length - fifo;
  const polls = POLLS_A_MINUTE * MINUTES_A_DAY;
  const logBytes = seen.bytes * aDay + PLATFORM_LOG_BYTES * invocations;
  const dollars = {
    lambda: gbSeconds * PRICES.lambdaGbSecond + invocations * PRICES.lambdaRequest,
    dynamodb: writes * PRICES.dynamoDbWrite + reads * PRICES.dynamoDbRead,
    sqs: polls * (fifo * PRICES.sqsFifo + standard * PRICES.sqsStandard),
    alarms: (alarms * PRICES.alarmMonth) / DAYS_A_MONTH,
    metrics: (seen.metrics.size * PRICES.metricMonth) / DAYS_A_MONTH,
    logs: logBytes * PRICES.logByte,
  };
  return [
    measure('invocations', invocations, 'a day'),
    measure('gbSeconds', gbSeconds, 'a day'),
    measure('writes', writes, 'requests to the table a day'),
    measure('reads', reads, 'requests to the table a day'),
    measure('polls', polls * (fifo + standard), 'long polls of queues a day'),
    measure('metrics', seen.metrics.size, 'custom metrics in use'),
    ...Object.entries(dollars).map(([name, value]) =>
      measure(`${name}.cents`, 100 * value, 'cents a day'),
    ),
    measure('cents', 100 * sum(Object.values(dollars)), 'cents a day'),
  ];
}

const measure = (name: string, value: number, unit: string): Measure => ({
  name: `idle.${name}`,
  value,
  unit,
});

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
