import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { UseCase } from '../platform/lambda.ts';
import type { Log } from '../platform/observability.ts';
import type { Environment } from '../platform/settings.ts';
import type { Table } from '../platform/table.ts';
import { isScheduled, TICK_EVERY_MS, writeDenied, writeTick } from '../platform/ticks.ts';
import type { Aws } from './aws.ts';
import { stageTable } from './stage.ts';
import type { IvsRefusals } from './watched-ivs.ts';

/** A function that does not call IVS. */
const NO_IVS: IvsRefusals = { denied: () => [], throttled: () => [] };

/**
 * Records in the table that a scheduled run has ended well, at most every 4.5 minutes for each Lambda instance. `doctor`
 * reads it. A run that fails leaves the time of the former record. What IAM denied is recorded at once, when it is new; what
 * IVS throttled with the next record. If a record cannot be written, the result of the run stays the same.
 *
 * @param refusals what IVS refused to this instance
 */
export function withTick<Result>(
  functionName: string,
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents'>,
  useCase: UseCase<Result>,
  refusals: IvsRefusals = NO_IVS,
): UseCase<Result> {
  const recorder = new TickRecorder(functionName, stageTable(env, aws), refusals);
  const version = env.AUTOPILOT_VERSION ?? 'unknown';
  return async (event, invocation) => {
    const { log } = invocation;
    try {
      const result = await useCase(event, invocation);
      if (isScheduled(event)) await recorder.ended(aws.clock.now(), version, log);
      return result;
    } catch (error) {
      await recorder.failed(log);
      throw error;
    }
  };
}

/** The records of one Lambda instance. */
class TickRecorder {
  readonly #functionName: string;
  readonly #table: Table;
  readonly #refusals: IvsRefusals;
  #lastTick = Number.NEGATIVE_INFINITY;
  #recorded = '';

  constructor(functionName: string, table: Table, refusals: IvsRefusals) {
    this.#functionName = functionName;
    this.#table = table;
    this.#refusals = refusals;
  }

  async ended(now: number, version: string, log: Log): Promise<void> {
    const denied = this.#refusals.denied();
    const isNew = denied.join() !== this.#recorded;
    if (now < this.#lastTick + TICK_EVERY_MS && !isNew) return;
    const throttled = this.#refusals.throttled();
    const tick = { functionName: this.#functionName, at: isoTime(now), version, denied, throttled };
    if (!(await recorded(log, () => writeTick(this.#table, tick)))) return;
    this.#lastTick = now;
    this.#recorded = denied.join();
  }

  async failed(log: Log): Promise<void> {
    const denied = this.#refusals.denied();
    if (denied.length === 0 || denied.join() === this.#recorded) return;
    const isRecorded = await recorded(log, () =>
      writeDenied(this.#table, this.#functionName, denied),
    );
    if (isRecorded) this.#recorded = denied.join();
  }
}

async function recorded(log: Log, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const failure = { error: errorName(error), problem: errorMessage(error) };
    log.warn('the run could not be recorded for doctor', failure);
    return false;
  }
}
