import { CommanderError } from 'commander';
import type { CliEnvironment } from './cli-environment.ts';
import { type AddCommands, CliError } from './context.ts';
import { contextOpener } from './open-context.ts';
import { joinLocalPort } from './options.ts';
import { makeProgram } from './program.ts';

/** Exit statuses: what was asked for was wrong, or could not be asked at all. */
const FAILED = 1;
const MISUSED = 2;

/**
 * Runs one command line.
 *
 * @param args what stands behind the program's name
 * @returns the exit status: 0; 1 for a failure, told in one line; 2 for a wrong command line
 * @throws whatever is a fault of this program, so that it shows its stack trace
 */
export async function runCli(
  args: readonly string[],
  commands: readonly AddCommands[],
  environment: CliEnvironment,
): Promise<number> {
  const opener = contextOpener(environment);
  const program = makeProgram(environment);
  for (const add of commands) add(program, opener.open);
  try {
    await program.parseAsync(joinLocalPort(args), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    if (!(error instanceof CliError)) throw error;
    environment.err.write(`error: ${error.message}\n`);
    return FAILED;
  } finally {
    opener.close();
  }
}
