import { afterAll, beforeAll, expect, test } from 'vitest';
import { DemoClient } from '../../../src/local/demo/client.ts';
import { DemoReport } from '../../../src/local/demo/report.ts';
import { runScenario } from '../../../src/local/demo/scenario.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';

const lines: string[] = [];
const functionLogs: string[] = [];
let stack: Stack;
let client: DemoClient;

beforeAll(async () => {
  const log = (_source: string, text: string) => void functionLogs.push(text);
  stack = await startStack({ port: 0, schedules: 30, log });
  client = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  client?.close();
  await stack?.close();
});

test('all checks of `npm run demo` pass, and nothing that it prints or logs shows a stream key', async () => {
  const report = new DemoReport((line) => lines.push(line));
  const { secrets } = await runScenario(client, report, createReferenceDecoder());
  expect(report.results.filter(({ passed }) => !passed)).toEqual([]);
  expect(report.results.length).toBeGreaterThan(10);
  expect(functionLogs.length).toBeGreaterThan(10);
  const printed = [...functionLogs, ...lines].join('\n');
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => printed.includes(secret))).toEqual([]);
}, 90_000);
