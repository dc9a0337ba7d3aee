import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics as Emf, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Log, Metrics, Observability } from './observability.ts';
import { choiceSetting } from './settings.ts';

/** What a use case may know of the invocation it runs in. */
export interface Invocation extends Observability {
  /** When Lambda will cut the invocation, ms since the epoch. */
  deadline: number;
  /** The account in the function's own ARN; absent where there is none (`serverless invoke local`). */
  account?: string;
}

export type UseCase<Result> = (event: unknown, invocation: Invocation) => Promise<Result>;

const NAMESPACE = 'IvsAutopilot';
const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;

/**
 * Makes a Lambda handler of a plain function: logger and metrics are set up, flushed, and passed in.
 *
 * @param name the function's name in serverless.yml; the `service` of its logs and metrics
 * @throws SettingError for a log level that is none: Powertools reads the variable by itself, and
 *   would take INFO without a word
 */
export function lambdaHandler<Result>(name: string, run: UseCase<Result>) {
  choiceSetting(process.env, 'POWERTOOLS_LOG_LEVEL', LOG_LEVELS, 'INFO');
  const logger = new Logger({ serviceName: name });
  const emf = new Emf({ namespace: NAMESPACE, serviceName: name });
  const tools: Observability = { log: structuredLog(logger), metrics: emfMetrics(emf) };
  // Middy would give up 5 ms early, and so keep the instance: what hangs would go on in its next
  // invocation, beside that, with a lease or a batch that is no longer its own.
  return middy<unknown, Result, Error, Context>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(flushMetrics(emf))
    .handler((event, context) => run(event, invocationOf(context, tools)));
}

/** Powertools' own middleware warns, at every tick of a schedule, that there was nothing to count. */
function flushMetrics(emf: Emf) {
  const flush = () => {
    if (emf.hasStoredMetrics()) emf.publishStoredMetrics();
  };
  return { after: flush, onError: flush };
}

function invocationOf(context: Context, tools: Observability): Invocation {
  const account = /^arn:aws:lambda:[^:]+:(\d{12}):/.exec(context.invokedFunctionArn ?? '')?.[1];
  return {
    ...tools,
    deadline: Date.now() + context.getRemainingTimeInMillis(),
    ...(account !== undefined && { account }),
  };
}

function structuredLog(logger: Logger): Log {
  return {
    debug: (message, fields = {}) => logger.debug(message, fields),
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}

function emfMetrics(emf: Emf): Metrics {
  return {
    add(name, value = 1, { unit = 'Count', dimensions } = {}) {
      if (!dimensions) return emf.addMetric(name, MetricUnit[unit], value);
      const single = emf.singleMetric();
      single.addDimensions(dimensions);
      single.addMetric(name, MetricUnit[unit], value);
    },
  };
}
