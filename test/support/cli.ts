import { Command } from 'commander';
import type { AddCommands, CliContext } from '../../src/cli/context.ts';

/** What a command printed, and what it invoked. */
export interface CliRun {
  printed: string;
  invoked: { functionName: string; payload: unknown }[];
}

/**
 * Runs commands in this process: functions are answered by `answer`, sleeping moves the clock at once.
 *
 * @param args what an operator types behind the program's name, without global options
 */
export async function runCommands(
  add: AddCommands,
  args: readonly string[],
  answer: (functionName: string, payload: unknown) => unknown,
  more: Partial<CliContext> = {},
): Promise<CliRun> {
  const run: CliRun = { printed: '', invoked: [] };
  let time = Date.parse('2026-11-21T12:00:00Z');
  const cli: CliContext = {
    async invoke<T>(functionName: string, payload: unknown) {
      run.invoked.push({ functionName, payload });
      return (await answer(functionName, payload)) as T;
    },
    async print(text) {
      run.printed += `${text}\n`;
    },
    json: false,
    paint: (_, text) => text,
    now: () => time,
    async sleep(ms) {
      time += ms;
    },
    timeZone: 'Europe/Berlin',
    ...more,
  };
  const program = new Command('ivs-autopilot').exitOverride().configureOutput({
    writeErr: () => undefined,
  });
  add(program, () => cli);
  await program.parseAsync(args, { from: 'user' });
  return run;
}
