import { Command, InvalidArgumentError } from 'commander';
import { productionPlan } from './plan.ts';
import { printFailure, printReport } from './print.ts';
import { type Report, type Run, simulate } from './run.ts';
import { shrink } from './shrink.ts';
import { lineText } from './story/story.ts';
import { TROUBLE_KINDS, type TroubleKind } from './trouble/kinds.ts';

interface Options {
  seed?: number;
  seeds: number;
  days: number;
  channels: number;
  owners?: number[];
  stormy?: boolean;
  slow?: boolean;
  installAfter?: number;
  timeShare?: number;
  pace?: number;
  without?: TroubleKind[];
  story?: boolean;
  shrink: boolean;
}

const program = new Command('npm run simulate --')
  .description('Simulates the whole system under one clock, with all kinds of trouble.')
  .option('--seed <number>', 'the seed of the first run; default: random', wholeNumber)
  .option('--seeds <number>', 'how many runs, each with the next seed', wholeNumber, 1)
  .option('--days <number>', 'simulated days of each run', wholeNumber, 2)
  .option('--channels <number>', 'how many channels people try to have', wholeNumber, 20)
  .option('--owners <numbers>', 'only these owners of channels: 3,17', numbers)
  .option('--without <kinds>', 'troubles that never happen: "event lost,request cut"', kinds)
  .option('--stormy', 'as much trouble in every hour as in a stormy one')
  .option('--install-after <hours>', 'the stack is installed later', wholeNumber)
  .option('--slow', 'every service is slow, all the time')
  .option(
    '--time-share <share>',
    "the functions' share of the time that serverless.yml gives",
    share,
  )
  .option('--pace <number>', 'people do things so many times as often', wholeNumber)
  .option('--story', 'print the story of a run that succeeds, too')
  .option('--no-shrink', 'do not look for a smaller run that fails')
  .action(main);

await program.parseAsync();

async function main(options: Options): Promise<void> {
  const plan = await productionPlan();
  const first = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  for (let seed = first; seed < first + options.seeds; seed += 1) {
    const startedAt = performance.now();
    const report = await simulate(runOf(options, seed), plan);
    printReport(report, performance.now() - startedAt);
    if (options.story && !report.violation)
      for (const line of report.lines) console.log(lineText(line));
    if (report.violation) return fail(report, options);
  }

  async function fail(report: Report, { shrink: shrinks }: Options): Promise<void> {
    process.exitCode = 1;
    console.log(String(report.violation));
    if (!shrinks) return printFailure(report);
    console.log('Looking for a smaller run that fails …');
    const again = (run: Run) => simulate(run, plan);
    printFailure(await shrink(report, again, (smaller) => printReport(smaller)));
  }
}

function runOf(options: Options, seed: number): Run {
  const { days, channels, owners, without, stormy, slow, installAfter, timeShare, pace } = options;
  return {
    ...{ seed, days, channels },
    ...(owners && { owners }),
    ...(without && { without }),
    ...(stormy && { stormy }),
    ...(slow && { slow }),
    ...(installAfter !== undefined && { installAfter }),
    ...(timeShare !== undefined && { timeShare }),
    ...(pace !== undefined && { pace }),
  };
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number, received ${text}`);
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0.3 && value <= 1) return value;
  throw new InvalidArgumentError(`expected a number from 0.3 to 1, received ${text}`);
}

function numbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

function kinds(text: string): TroubleKind[] {
  return text.split(',').map((name) => {
    const kind = TROUBLE_KINDS.find((known) => known === name.trim());
    if (kind) return kind;
    throw new InvalidArgumentError(`expected one of ${TROUBLE_KINDS.join(', ')}, received ${name}`);
  });
}
