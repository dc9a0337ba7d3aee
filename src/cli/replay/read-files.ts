import { open, readFile } from 'node:fs/promises';
import { InputError } from '../../platform/errors.ts';
import { type ReplayFaults, readFaults } from '../../replay/faults/event-faults.ts';
import { CliError } from '../context.ts';

/** @throws CliError if the file cannot be read */
export async function linesOf(path: string): Promise<string[]> {
  try {
    const file = await open(path);
    const lines: string[] = [];
    for await (const line of file.readLines()) lines.push(line);
    return lines;
  } catch (error) {
    throw fileError(path, error);
  }
}

/** @throws CliError if the file cannot be read, or names the member that is wrong */
export async function faultsIn(path: string): Promise<ReplayFaults> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(path, error);
  });
  try {
    return readFaults(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new CliError(`${path}: expected JSON: ${error.message}`, { cause: error });
    if (error instanceof InputError)
      throw new CliError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function fileError(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const reason = code === 'ENOENT' ? 'there is no such file' : code;
  return new CliError(`cannot read ${path}: ${reason}`, { cause: error });
}
