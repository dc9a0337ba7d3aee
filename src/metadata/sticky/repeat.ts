import { errorMessage, errorName } from '../../platform/errors.ts';
import { noCounts, type PassCounts, type PassTools, repeatOnce } from './pass.ts';
import type { Relay } from './relay.ts';

export interface RepeatTools extends PassTools {
  relay: Relay;
  /** The name of this invocation. It must be unique. */
  holder: string;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

/** What an invocation did. */
export interface RepeatReport extends Omit<PassCounts, 'channels' | 'live'> {
  /**
   * Why the invocation ended:
   * - `idle`: there is nothing to repeat now.
   * - `relieved`: another invocation has taken over.
   * - `time`: its time is used up. The schedule starts the next one every minute.
   */
  ended: 'idle' | 'relieved' | 'time';
  /** Number of passes. */
  passes: number;
}

/** The name of the lease that the invocations hand on. */
export const RELAY_LEASE = 'stickyMetadata';

/** Whether the schedule has started this invocation. */
export const isTick = (event: unknown): boolean =>
  (event as { source?: unknown } | null | undefined)?.source === 'aws.events';

/** No pass starts later than this before the deadline. The SDK's timeouts add up to less. */
const RESERVE_MS = 15_000;
/**
 * An invocation that an event or a message has started ends after this number of passes without a live
 * stream. It makes more than one, because what started it may be written to the table a moment later.
 */
const QUIET_PASSES = 2;

/**
 * Repeats sticky values, pass after pass, until there is nothing to repeat, another invocation takes over
 * (that of the next minute), or the time is used up.
 *
 * Passes start when the clock is a multiple of the period. So they keep their times even when another
 * invocation makes them. Without stored values, the function makes one Query and ends.
 *
 * @param waitForLive whether an event or a message has started the invocation, and not the schedule
 */
export async function repeatSticky(
  tools: RepeatTools,
  waitForLive: boolean,
): Promise<RepeatReport> {
  const { clock, deadline, timing } = tools;
  const maxQuiet = waitForLive ? QUIET_PASSES : 1;
  const report: RepeatReport = {
    ...{ ended: 'idle', passes: 0, repeated: 0, skipped: 0, forgotten: 0, failed: 0 },
  };
  let quietPasses = 0;
  for (;;) {
    const passNumber = Math.floor(clock.now() / timing.periodMs);
    const counts = await repeatOrReportFailure(passNumber, tools);
    addCounts(report, counts);
    quietPasses = counts.live > 0 ? 0 : quietPasses + 1;
    const isIdle = counts.channels === 0 || quietPasses >= maxQuiet;
    if (isIdle && counts.failed === 0) return end('idle');
    if (report.passes === 1) await takeOver(tools);
    const nextAt = Math.max((passNumber + 1) * timing.periodMs, clock.now());
    if (nextAt > deadline - RESERVE_MS) return end('time');
    await clock.sleep(nextAt - clock.now());
    if (!(await isHolder(tools))) return end('relieved');
  }

  function end(ended: RepeatReport['ended']): RepeatReport {
    writeReport({ ...report, ended }, tools);
    return { ...report, ended };
  }
}

async function takeOver({ relay, holder, log }: RepeatTools): Promise<void> {
  try {
    await relay.takeOver(holder);
  } catch (error) {
    log.warn('the lease cannot be taken over; two invocations may repeat at the same time', {
      reason: errorMessage(error),
    });
  }
}

/**
 * If the lease cannot be read, the invocation continues: two at a time do no harm, because SQS queues
 * equal messages once.
 */
async function isHolder({ relay, holder, log }: RepeatTools): Promise<boolean> {
  try {
    return await relay.isHolder(holder);
  } catch (error) {
    log.warn('the lease cannot be read; this invocation continues', {
      reason: errorMessage(error),
    });
    return true;
  }
}

/** If the table does not answer, the next pass tries again. */
async function repeatOrReportFailure(passNumber: number, tools: RepeatTools): Promise<PassCounts> {
  try {
    return await repeatOnce(passNumber, tools);
  } catch (error) {
    const [name, reason] = [errorName(error), errorMessage(error)];
    tools.log.error('sticky metadata cannot be read', { error: name, reason });
    return { ...noCounts(), failed: 1 };
  }
}

function addCounts(report: RepeatReport, counts: PassCounts): void {
  report.passes += 1;
  for (const name of COUNTED) report[name] += counts[name];
}

const COUNTED = ['repeated', 'skipped', 'forgotten', 'failed'] as const;
const METRICS: Record<(typeof COUNTED)[number], string> = {
  repeated: 'MetadataStickyRepeated',
  skipped: 'MetadataStickySkipped',
  forgotten: 'MetadataStickyForgotten',
  failed: 'MetadataStickyFailed',
};

function writeReport(report: RepeatReport, { metrics, log }: RepeatTools): void {
  const counted = COUNTED.filter((name) => report[name] > 0);
  for (const name of counted) metrics.add(METRICS[name], report[name]);
  if (counted.length > 0) log.info('sticky metadata repeated', { ...report });
}
