import { afterAll, beforeAll, expect, test } from 'vitest';
import { DemoClient } from '../../../src/local/demo/client.ts';
import { DemoReport } from '../../../src/local/demo/report.ts';
import { runScenario } from '../../../src/local/demo/scenario.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';

const lines: string[] = [];
const functionLogs: string[] = [];
let stack: Stack;
let world: DemoClient;

beforeAll(async () => {
  const log = (_source: string, text: string) => void functionLogs.push(text);
  stack = await startStack({ port: 0, schedules: 30, log });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});

test('the story of `npm run demo` comes out as asked, and tells no stream key', async () => {
  const tell = new DemoReport((line) => lines.push(line));
  const { secrets } = await runScenario(world, tell, createReferenceDecoder());
  expect(tell.results.filter(({ passed }) => !passed)).toEqual([]);
  expect(tell.results.length).toBeGreaterThan(10);
  expect(functionLogs.length).toBeGreaterThan(10);
  const said = [...functionLogs, ...lines].join('\n');
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
}, 90_000);
