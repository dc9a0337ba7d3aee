import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { UseCase } from '../platform/lambda.ts';
import type { Environment } from '../platform/settings.ts';
import { isScheduled, TICK_EVERY_MS, writeTick } from '../platform/ticks.ts';
import type { Aws } from './aws.ts';
import { stageTable } from './stage.ts';

/**
 * Records in the table that a scheduled run has ended well, at most every 4.5 minutes for each Lambda instance. `doctor`
 * reads it. A run that fails leaves the former record. If the record cannot be written, the run has succeeded all the same.
 */
export function withTick<Result>(
  functionName: string,
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents'>,
  useCase: UseCase<Result>,
): UseCase<Result> {
  const table = stageTable(env, aws);
  const { clock } = aws;
  const version = env.AUTOPILOT_VERSION ?? 'unknown';
  const instance = { lastTick: Number.NEGATIVE_INFINITY };
  return async (event, invocation) => {
    const result = await useCase(event, invocation);
    const now = clock.now();
    if (!isScheduled(event) || now < instance.lastTick + TICK_EVERY_MS) return result;
    try {
      await writeTick(table, { functionName, at: isoTime(now), version });
      instance.lastTick = now;
    } catch (error) {
      const failure = { error: errorName(error), problem: errorMessage(error) };
      invocation.log.warn('the run could not be recorded for doctor', failure);
    }
    return result;
  };
}
