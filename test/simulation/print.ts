import type { Report, Run } from './run.ts';
import { lineText, type StoryLine } from './story/story.ts';

const DAY = 24 * 3_600_000;
/** How many lines are printed if a violation concerns no channel. */
const LAST_LINES = 200;

/** One line about a run. @param realMs how long it took */
export function printReport(
  { run, simulatedMs, troubles, checks, violation }: Report,
  realMs?: number,
): void {
  const sum = (counts: Record<string, number>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  const speed =
    realMs === undefined ? '' : `, ${Math.round(simulatedMs / realMs)} times as fast as time`;
  const outcome = violation ? `violates: ${violation.invariant}` : 'all invariants hold';
  console.log(
    `seed ${run.seed}: ${(simulatedMs / DAY).toFixed(2)} days of ${run.owners?.length ?? run.channels} channels, ` +
      `${sum(troubles)} troubles, ${sum(checks)} checks${speed}: ${outcome}`,
  );
}

/** What happened before a violation, and how to see it again. */
export function printFailure({ run, lines, violation }: Report): void {
  for (const line of aboutChannel(lines, violation?.channelArn)) console.log(lineText(line));
  console.log(`\n${violation}\n\nAgain: ${commandOf(run)}`);
}

/** How close in time a line is that may have to do with a channel, ms. */
const NEAR_MS = 60_000;

/** The lines about a channel, and those about no channel that happened about the same time. */
function aboutChannel(lines: readonly StoryLine[], channelArn?: string): readonly StoryLine[] {
  if (channelArn === undefined) return lines.slice(-LAST_LINES);
  const times = lines.filter((line) => line.channelArn === channelArn).map(({ at }) => at);
  const isNear = (at: number) => times.some((time) => Math.abs(time - at) <= NEAR_MS);
  const about = lines.filter(
    (line) => line.channelArn === channelArn || (line.channelArn === undefined && isNear(line.at)),
  );
  return withoutRepeats(about);
}

/** Leaves out a line that says the same as the last line of the same function or person. */
function withoutRepeats(lines: readonly StoryLine[]): readonly StoryLine[] {
  const last = new Map<string, string>();
  return lines.filter(({ who, what }) => {
    const isRepeat = last.get(who) === what;
    last.set(who, what);
    return !isRepeat;
  });
}

export function commandOf(run: Run): string {
  const { seed, days, channels, owners, without, stormy, slow, installAfter, timeShare, pace } =
    run;
  const limits = [
    owners && ` --owners ${owners.join(',')}`,
    without && ` --without "${without.join(',')}"`,
    stormy && ' --stormy',
    slow && ' --slow',
    installAfter !== undefined && ` --install-after ${installAfter}`,
    timeShare !== undefined && ` --time-share ${timeShare}`,
    pace !== undefined && ` --pace ${pace}`,
  ];
  const options = limits.filter(Boolean).join('');
  return `npm run simulate -- --seed ${seed} --days ${days} --channels ${channels}${options}`;
}
