import { afterAll, beforeAll, expect, test } from 'vitest';
import { Narrator } from '../../../src/local/demo/narrator.ts';
import { tellStory } from '../../../src/local/demo/story.ts';
import { World } from '../../../src/local/demo/world.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';

const lines: string[] = [];
const functionLogs: string[] = [];
let stack: Stack;
let world: World;

beforeAll(async () => {
  const log = (_source: string, text: string) => void functionLogs.push(text);
  stack = await startStack({ port: 0, schedules: 30, log });
  world = new World(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});

test('the story of `npm run demo` comes out as asked, and tells no stream key', async () => {
  const tell = new Narrator((line) => lines.push(line));
  const { secrets } = await tellStory(world, tell, createReferenceDecoder());
  expect(tell.findings.filter(({ holds }) => !holds)).toEqual([]);
  expect(tell.findings.length).toBeGreaterThan(10);
  expect(functionLogs.length).toBeGreaterThan(10);
  const said = [...functionLogs, ...lines].join('\n');
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
}, 90_000);
