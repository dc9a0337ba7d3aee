import type { AnsweredSessionsPage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { pages } from '../pages.ts';

export interface ExportQuery {
  /** Milliseconds since the epoch. */
  from: number;
  /** Milliseconds since the epoch. */
  to: number;
  /** ARN, id or name. Default: all channels. */
  channel?: string;
}

/**
 * Prints the sessions that overlap a time range, one JSON object per line. Only one page is in memory:
 * the next page is requested when the reader has taken this one.
 */
export async function exportSessions(
  cli: CliContext,
  { from, to, channel }: ExportQuery,
): Promise<void> {
  const request = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
  };
  for await (const { sessions } of pages<AnsweredSessionsPage>(cli, 'getSessions', request)) {
    if (sessions.length === 0) continue;
    await cli.print(sessions.map((session) => JSON.stringify(session)).join('\n'));
  }
}
