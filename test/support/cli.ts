import { Command } from 'commander';
import type { AddCommands, CliContext } from '../../src/cli/context.ts';

/** What a command printed, and which functions it invoked. */
export interface CliRun {
  printed: string;
  invoked: { functionName: string; payload: unknown }[];
}

/**
 * Runs a command in this process. Sleeping returns at once and moves the clock.
 *
 * @param args the arguments after the program's name, without global options
 * @param answer answers the invoked functions
 * @param more replaces members of the context
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
    async invokeAny(functionName, payload) {
      run.invoked.push({ functionName, payload });
      return answer(functionName, payload);
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
    place: { stage: 'prod', region: 'us-west-2' },
    ...more,
  };
  const program = new Command('ivs-autopilot').exitOverride().configureOutput({
    writeErr: () => undefined,
  });
  add(program, () => cli);
  await program.parseAsync(args, { from: 'user' });
  return run;
}
