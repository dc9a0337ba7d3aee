import { type CliContext, UsageError } from './context.ts';
import { readTime } from './format/time.ts';

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
