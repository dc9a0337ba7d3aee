import { CommanderError } from 'commander';
import type { CliEnvironment } from './cli-environment.ts';
import { type AddCommands, CliError, UsageError } from './context.ts';
import { contextOpener } from './open-context.ts';
import { joinLocalPort } from './options.ts';
import { makeProgram } from './program.ts';

/** The exit statuses that the help lists. */
const EXIT = { success: 0, failure: 1, wrongCommandLine: 2 };

/**
 * Runs one command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit status: 0; 1 for a failure, printed in one line; 2 for a wrong command line
 * @throws any error that is a bug of this program, so that Node.js prints its stack trace
 */
export async function runCli(
  args: readonly string[],
  commands: readonly AddCommands[],
  environment: CliEnvironment,
): Promise<number> {
  const { open, close } = contextOpener(environment);
  const program = makeProgram(environment, commands, open);
  try {
    await program.parseAsync(joinLocalPort(args), { from: 'user' });
    return EXIT.success;
  } catch (error) {
    // Commander throws for --help and --version, too, with exit code 0.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT.success : EXIT.wrongCommandLine;
    if (!(error instanceof CliError)) throw error;
    environment.err.write(`error: ${error.message}\n`);
    return error instanceof UsageError ? EXIT.wrongCommandLine : EXIT.failure;
  } finally {
    close();
  }
}
