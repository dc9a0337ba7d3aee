import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../../scripts/docs/pages.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { runCli } from '../../../src/cli/run.ts';
import { listen } from '../../../src/http/listen.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import type { AwsCli, CommandResult } from '../../simulator/cli-examples/aws-cli.ts';

/** What the programs that commands name do here. */
export interface Programs {
  /** Absent if the AWS CLI is not on this machine: then `aws` does nothing. */
  aws?: AwsCli;
  /** `npx serverless invoke local`. */
  invokeFunction(name: string, event: string): Promise<unknown>;
  /** Of the stack. */
  port: string;
}

/** The shell function of a program sends its words to this process, and prints the answer. */
const SHIMS = `
call() {
  local answer
  answer=$(printf '%s\\0' "$@" | command curl -fsS --data-binary @- "$PROGRAMS") || return 70
  eval "$answer"
}
aws() { call aws "$@"; }
npx() {
  if [ "$1 $2 $3" = 'serverless invoke local' ] && [[ " $* " != *' -p '* ]]; then
    local input=$TMPDIR/$RANDOM
    cat > "$input"
    call npx "$@" -p "$input"
  elif [ "$1 $2" = 'ivs-autopilot invoke' ] && [[ " $* " != *' --payload'* ]]; then
    local input=$TMPDIR/$RANDOM
    cat > "$input"
    call npx "$@" --payload-file "$input"
  else
    call npx "$@"
  fi
}
curl() { command curl --fail-with-body -sS "$@"; }
`;

/**
 * Runs commands of the pages in bash, in an empty folder with the sample events. The programs `aws` and `npx` run in
 * this process, because each start takes a second. An HTTP error makes `curl` fail.
 */
export async function documentedShell(programs: Programs) {
  const folder = mkdtempSync(join(tmpdir(), 'ivs-autopilot-docs-'));
  symlinkSync(join(ROOT, 'events'), join(folder, 'events'));
  // A copy, because pages show how to write a file there.
  cpSync(join(ROOT, 'stages'), join(folder, 'stages'), { recursive: true });
  const file = (content = '') => {
    const path = join(folder, randomUUID());
    writeFileSync(path, content);
    return path;
  };
  const server = createServer(async (request, response) => {
    const words = (await text(request)).split('\0').slice(0, -1);
    const { code, stdout, stderr } = await runProgram(words, programs, file).catch(failure);
    response.end(`cat ${file(stdout)}; cat ${file(stderr)} >&2; return ${code}`);
  });
  await listen(server, 0);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    /** @param env environment variables beside PATH */
    run(script: string, env: Record<string, string>): Promise<CommandResult> {
      const path = file(`${SHIMS}set -euo pipefail\n${script}\n`);
      const all = { PATH: process.env.PATH, TMPDIR: folder, PROGRAMS: `http://127.0.0.1:${port}/` };
      return runBash(path, folder, { ...all, ...env });
    },
    close() {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const failure = (error: unknown): CommandResult => ({ code: 1, stdout: '', stderr: `${error}\n` });

async function runBash(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  const bash = spawn('bash', [script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number>((resolve) => bash.once('close', (code) => resolve(code ?? 1)));
  const [stdout, stderr] = await Promise.all([text(bash.stdout), text(bash.stderr)]);
  return { code: await ended, stdout, stderr };
}

type NewFile = (content?: string) => string;

async function runProgram(
  [program, ...words]: string[],
  programs: Programs,
  file: NewFile,
): Promise<CommandResult> {
  if (program === 'aws') return runAws(words, programs.aws, file);
  const [command, ...rest] = words;
  if (command === 'ivs-autopilot') return runAutopilot(rest, programs.port);
  if (command === 'serverless' && rest.slice(0, 2).join(' ') === 'invoke local')
    return invokeLocal(rest.slice(2), programs);
  throw new Error(`npx ${words.join(' ')}: no such program here`);
}

async function runAws(
  words: string[],
  aws: AwsCli | undefined,
  file: NewFile,
): Promise<CommandResult> {
  if (!aws) return { code: 0, stdout: '', stderr: '' };
  const output = file();
  const result = await aws.run(words.map((word) => (word === '/dev/stdout' ? output : word)));
  return { ...result, stdout: readFileSync(output, 'utf8') + result.stdout };
}

/** A command that asks again after two seconds would make the test slow. */
const CLOCK: Clock = { now: () => systemClock.now(), sleep: (ms) => systemClock.sleep(ms / 20) };

async function runAutopilot(words: string[], port: string): Promise<CommandResult> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(out), text(err)]);
  const isStackNamed = words.some((word) => word.startsWith('--local'));
  const code = await runCli(isStackNamed ? words : [...words, '--local'], COMMANDS, {
    ...{ env: { PORT: port }, out, err, input: new PassThrough(), clock: CLOCK },
    timeZone: 'Europe/Berlin',
  });
  out.end();
  err.end();
  const [stdout, stderr] = await printed;
  return { code, stdout, stderr };
}

async function invokeLocal(
  [flag, name = '', option, path = '', ...others]: string[],
  { invokeFunction }: Programs,
): Promise<CommandResult> {
  if (flag !== '-f' || option !== '-p' || others.length > 0) throw new Error('expected -f and -p');
  const event = readFileSync(path.startsWith('/') ? path : join(ROOT, path), 'utf8');
  const answer = await invokeFunction(name, JSON.stringify(JSON.parse(event)));
  return { code: 0, stdout: `${JSON.stringify(answer)}\n`, stderr: '' };
}
