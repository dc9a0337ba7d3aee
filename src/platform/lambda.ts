import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { type Metrics as Emf, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { callerOf } from './caller.ts';
import { InputError } from './errors.ts';
import { LOG_LEVELS } from './log-levels.ts';
import type { Log, Metrics, Observability } from './observability.ts';
import { choiceSetting, textSetting } from './settings.ts';
import { NAMESPACE, StageMetrics } from './stage-metrics.ts';

/** What a use case knows about the invocation in which it runs. */
export interface Invocation extends Observability {
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
  /** The account in the function's own ARN; absent if there is no ARN (`serverless invoke local`). */
  account?: string;
  /** Who invoked the function, in words (`callerOf`). */
  caller?: string;
}

/** What a handler does, without Lambda's details. */
export type UseCase<Result> = (event: unknown, invocation: Invocation) => Promise<Result>;

/**
 * Makes a Lambda handler from a use case. The handler passes a logger and metrics to the use case, and
 * publishes the metrics afterwards.
 *
 * @param name the function's name in serverless.yml; the `service` of its logs and metrics
 * @throws SettingError for an unknown log level: Powertools, which reads the variable itself, would
 *   use INFO without a warning; and without `STAGE`: alarms would not see the metrics
 */
export function lambdaHandler<Result>(name: string, useCase: UseCase<Result>) {
  choiceSetting(process.env, 'POWERTOOLS_LOG_LEVEL', LOG_LEVELS, 'INFO');
  const logger = new Logger({ serviceName: name });
  const stage = textSetting(process.env, 'STAGE');
  const emf = stageMetrics(name, stage);
  const metrics = emfMetrics(emf, () => stageMetrics(name, stage, true));
  const tools: Observability = { log: structuredLog(logger), metrics };
  // By default middy ends an invocation 5 ms before its timeout, and Lambda keeps the instance. Work that
  // hangs would then continue during the next invocation, with a lease or a batch that it no longer
  // holds. Without that, Lambda ends the instance at the timeout.
  return middy<unknown, Result, Error, Context>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(flushMetrics(emf, metrics))
    .handler((event, context) => useCase(event, invocationOf(context, tools)));
}

/**
 * Powertools' own middleware logs a warning whenever an invocation has no metrics. An error of the function is counted,
 * unless the caller caused it by a wrong request.
 */
function flushMetrics(emf: Emf, metrics: Metrics) {
  return {
    after: () => flush(emf),
    onError({ error }: { error: Error | null }) {
      if (!(error instanceof InputError)) metrics.add('FunctionFailed');
      flush(emf);
    },
  };
}

/** @param singleMetric each metric is written at once, so that it can have dimensions of its own */
const stageMetrics = (serviceName: string, stage: string, singleMetric = false): StageMetrics =>
  new StageMetrics({
    namespace: NAMESPACE,
    serviceName,
    defaultDimensions: { service: serviceName, stage },
    singleMetric,
  });

function flush(emf: Emf): void {
  if (emf.hasStoredMetrics()) emf.publishStoredMetrics();
}

function invocationOf(context: Context, tools: Observability): Invocation {
  const account = /^arn:aws:lambda:[^:]+:(\d{12}):/.exec(context.invokedFunctionArn ?? '')?.[1];
  return {
    ...tools,
    deadline: Date.now() + context.getRemainingTimeInMillis(),
    caller: callerOf(context),
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

/**
 * A count of zero is not written: CloudWatch charges for each metric that has a value within an hour, and a sum is the same
 * without it.
 */
function emfMetrics(emf: Emf, newSingle: () => Emf): Metrics {
  return {
    add(name, value = 1, { unit = 'Count', dimensions } = {}) {
      if (value === 0 && unit === 'Count') return;
      if (!dimensions) return emf.addMetric(name, MetricUnit[unit], value);
      const single = newSingle();
      single.addDimensions(dimensions);
      single.addMetric(name, MetricUnit[unit], value);
    },
    flush: () => flush(emf),
  };
}
