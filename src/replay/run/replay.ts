import { sessionIdText } from '../../sessions/session-id.ts';
import { groupBy } from '../incident/group.ts';
import type { Incident, IncidentSession } from '../incident/incident.ts';
import { countsText } from '../incident/texts.ts';
import { type Comparison, compareSession } from '../result/compare.ts';
import type { Step } from '../timeline/steps.ts';
import type { TimeLine } from '../timeline/time-line.ts';
import { endLiveStreams } from './end-streams.ts';
import { playSteps } from './play.ts';
import type { RecordedSession, ReplayStack, ReplayTools } from './stack.ts';
import { type Wait, waiterOf } from './waiter.ts';

export interface ReplayOptions {
  /** How many times as fast as it was. */
  speed: number;
  /** Faults of the stack while events arrive: the body of `PUT /_sim/faults`. */
  stackFaults?: object;
}

export interface ReplayReport {
  /** The steps that were done. */
  done: number;
  /** Absent if the operator has ended the program. */
  comparisons?: Comparison[];
}

/** How long the stack may take to record what arrived: longer than its retries take. */
const RECORDING_MS = 60_000;
const POLL_MS = 200;
/** A run of `reconcile` may meet one of the schedule, which has the lease, or may not finish. */
const MAX_RUNS = 30;
const BUSY_MS = 1_000;

/**
 * Replays an incident:
 *
 *     set the faults -> do the steps -> set the earlier faults -> wait until what arrived is recorded
 *     -> reconcile with IVS -> compare the sessions with the file
 *
 * If the operator ends the program, or if a step fails, the earlier faults are set, and the streams that are live end.
 *
 * @throws the error of the step that failed
 */
export async function replayIncident(
  incident: Incident,
  { steps }: TimeLine,
  { speed, stackFaults }: ReplayOptions,
  tools: ReplayTools,
): Promise<ReplayReport> {
  const { stack } = tools;
  const wait = waiterOf(tools);
  const play = () => playSteps(steps, speed, tools, wait);
  const { done, failure } = await withFaults(stack, stackFaults, play);
  const end = () => endLiveStreams(steps.slice(0, done), tools);
  if (failure) {
    // Its error says why the replay stops. What could not be ended has been said.
    await end().catch(() => undefined);
    throw failure.error;
  }
  const isComplete =
    done === steps.length &&
    (await waitUntilRecorded(steps, incident.sessions, tools, wait)) &&
    (await reconcile(tools, wait));
  if (!isComplete) {
    await end();
    return { done };
  }
  return { done, comparisons: await compareAll(incident.sessions, stack) };
}

async function withFaults<T>(
  stack: ReplayStack,
  faults: object | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (!faults) return run();
  const before = await stack.faults();
  await stack.setFaults(faults);
  try {
    return await run();
  } finally {
    await stack.setFaults(before);
  }
}

/**
 * Waits until the stack has recorded each event that arrived, but for at most a minute.
 *
 * @returns false if the operator has ended the program
 */
async function waitUntilRecorded(
  steps: readonly Step[],
  sessions: readonly IncidentSession[],
  { stack, now, note }: ReplayTools,
  wait: Wait,
): Promise<boolean> {
  note('all events have arrived; waiting until they are recorded');
  const until = now() + RECORDING_MS;
  const arrivals = steps.flatMap((step) => (step.kind === 'event' ? [step.event] : []));
  const arrived = groupBy(arrivals, ({ channelArn = '', streamId = '' }) =>
    sessionIdText({ channelArn, streamId }),
  );
  for (const { id } of sessions) {
    const events = arrived.get(sessionIdText(id)) ?? [];
    const ids = [...new Set(events.map((event) => event.id))];
    const unrecorded = ({ eventIds }: RecordedSession) => ids.filter((one) => !eventIds.has(one));
    let missing = unrecorded(await stack.session(id));
    while (missing.length > 0 && now() < until) {
      if (!(await wait(now() + POLL_MS))) return false;
      missing = unrecorded(await stack.session(id));
    }
    if (missing.length > 0)
      note(
        `${id.streamId}: ${countsText(missing.length, 'event was', 'events were')} not recorded`,
      );
  }
  return true;
}

/**
 * Runs `reconcile` until it has compared everything. On its own, the stack runs it every five minutes.
 *
 * @returns false if the operator has ended the program
 */
async function reconcile({ stack, now, note }: ReplayTools, wait: Wait): Promise<boolean> {
  for (let run = 1; run <= MAX_RUNS; run += 1) {
    const { outcome } = await stack.reconcile();
    note(`reconcile compares the stack with IVS: ${outcome}`);
    if (outcome === 'done') return true;
    if (!(await wait(now() + (outcome === 'busy' ? BUSY_MS : 0)))) return false;
  }
  return true;
}

async function compareAll(
  sessions: readonly IncidentSession[],
  stack: ReplayStack,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const session of sessions)
    comparisons.push(compareSession(session, await stack.session(session.id)));
  return comparisons;
}
