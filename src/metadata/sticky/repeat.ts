import { errorMessage, errorName } from '../../platform/errors.ts';
import { type PassCounts, type PassTools, repeatOnce } from './pass.ts';
import type { Relay } from './relay.ts';

export interface RepeatTools extends PassTools {
  relay: Relay;
  /** Names this invocation; no two may share it. */
  holder: string;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
}

/** What an invocation did. */
export interface RepeatReport extends Omit<PassCounts, 'channels' | 'live'> {
  /**
   * `idle`: nothing is to be repeated now; `relieved`: another invocation has taken over; `time`: its time
   * is over, and the next comes every minute.
   */
  ended: 'idle' | 'relieved' | 'time';
  passes: number;
}

/** The lease item that says who is on duty. */
export const RELAY_LEASE = 'stickyMetadata';

/** Whether an invocation comes from the schedule. */
export const isTick = (event: unknown): boolean =>
  (event as { source?: unknown } | null | undefined)?.source === 'aws.events';

/** No pass begins later than this before the deadline: the SDK's timeouts add up to less. */
const RESERVE_MS = 15_000;
/**
 * Passes in a row that find nothing live, before an invocation ends that an event or a message caused: what it
 * was called for may be written only a moment later.
 */
const PATIENCE = 2;

/**
 * Repeats sticky values, pass after pass, until there is nothing to repeat, another invocation takes over
 * (the next minute's), or the time is over. Passes are where the clock is a multiple of the period, whoever
 * makes them: so they stay even when invocations change. With nothing kept it makes one Query and ends.
 *
 * @param patient whether it was caused by something that just happens, not by the schedule
 */
export async function repeatSticky(tools: RepeatTools, patient: boolean): Promise<RepeatReport> {
  const { clock, deadline, timing } = tools;
  const report: RepeatReport = {
    ...{ ended: 'idle', passes: 0, repeated: 0, skipped: 0, forgotten: 0, failed: 0 },
  };
  let quiet = 0;
  for (;;) {
    const slot = Math.floor(clock.now() / timing.periodMs);
    const pass = await attempt(slot, tools);
    add(report, pass);
    quiet = pass.live > 0 ? 0 : quiet + 1;
    if (pass.channels === 0 && pass.failed === 0) return end('idle');
    if (quiet >= (patient ? PATIENCE : 1) && pass.failed === 0) return end('idle');
    if (report.passes === 1) await takeOver(tools);
    const nextAt = Math.max((slot + 1) * timing.periodMs, clock.now());
    if (nextAt > deadline - RESERVE_MS) return end('time');
    await clock.sleep(nextAt - clock.now());
    if (!(await onDuty(tools))) return end('relieved');
  }

  function end(ended: RepeatReport['ended']): RepeatReport {
    write({ ...report, ended }, tools);
    return { ...report, ended };
  }
}

async function takeOver({ relay, holder, log }: RepeatTools): Promise<void> {
  try {
    await relay.takeOver(holder);
  } catch (error) {
    log.warn('the shift can not be taken; another may repeat besides', {
      reason: errorMessage(error),
    });
  }
}

/** If the table does not say, two at once are better than none: what both queue is queued once. */
async function onDuty({ relay, holder, log }: RepeatTools): Promise<boolean> {
  try {
    return await relay.isHolder(holder);
  } catch (error) {
    log.warn('whose shift it is can not be read', { reason: errorMessage(error) });
    return true;
  }
}

/** The table may fail for a moment: the next pass tries again. */
async function attempt(slot: number, tools: RepeatTools): Promise<PassCounts> {
  try {
    return await repeatOnce(slot, tools);
  } catch (error) {
    const [name, reason] = [errorName(error), errorMessage(error)];
    tools.log.error('sticky metadata can not be read', { error: name, reason });
    return { channels: 0, live: 0, repeated: 0, skipped: 0, forgotten: 0, failed: 1 };
  }
}

function add(report: RepeatReport, pass: PassCounts): void {
  report.passes += 1;
  for (const name of COUNTED) report[name] += pass[name];
}

const COUNTED = ['repeated', 'skipped', 'forgotten', 'failed'] as const;
const METRICS: Record<(typeof COUNTED)[number], string> = {
  repeated: 'MetadataStickyRepeated',
  skipped: 'MetadataStickySkipped',
  forgotten: 'MetadataStickyForgotten',
  failed: 'MetadataStickyFailed',
};

function write(report: RepeatReport, { metrics, log }: RepeatTools): void {
  const counted = COUNTED.filter((name) => report[name] > 0);
  for (const name of counted) metrics.add(METRICS[name], report[name]);
  if (counted.length > 0) log.info('sticky metadata repeated', { ...report });
}
