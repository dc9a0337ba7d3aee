import type { Command } from 'commander';
import { version } from '../../package.json';
import type { DoctorAnswer } from '../doctor/answer.ts';
import type { Check } from '../doctor/check.ts';
import { clientChecks } from '../doctor/client-checks.ts';
import { type AddCommands, type CliContext, CliError, UsageError } from './context.ts';
import { checkTable, summaryOf } from './format/checks.ts';
import { countOf } from './format/text.ts';
import { printJson } from './output.ts';

export const addDoctorCommand: AddCommands = (program, open) => {
  program
    .command('doctor')
    .description(
      'Check whether the stage is deployed right and runs, and say what to do. The exit status is 1 if a check fails.',
    )
    .option('--skip <checks>', 'Leave out these checks: their names, with commas between them.')
    .action(({ skip = '' }: { skip?: string }, command: Command) =>
      examine(open(command), skip.split(',').filter(Boolean)),
    );
};

async function examine(cli: CliContext, skipped: readonly string[]): Promise<void> {
  const sentAt = cli.now();
  const answer = await cli.invoke<DoctorAnswer>('doctor', {});
  const client = clientChecks(answer, { version, sentAt, receivedAt: cli.now() });
  const all = [...answer.checks, ...client];
  const checks = all.filter(({ check }) => !skipped.includes(check));
  refuseUnknown(skipped, all);
  if (cli.json) await printJson(cli, { ...answer, checks });
  else await print(cli, answer, checks);
  const failures = checks.filter(({ ok }) => !ok).length;
  if (failures > 0) throw new CliError(`${countOf(failures, 'check')} failed`);
}

async function print(
  cli: CliContext,
  answer: DoctorAnswer,
  checks: readonly Check[],
): Promise<void> {
  await cli.print(summaryOf(answer));
  await cli.print(checkTable(checks, cli));
}

function refuseUnknown(skipped: readonly string[], all: readonly Check[]): void {
  const known = all.map(({ check }) => check);
  const unknown = skipped.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`--skip: expected names of ${known.join(', ')}, received "${unknown}"`);
}
