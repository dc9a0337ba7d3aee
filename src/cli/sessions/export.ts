import { withoutStreamKeyValues } from '../../ivs/stream-key-value.ts';
import type {
  AnsweredSession,
  AnsweredSessionsPage,
  AnsweredTimelineEntry,
  AnsweredTimelinePage,
} from '../answers.ts';
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
  /** Whether each session has its events. Default false. */
  events?: boolean;
}

/**
 * Prints the sessions that overlap a time range, one JSON object per line. Only one page is in memory:
 * the next page is requested when the reader has taken this one. With events, one session is in memory.
 */
export async function exportSessions(
  cli: CliContext,
  { from, to, channel, events = false }: ExportQuery,
): Promise<void> {
  const request = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
  };
  for await (const { sessions } of pages<AnsweredSessionsPage>(cli, 'getSessions', request)) {
    if (events) for (const session of sessions) await printWithEvents(cli, session);
    else if (sessions.length > 0)
      await cli.print(sessions.map((session) => JSON.stringify(session)).join('\n'));
  }
}

/**
 * Prints a session, with its whole curve and its current health, and its events as they were received. The texts of
 * events come from IVS and from encoders, so a stream key that somebody put into one is replaced.
 */
async function printWithEvents(
  cli: CliContext,
  { channelArn: arn, streamId }: AnsweredSession,
): Promise<void> {
  const request = { channelArn: arn, streamId, events: true };
  const events: Omit<AnsweredTimelineEntry, 'sinceStartMs'>[] = [];
  let session: AnsweredSession | undefined;
  for await (const page of pages<AnsweredTimelinePage>(cli, 'getSessions', request)) {
    session ??= page.sessions[0];
    for (const { sinceStartMs: _, ...event } of page.timeline ?? []) events.push(event);
  }
  // It may have expired since the page was answered.
  if (session) await cli.print(withoutStreamKeyValues(JSON.stringify({ ...session, events })));
}
