import { parseArn } from '../../ivs/arn.ts';
import type { ReplayFaults } from '../../replay/faults/event-faults.ts';
import type { Incident } from '../../replay/incident/incident.ts';
import { mergeLines } from '../../replay/incident/merge-lines.ts';
import { missingFacts } from '../../replay/incident/missing-facts.ts';
import { originsOf, type Place, relocate, shiftFor } from '../../replay/incident/relocate.ts';
import { type Selection, selectSessions } from '../../replay/incident/select-sessions.ts';
import { readLines } from '../../replay/input/read-lines.ts';
import { replayIncident } from '../../replay/run/replay.ts';
import type { ReplayStack } from '../../replay/run/stack.ts';
import { type TimeLine, timeLine } from '../../replay/timeline/time-line.ts';
import { sessionIdText } from '../../sessions/session-id.ts';
import { type CliContext, CliError } from '../context.ts';
import { formatDuration } from '../format/duration.ts';
import { countOf, withoutControlCharacters } from '../format/text.ts';
import { printComparisons } from './print-comparisons.ts';
import { printSteps } from './print-steps.ts';
import { faultsIn, linesOf } from './read-files.ts';
import { replayStack, resetStack } from './stack-client.ts';

export interface ReplayQuery {
  file: string;
  speed: number;
  selection: Selection;
  faultsFile?: string;
  dryRun: boolean;
  reset: boolean;
  /** Of the stack. Absent for a dry run without a stack. */
  endpoint?: string;
}

/** The account and region of the one-machine stack, for a dry run without it. */
const LOCAL = { account: '123456789012', region: 'us-west-2' };
const DAY_MS = 86_400_000;

/**
 * Replays the sessions of a file on the stack, or prints their time line.
 *
 * @throws CliError if a file cannot be read, if nothing is to be replayed, if the stack already has one of the
 *   sessions, if the operator interrupts it, or if a session comes out differently
 */
export async function replayFile(cli: CliContext, query: ReplayQuery): Promise<void> {
  const faults = query.faultsFile === undefined ? {} : await faultsIn(query.faultsFile);
  const incident = await readIncident(cli, query);
  const line = timeLine(incident, { events: faults.events ?? [], seed: faults.seed ?? 1 });
  if (query.dryRun) return printSteps(cli, line.steps);
  if (query.endpoint === undefined) throw new CliError('a replay needs the stack: --local');
  const stack = replayStack(cli, query.endpoint);
  // Before the reset: a stack must not be emptied for a file that is wrong.
  if (faults.stack) await requireStackFaults(faults.stack, stack);
  if (query.reset) await resetStack(query.endpoint);
  else {
    await requireUnknown(incident, stack);
    await requireNewest(incident, line, stack);
  }
  await play(cli, { incident, line, faults }, stack, query.speed);
}

/** Reads the file and says what it does not tell, and what is changed. */
async function readIncident(
  cli: CliContext,
  { file, selection, endpoint }: ReplayQuery,
): Promise<Incident> {
  const note = noteOf(cli);
  const { lines, problems, foreign } = readLines(await linesOf(file));
  for (const { line, message } of problems) note(`${file}, line ${line}: ${message}`);
  if (foreign > 0)
    note(`${countOf(foreign, 'event')} of IVS left out: not about low-latency streams`);
  const incident = selectSessions(mergeLines(lines), selection);
  if (incident.sessions.length === 0 && incident.accountEvents.length === 0)
    throw new CliError(`${file}: expected sessions or events that are to be replayed, found none`);
  for (const text of missingFacts(incident.sessions)) note(text);
  requireDistinctChannels(incident);
  const home =
    endpoint === undefined ? LOCAL : await cli.invoke<typeof LOCAL>('getSessions', { home: true });
  const place: Place = { ...home, shiftMs: shiftFor(incident, cli.now()) };
  sayMoves(incident, place, note);
  return relocate(incident, place);
}

/** Lines of a file are quoted, and must not control the terminal. */
const noteOf = (cli: CliContext) => (text: string) => cli.note?.(withoutControlCharacters(text));

function sayMoves(
  incident: Incident,
  { account, region, shiftMs }: Place,
  note: (text: string) => void,
): void {
  const foreign = originsOf(incident).filter((origin) => origin !== `${account} ${region}`);
  if (foreign.length > 0)
    note(
      `channels of ${foreign.join(', ')} are replayed in ${account} ${region}, with the same ids`,
    );
  if (shiftMs !== 0) note(shiftText(shiftMs));
}

/** Channels of several regions may have the same id. On the stack they would be one channel. */
function requireDistinctChannels({ sessions }: Incident): void {
  const ids = new Map<string, string>();
  for (const { channelArn } of sessions.map(({ id }) => id)) {
    const id = parseArn(channelArn)?.id ?? channelArn;
    const other = ids.get(id);
    if (other !== undefined && other !== channelArn)
      throw new CliError(
        `${other} and ${channelArn} have the same id: replay one of their sessions with --session`,
      );
    ids.set(id, channelArn);
  }
}

function shiftText(shiftMs: number): string {
  const days = countOf(Math.abs(shiftMs) / DAY_MS, 'day');
  return shiftMs > 0
    ? `all times are moved ${days} on: IVS keeps sessions for 60 days only`
    : `all times are moved ${days} back: they have not come yet`;
}

async function requireUnknown({ sessions }: Incident, stack: ReplayStack): Promise<void> {
  for (const { id } of sessions) {
    const { session } = await stack.session(id);
    if (session)
      throw new CliError(
        `the stack already has the session ${id.streamId}: start the stack anew, or empty it with --reset`,
      );
  }
}

/** IVS tells the sessions of a channel in their order, and has one live stream of it. */
async function requireNewest(
  { sessions }: Incident,
  { lives }: TimeLine,
  stack: ReplayStack,
): Promise<void> {
  const checked = new Set<string>();
  // In the order in which they began.
  for (const { id } of sessions) {
    if (checked.has(id.channelArn)) continue;
    checked.add(id.channelArn);
    const newest = await stack.newestSession(id.channelArn);
    const { createdAt = 0 } = lives.get(sessionIdText(id)) ?? {};
    if (!newest || newest.streamId === id.streamId) continue;
    const isLater = newest.createdAt > createdAt;
    if (!isLater && newest.endedAt !== undefined) continue;
    throw new CliError(
      `the stack has ${isLater ? 'a later session' : 'a live stream'} of the channel ${id.channelArn}, ${newest.streamId}: start the stack anew, or empty it with --reset`,
    );
  }
}

/**
 * The stack checks its faults when they are set. So they are set once, and the earlier ones are set again.
 *
 * @throws CliError that names the member that is wrong
 */
async function requireStackFaults(faults: object, stack: ReplayStack): Promise<void> {
  const before = await stack.faults();
  await stack.setFaults(faults);
  await stack.setFaults(before);
}

interface Replay {
  incident: Incident;
  line: TimeLine;
  faults: ReplayFaults;
}

async function play(
  cli: CliContext,
  { incident, line, faults }: Replay,
  stack: ReplayStack,
  speed: number,
): Promise<void> {
  const { steps } = line;
  const note = noteOf(cli);
  const lastsMs = ((steps.at(-1)?.at ?? 0) - (steps[0]?.at ?? 0)) / speed;
  const [sessions, count] = [incident.sessions.length, steps.length];
  note(
    `replaying ${countOf(sessions, 'session')} in ${countOf(count, 'step')}, which takes ${formatDuration(lastsMs)} at speed ${speed}`,
  );
  const tools = {
    stack,
    note,
    now: () => cli.now(),
    sleep: (ms: number) => cli.sleep(ms),
    ...(cli.interrupted && { interrupted: cli.interrupted() }),
  };
  const options = { speed, ...(faults.stack && { stackFaults: faults.stack }) };
  const { done, comparisons } = await replayIncident(incident, line, options, tools);
  if (!comparisons)
    throw new CliError(
      `interrupted after ${done} of ${count} steps; its streams have ended, its faults are off`,
    );
  await printComparisons(cli, comparisons);
}
