import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** What a release needs from the outside. Tests replace what is slow. */
export interface Tools {
  /** The folder of the project. */
  directory: string;
  /** Runs a program there. @returns what it printed. @throws if it fails */
  run(program: string, ...args: string[]): Promise<string>;
  /** Runs a command line there, whose output the user sees. @throws if it fails */
  show(command: string): Promise<void>;
  /** The names of the packages of which code is in the bundles of the functions: `zod@4.6.7`. */
  functionPackages(): Promise<string[]>;
  print(line: string): void;
  /** The date of the release: `2026-11-28`. */
  today(): string;
}

const MOST_OUTPUT = 64 * 1_048_576;

export function realTools(directory: string): Tools {
  const run = async (program: string, ...args: string[]) => {
    const options = { cwd: directory, maxBuffer: MOST_OUTPUT };
    const { stdout } = await promisify(execFile)(program, args, options);
    return stdout;
  };
  return {
    directory,
    run,
    async show(command) {
      const child = spawn(command, { cwd: directory, shell: true, stdio: 'inherit' });
      const [status] = await once(child, 'exit');
      if (status !== 0) throw new Error(`${command}: expected success, received status ${status}`);
    },
    async functionPackages() {
      return JSON.parse(await run('node', 'scripts/release/function-packages.mjs')) as string[];
    },
    print: (line) => void process.stdout.write(`${line}\n`),
    today: () => new Date().toISOString().slice(0, 10),
  };
}
