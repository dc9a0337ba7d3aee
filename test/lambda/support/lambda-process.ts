import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { functionArn } from '../../../src/local/account.ts';
import type { FunctionPlan } from '../../../src/local/config/plan.ts';
import { environmentOf } from '../../../src/local/functions/environment.ts';
import { type Outcome, RuntimeApi } from './runtime-api.ts';

const TRANSPORT = new URL('rapid-client.cjs', import.meta.url).pathname;

export interface LambdaProcess {
  invoke(event: unknown): Promise<Outcome>;
  /** The lines that the function has printed so far. */
  lines: readonly string[];
  stop(): Promise<void>;
}

export interface LambdaProcessOptions {
  plan: FunctionPlan;
  /** The folder that Lambda unpacks the function's package to. It has `handlers/<name>.cjs`. */
  taskRoot: string;
  /** The one-machine stack. */
  endpoint: string;
}

/** Starts an instance of a function as Lambda does: by the runtime interface client, in a process of its own. */
export async function startLambda(options: LambdaProcessOptions): Promise<LambdaProcess> {
  const { plan, taskRoot, endpoint } = options;
  const timeoutMs = plan.timeoutMs;
  const api = new RuntimeApi({ arn: functionArn(plan.fullName), timeoutMs });
  const child = spawn(process.execPath, ['--require', TRANSPORT, runtimeProgram()], {
    cwd: taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environmentOf(plan, endpoint),
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_RUNTIME_API: await api.listen(),
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: plan.handler,
    },
  });
  const exited = once(child, 'exit');
  const lines = linesOf(child.stdout, child.stderr);
  child.on('exit', (status) => api.end(exit(status, lines)));
  return {
    invoke: (event) => api.invoke(event),
    lines,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      api.close();
    },
  };
}

/** `npm run test:lambda` fetches Lambda's runtime interface client and names it. */
function runtimeProgram(): string {
  const program = process.env.LAMBDA_RUNTIME;
  if (!program)
    throw new Error('LAMBDA_RUNTIME: expected the path that scripts/lambda-runtime.mjs prints');
  return program;
}

function linesOf(...streams: Readable[]): string[] {
  const lines: string[] = [];
  for (const input of streams) createInterface({ input }).on('line', (line) => lines.push(line));
  return lines;
}

function exit(status: number | null, lines: readonly string[]): Outcome {
  const errorMessage = `the process ended with status ${status}: ${lines.slice(-5).join('\n')}`;
  return { phase: 'invoke', error: { errorType: 'Runtime.ExitError', errorMessage } };
}
