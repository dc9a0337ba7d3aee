import type { Command } from 'commander';
import type { LetterFilter } from '../../dead-letters/filter.ts';
import { isoTime } from '../../platform/clock.ts';
import { channelArn } from '../channel.ts';
import { type CliContext, UsageError } from '../context.ts';
import { timeOption } from '../time-option.ts';

/** The options that choose letters. */
export interface FilterOptions {
  reason?: string;
  channel?: string;
  function?: string;
  since?: string;
  until?: string;
}

/** Adds the options that choose letters to a command. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--reason <text>', 'Only letters with this text in their reason.')
    .option('--channel <channel>', 'Only letters of this channel: its ARN, id or name.')
    .option('--function <name>', 'Only letters of this function, for example sendMetadata.')
    .option('--since <time>', 'Only letters that died at this time or later.')
    .option('--until <time>', 'Only letters that died at this time or earlier.');
}

/** What is sent to the functions. @throws UsageError for a value that cannot be read */
export async function filterOf(options: FilterOptions, cli: CliContext): Promise<LetterFilter> {
  const { reason, channel, function: functionName, since, until } = options;
  const from = since === undefined ? undefined : timeOption('--since', since, cli);
  const to = until === undefined ? undefined : timeOption('--until', until, cli);
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--since: expected a time before --until (${until}), received ${since}`);
  return {
    ...(reason !== undefined && { reason }),
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
    ...(functionName !== undefined && { functionName }),
    ...(from !== undefined && { since: isoTime(from) }),
    ...(to !== undefined && { until: isoTime(to) }),
  };
}

export interface SelectionOptions extends FilterOptions {
  all?: true;
}

/** Letters by their ids, or by a filter. */
export type Selection = { ids: string[] } | { filter: LetterFilter };

/**
 * Which letters a command is for.
 *
 * @throws UsageError unless letters are named, or chosen by an option
 */
export async function selectionOf(
  ids: string[],
  options: SelectionOptions,
  cli: CliContext,
): Promise<Selection> {
  const filter = await filterOf(options, cli);
  const isFiltered = Object.keys(filter).length > 0;
  if (ids.length > 0 && (isFiltered || options.all))
    throw new UsageError('ids: cannot be combined with --all or an option that chooses letters');
  if (ids.length > 0) return { ids };
  if (isFiltered || options.all) return { filter };
  throw new UsageError(
    'ids: expected the ids of dead letters, or --all, --reason, --channel, --function, --since or --until, received nothing',
  );
}
