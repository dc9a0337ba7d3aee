import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FunctionPlan } from '../../src/local/config/plan.ts';
import { readPlan } from '../../src/local/config/read.ts';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { bundleFunctions } from '../../src/local/functions/bundle.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { type Run, runs } from '../events/runs.ts';
import { samples } from '../events/samples.ts';
import { startLambda } from './support/lambda-process.ts';
import type { Outcome } from './support/runtime-api.ts';

const { functions: FUNCTIONS } = readPlan(await readServerlessYml(process.cwd()));
const RUNS = runs(samples());

let stack: Stack;
/** Nothing is above it: a bundle that needs a package from node_modules does not load. */
let taskRoot: string;
beforeAll(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'ivs-autopilot-lambda-'));
  await unpackBundles(taskRoot);
  stack = await startStack({ port: 0, schedules: 'off', warm: false });
});
afterAll(async () => {
  await stack?.close();
  await rm(taskRoot, { recursive: true, force: true });
});

async function unpackBundles(folder: string): Promise<void> {
  const bundles = await bundleFunctions(FUNCTIONS, process.cwd());
  await mkdir(join(folder, 'handlers'));
  for (const plan of FUNCTIONS)
    await copyFile(bundles.of(plan).file, join(folder, `${handlerFile(plan)}.cjs`));
  await bundles.remove();
}

/** `handlers/enqueueMetadata`: the handler without the name of the export. */
function handlerFile({ handler }: FunctionPlan): string {
  return handler.slice(0, handler.lastIndexOf('.'));
}

test('the tests run on the version of Node.js that serverless.yml deploys to', async () => {
  const [, version] =
    /^ *runtime: nodejs(\d+)\.x$/m.exec(await readFile('serverless.yml', 'utf8')) ?? [];
  expect(process.versions.node.split('.')[0]).toBe(version);
});

test.each(FUNCTIONS)('Lambda’s runtime loads $name, which handles its samples', async (plan) => {
  const own = RUNS.filter(({ name }) => name === plan.name);
  expect(own, `events/ has no sample for ${plan.name}`).not.toEqual([]);
  const lambda = await startLambda({ plan, taskRoot, endpoint: stack.endpoint });
  try {
    for (const run of own) expectOutcome(run, await lambda.invoke(run.event));
    for (const line of lambda.lines) expect(line).toSatisfy(isFunctionLine);
  } finally {
    await lambda.stop();
  }
});

function expectOutcome({ file, refusal }: Run, outcome: Outcome): void {
  expect('error' in outcome, `${file}: ${JSON.stringify(outcome)}`).toBe(refusal?.failed ?? false);
  const answer = 'answer' in outcome ? outcome.answer : outcome.error;
  if (refusal) expect(answer, file).toMatchObject(refusal.answer as object);
}

/** CloudWatch reads metrics and fields from lines that are JSON as a whole. The other lines are the runtime's own. */
function isFunctionLine(line: string): boolean {
  return /^\{.*\}$/.test(line) || line.includes('\tERROR\tInvoke Error ');
}

describe('broken bundles', () => {
  const [PLAN] = FUNCTIONS;

  test.each([
    ['without the handler', 'exports.handle = async () => 1', 'Runtime.HandlerNotFound'],
    ['that throws while it loads', 'throw new TypeError("no")', 'TypeError'],
    ['that does not compile', 'exports.handler = async () => {', 'Runtime.UserCodeSyntaxError'],
    ['that needs a package', 'require("zod")', 'Runtime.ImportModuleError'],
    [
      'with a callback, which Node.js 24 on Lambda does not call',
      'exports.handler = (event, context, callback) => callback(null, 1)',
      'Runtime.CallbackHandlerDeprecated',
    ],
  ])('Lambda’s runtime refuses a bundle %s', async (_what, source, errorType) => {
    if (!PLAN) throw new Error('serverless.yml has no functions');
    const root = await mkdtemp(join(taskRoot, 'broken-'));
    await mkdir(join(root, 'handlers'));
    await writeFile(join(root, 'handlers/broken.cjs'), source);
    const plan = { ...PLAN, handler: 'handlers/broken.handler' };
    const lambda = await startLambda({ plan, taskRoot: root, endpoint: stack.endpoint });
    const outcome = await lambda.invoke({});
    await lambda.stop();
    expect(outcome).toMatchObject({ phase: 'init', error: { errorType } });
  });
});
