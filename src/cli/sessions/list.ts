import type { AnsweredSession, AnsweredSessionsPage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { failedTable, historyTable, liveTable } from '../format/sessions.ts';
import { formatTime } from '../format/time.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';

/** A table is printed when all its rows are known, because they set the widths. A longer list is printed as several tables. */
const TABLE_ROWS = 1_000;

/** Prints the live sessions of all channels, newest first. */
export async function listLive(cli: CliContext): Promise<void> {
  const live = await list(cli, { live: true }, Number.POSITIVE_INFINITY, liveTable);
  if (live === 0 && !cli.json) await cli.print('No stream is live.');
}

/** Prints the sessions of a channel, newest first, at most `limit`. */
export async function listChannel(cli: CliContext, channel: string, limit: number): Promise<void> {
  const request = { channelArn: await channelArn(cli, channel) };
  const listed = await list(cli, request, limit, historyTable);
  if (listed === 0 && !cli.json) await cli.print('No session of this channel is recorded.');
}

export interface FailedQuery {
  /** Milliseconds since the epoch. */
  from: number;
  /** Milliseconds since the epoch. */
  to: number;
  /** ARN, id or name. Default: all channels. */
  channel?: string | undefined;
  limit: number;
}

/** Prints the failed sessions that overlap a time range, newest first, and why each failed. */
export async function listFailed(cli: CliContext, query: FailedQuery): Promise<void> {
  const { from, to, channel, limit } = query;
  const request = {
    failed: true,
    ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
  };
  const listed = await list(cli, request, limit, failedTable);
  if (listed > 0 || cli.json) return;
  const [since, until] = [from, to].map((ms) => formatTime(ms, cli.timeZone));
  await cli.print(`No session failed from ${since} to ${until}.`);
}

/** @returns how many sessions were printed, at most `limit` */
async function list(
  cli: CliContext,
  request: object,
  limit: number,
  format: (sessions: readonly AnsweredSession[], cli: CliContext) => string,
): Promise<number> {
  let shown = 0;
  let rows: AnsweredSession[] = [];
  const printRows = async () => {
    if (rows.length > 0) await cli.print(format(rows, cli));
    rows = [];
  };
  for await (const page of pages<AnsweredSessionsPage>(cli, 'getSessions', request)) {
    const sessions = page.sessions.slice(0, limit - shown);
    shown += sessions.length;
    if (cli.json) for (const session of sessions) await printJson(cli, session);
    else rows.push(...sessions);
    if (rows.length >= TABLE_ROWS) await printRows();
    if (shown >= limit) break;
  }
  await printRows();
  return shown;
}
