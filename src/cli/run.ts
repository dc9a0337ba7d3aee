import { CommanderError } from 'commander';
import { type AddCommands, CliError } from './context.ts';
import { openWith } from './open.ts';
import { attachPort } from './options.ts';
import { makeProgram } from './program.ts';
import type { Surroundings } from './surroundings.ts';

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
  surroundings: Surroundings,
): Promise<number> {
  const opener = openWith(surroundings);
  const program = makeProgram(surroundings);
  for (const add of commands) add(program, opener.open);
  try {
    await program.parseAsync(attachPort(args), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    if (!(error instanceof CliError)) throw error;
    surroundings.err.write(`error: ${error.message}\n`);
    return FAILED;
  } finally {
    opener.close();
  }
}
