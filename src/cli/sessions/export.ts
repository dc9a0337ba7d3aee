import type { AnsweredSessionsPage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { pages } from '../pages.ts';

/** Milliseconds since the epoch. */
export interface ExportQuery {
  from: number;
  /** Without it, now. */
  to?: number;
  channel?: string;
}

/**
 * Sessions that overlap a time range, as JSON lines. One page is held at a time: the next one is asked
 * for when the reader has taken this one.
 */
export async function exportSessions(
  cli: CliContext,
  { from, to, channel }: ExportQuery,
): Promise<void> {
  const request = {
    from: new Date(from).toISOString(),
    to: new Date(to ?? cli.now()).toISOString(),
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
  };
  for await (const { sessions } of pages<AnsweredSessionsPage>(cli, 'getSessions', request)) {
    if (sessions.length === 0) continue;
    await cli.print(sessions.map((session) => JSON.stringify(session)).join('\n'));
  }
}
