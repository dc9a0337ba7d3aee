import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Example, parseExamples } from './examples.ts';

const DRIVER = fileURLToPath(new URL('./aws_driver.py', import.meta.url));
/** Prints the directory of the package awscli. */
const FIND_PACKAGE = 'import awscli, os; print(os.path.dirname(awscli.__file__))';
/** What Python needs to find its packages. No other variable of the user reaches the CLI. */
const PYTHON_VARIABLES = ['PATH', 'HOME', 'PYENV_ROOT', 'PYTHONPATH', 'PYTHONUSERBASE'];

export type FoundExamples = { python: string; examples: Example[] } | { missing: string };

/** Finds a Python interpreter with the AWS CLI (version 1 or 2) and the examples that come with it. */
export function findExamples(): FoundExamples {
  let missing = 'no python3 has the package awscli';
  for (const python of interpreters()) {
    const { status, stdout } = spawnSync(python, ['-c', FIND_PACKAGE], { encoding: 'utf8' });
    if (status !== 0) continue;
    const folder = join(stdout.trim(), 'examples', 'ivs');
    if (existsSync(folder)) return { python, examples: readExamples(folder) };
    missing = `no folder ${folder}`;
  }
  return { missing };
}

/** The interpreters that may have the package: that of the command `aws`, that of the path, and Debian's. */
function interpreters(): string[] {
  const folders = process.env.PATH?.split(delimiter) ?? [];
  const command = folders.map((folder) => join(folder, 'aws')).find((file) => existsSync(file));
  const [, own] = /^#!(\S*python\S*)\n/.exec(command ? readFileSync(command, 'utf8') : '') ?? [];
  return [...(own ? [own] : []), 'python3', '/usr/bin/python3'];
}

function readExamples(folder: string): Example[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.rst'));
  return files
    .sort()
    .flatMap((file) =>
      parseExamples(basename(file, '.rst'), readFileSync(join(folder, file), 'utf8')),
    );
}

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** The AWS CLI in one process. */
export interface AwsCli {
  /** @param words the arguments after `aws` */
  run(words: string[]): Promise<CommandResult>;
  close(): Promise<void>;
}

/**
 * Starts the AWS CLI for an endpoint, without the configuration of the user.
 *
 * @param by what names the endpoint: the option --endpoint-url of each command, or the variable AWS_ENDPOINT_URL
 */
export function startAwsCli(
  python: string,
  endpoint: string,
  by: 'option' | 'variable' = 'option',
): AwsCli {
  const option = by === 'option' ? ['--endpoint-url', endpoint] : [];
  const child = spawn(python, [DRIVER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...Object.fromEntries(PYTHON_VARIABLES.map((name) => [name, process.env[name]])),
      ...(by === 'variable' && { AWS_ENDPOINT_URL: endpoint }),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_DEFAULT_REGION: 'us-west-2',
      AWS_DEFAULT_OUTPUT: 'json',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async run(words) {
      child.stdin.write(`${JSON.stringify([...words, ...option])}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('the AWS CLI ended before it answered');
      return JSON.parse(value) as CommandResult;
    },
    close() {
      child.stdin.end();
      return ended;
    },
  };
}
