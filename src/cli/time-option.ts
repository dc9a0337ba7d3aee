import { type CliContext, UsageError } from './context.ts';
import { readTime } from './format/time.ts';

/** For the help: which times `timeOption` reads. */
export const TIME_FORMS =
  '2026-11-21, "2026-11-21 14:00" or 2026-11-21T13:00:00Z. A time without a zone is local.';

/**
 * Reads the value of an option that is a time.
 *
 * @param name of the option: `--from`
 * @returns ms since the epoch
 */
export function timeOption(name: string, text: string, { timeZone }: CliContext): number {
  const ms = readTime(text, timeZone);
  if (ms !== undefined) return ms;
  const expected =
    'a date or a time such as 2026-11-21, "2026-11-21 14:00" or 2026-11-21T13:00:00Z';
  throw new UsageError(`${name}: expected ${expected}, received ${JSON.stringify(text)}`);
}

/**
 * Reads `--from` and `--to`, which is now if it is absent.
 *
 * @returns ms since the epoch
 */
export function timeRange(options: { from: string; to?: string | undefined }, cli: CliContext) {
  const from = timeOption('--from', options.from, cli);
  const to = options.to === undefined ? cli.now() : timeOption('--to', options.to, cli);
  if (from < to) return { from, to };
  const end = options.to === undefined ? 'now, the default of --to' : `--to (${options.to})`;
  throw new UsageError(`--from: expected a time before ${end}, received ${options.from}`);
}
