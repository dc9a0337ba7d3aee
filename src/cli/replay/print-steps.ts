import type { Step } from '../../replay/timeline/steps.ts';
import type { CliContext } from '../context.ts';
import { formatDuration } from '../format/duration.ts';
import { type Column, table } from '../format/table.ts';
import { joined } from '../format/text.ts';
import { formatTime } from '../format/time.ts';
import { printJson } from '../output.ts';

const COLUMNS: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'TIME' },
  { title: 'STREAM', shrinksTo: 8 },
  { title: 'WHAT HAPPENS', shrinksTo: 24, wraps: true },
];

/** Prints the time line of a replay. Numbers are those that faults may name. */
export async function printSteps(cli: CliContext, steps: readonly Step[]): Promise<void> {
  if (cli.json) {
    for (const step of steps) await printJson(cli, printedStep(step));
    return;
  }
  const rows = steps.map((step) => [
    step.kind === 'event' ? `${step.index}` : undefined,
    formatTime(step.at, cli.timeZone),
    streamOf(step),
    textOf(step),
  ]);
  await cli.print(table(COLUMNS, rows, cli));
}

function printedStep({ at, ...step }: Step): object {
  const time = new Date(at).toISOString();
  if (step.kind !== 'session') return { at: time, ...step };
  return { at: time, kind: step.kind, session: step.body(), what: step.what };
}

function streamOf(step: Step): string | undefined {
  if (step.kind === 'channel') return undefined;
  return step.kind === 'session' ? step.id.streamId : step.event.streamId;
}

/** An event that arrives within so long is not late: times of events are whole seconds. */
const LATE_MS = 2_000;

function textOf(step: Step): string {
  switch (step.kind) {
    case 'channel':
      return `IVS: the channel ${step.channel.name ?? step.channel.arn} exists`;
    case 'session':
      return `IVS: ${step.what}`;
    case 'lost':
      return `${step.event.name} is lost (${step.why === 'file' ? 'as in the file' : 'fault'})`;
    case 'event': {
      const { copy, lateMs, faults } = step.how;
      const notes = joined([
        copy > 1 ? 'again' : undefined,
        lateMs >= LATE_MS ? `${formatDuration(lateMs)} late` : undefined,
        faults.length > 0 ? `fault: ${faults.join(', ')}` : undefined,
      ]);
      return `${step.event.name} arrives${notes === undefined ? '' : ` (${notes})`}`;
    }
  }
}
