import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { errorMessage } from '../platform/errors.ts';
import { type AcceptanceOptions, readOptions, type Target } from './options.ts';
import { planLines, question } from './plan.ts';
import type { Connection } from './stage.ts';

// npm run acceptance: one story against the one-machine stack, or against a stage on AWS.

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Schedules of the stack fire this many times as often. */
const SCHEDULE_FACTOR = 20;
/** On AWS, an end grace of 5 minutes and a schedule of a minute pass before a key is new. */
const PACE = {
  local: { everyMs: 300, withinMs: 60_000 },
  aws: { everyMs: 5_000, withinMs: 20 * 60_000 },
};
const RUN_ID_LENGTH = 8;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    print('interrupted: deleting the channels of this run; please wait');
    interrupted.abort(new Error(`interrupted by ${signal}`));
  });
}

const startedAt = performance.now();
function print(line: string): void {
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(`${seconds.toFixed(1).padStart(6)} s  ${line}\n`);
}

try {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(`${planLines(options.target).join('\n')}\n\n`);
  if (options.dryRun) process.stdout.write('--dry-run: nothing was done\n');
  else await run(options);
} catch (error) {
  process.stderr.write(`acceptance: ${errorMessage(error)}\n`);
  process.exitCode = 1;
}

async function run({ target, yes }: AcceptanceOptions): Promise<void> {
  if (target.kind === 'aws' && !yes) await ask(target);
  // The clients of AWS and the stack take seconds to load, and --dry-run needs neither.
  const [{ Stage }, { playStory }] = await Promise.all([
    import('./stage.ts'),
    import('./story.ts'),
  ]);
  const { connection, close } = await connect(target);
  const stage = new Stage(connection);
  const runId = randomUUID().slice(0, RUN_ID_LENGTH);
  try {
    const { signal } = interrupted;
    await playStory({ stage, runId, print, signal, pace: PACE[target.kind] });
  } finally {
    stage.close();
    await close();
  }
}

/** @throws Error unless somebody at a terminal says yes */
async function ask(target: Target & { kind: 'aws' }): Promise<void> {
  if (!process.stdin.isTTY)
    throw new Error('cannot ask without a terminal: add --yes to touch an AWS account');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question(target)} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('not confirmed: nothing was done');
}

async function connect(
  target: Target,
): Promise<{ connection: Connection; close(): Promise<void> }> {
  if (target.kind === 'aws') {
    const { stage, region, profile } = target;
    const connection = { stage, region, ...(profile !== undefined && { profile }) };
    return { connection, close: async () => undefined };
  }
  const { startStack } = await import('../local/stack.ts');
  const stack = await startStack({
    ...{ port: 0, rtmp: { port: 0 }, schedules: SCHEDULE_FACTOR, warm: false },
  });
  const { endpoint, rtmpEndpoint = '' } = stack;
  const connection = { stage: 'local', region: 'us-west-2', local: { endpoint, rtmpEndpoint } };
  return { connection, close: () => stack.close() };
}
