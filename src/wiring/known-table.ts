import { type Clock, isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { Invocation, UseCase } from '../platform/lambda.ts';
import type { Environment } from '../platform/settings.ts';
import type { Table } from '../platform/table.ts';
import {
  checkFormat,
  isOutdated,
  NewerTableError,
  TABLE_FORMAT,
} from '../platform/table-format.ts';
import { readTableMark, writeTableMark } from '../platform/table-mark.ts';
import type { Aws } from './aws.ts';
import { stageTable } from './stage.ts';

type KnownTableAws = Pick<Aws, 'clock' | 'documents'>;

/**
 * Refuses to run on a table that newer code has written. Each Lambda instance reads the mark once; an instance that
 * could not read it runs all the same, and its next invocation tries again.
 *
 * @param env with `TABLE_NAME`, and `AUTOPILOT_VERSION` for the function that writes the mark
 * @throws SettingError if `TABLE_NAME` is missing; the function itself throws NewerTableError
 */
export function onKnownTable<Result>(
  env: Environment,
  aws: KnownTableAws,
  useCase: UseCase<Result>,
  { writesMark = false } = {},
): UseCase<Result> {
  const table = stageTable(env, aws);
  const version = writesMark ? (env.AUTOPILOT_VERSION ?? 'unknown') : undefined;
  const instance = { isKnown: false };
  return async (event, invocation) => {
    if (!instance.isKnown) instance.isKnown = await check(table, version, aws.clock, invocation);
    return useCase(event, invocation);
  };
}

/** @returns false if the mark could not be read or written */
async function check(
  table: Table,
  version: string | undefined,
  clock: Clock,
  { log }: Invocation,
): Promise<boolean> {
  try {
    const mark = await readTableMark(table);
    checkFormat(table.name, mark);
    if (version === undefined || !isOutdated(mark, version)) return true;
    await writeTableMark(table, { format: TABLE_FORMAT, version, at: isoTime(clock.now()) });
    return true;
  } catch (error) {
    if (error instanceof NewerTableError) throw error;
    const failure = { error: errorName(error), problem: errorMessage(error) };
    log.warn('the mark of the table is not known; the next invocation tries again', failure);
    return false;
  }
}
