import type { AnsweredSession, AnsweredSessionsPage, AnsweredTimelinePage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import { type CliContext, CliError } from '../context.ts';
import { sessionFacts } from '../format/session-facts.ts';
import { timeline } from '../format/timeline.ts';
import { viewersChart } from '../format/viewers-chart.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';

/**
 * Prints one session with its time line.
 *
 * @param channel ARN, id or name
 * @param stream id of the stream; without it, the channel's newest session
 * @throws CliError if there is no such session
 */
export async function showSession(
  cli: CliContext,
  channel: string,
  stream?: string,
): Promise<void> {
  const arn = await channelArn(cli, channel);
  const streamId = stream ?? (await newestStream(cli, arn));
  const answer = pages<AnsweredTimelinePage>(cli, 'getSessions', { channelArn: arn, streamId });
  if (cli.json) return showJson(cli, answer, streamId);
  const lines = timeline(cli);
  let first = true;
  for await (const page of answer) {
    if (first) await printFacts(sessionIn(page, streamId), cli);
    const entries = page.timeline ?? [];
    if (first && entries.length > 0) await cli.print(`\ntime line\n${lines.heading}`);
    if (entries.length > 0) await cli.print(lines.add(entries));
    first = false;
  }
}

async function printFacts(session: AnsweredSession, cli: CliContext): Promise<void> {
  await cli.print(sessionFacts(session, cli));
  const { curve, lastAt } = session.viewers ?? {};
  const until = lastAt === undefined ? {} : { until: lastAt };
  const chart = curve && viewersChart({ ...curve, ...until }, cli);
  if (chart !== undefined) await cli.print(`\nviewers over time\n${chart}`);
}

/** Prints one object with all pages, so that a script needs to read one line only. */
async function showJson(
  cli: CliContext,
  answer: AsyncIterable<AnsweredTimelinePage>,
  streamId: string,
): Promise<void> {
  let session: AnsweredSession | undefined;
  const entries: unknown[] = [];
  for await (const page of answer) {
    session ??= sessionIn(page, streamId);
    for (const entry of page.timeline ?? []) entries.push(entry);
  }
  await printJson(cli, { session, timeline: entries });
}

async function newestStream({ invoke }: CliContext, arn: string): Promise<string> {
  const { sessions } = await invoke<AnsweredSessionsPage>('getSessions', { channelArn: arn });
  const [newest] = sessions;
  if (newest) return newest.streamId;
  throw new CliError('no session of this channel is recorded');
}

function sessionIn(
  { sessions: [session] }: AnsweredSessionsPage,
  streamId: string,
): AnsweredSession {
  if (session) return session;
  throw new CliError(
    `no session ${streamId} of this channel is recorded: "sessions list" lists those that are`,
  );
}
