import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Console, createConsole } from '../../src/console/server/console.ts';
import { systemTimers } from '../../src/console/server/timers.ts';
import { HOST, listen } from '../../src/http/listen.ts';
import { pageFiles } from '../../src/local/console/page-files.ts';
import { startChromium } from '../support/browser/chromium.ts';
import { crowd } from './support/crowd.ts';

// A stage with 1,000 live streams and 5,000 channels, as the command `console` serves it. Its functions are replaced, since the page and
// its server are tested.

const SOON = { timeout: 30_000, interval: 100 };
const stage = crowd({ live: 1_000, channels: 5_000 });
let secrets = 0;
let served: Console;
let server: Server;
let chromium: Awaited<ReturnType<typeof startChromium>>;
let stranger: Awaited<ReturnType<typeof startChromium>>;
beforeAll(async () => {
  served = createConsole({
    ...{ invoke: stage.invoke, findAsset: pageFiles(), version: '1.2.3', stage: 'prod' },
    ...{ isReadOnly: true, entry: 'token', timers: systemTimers },
    newSecret: () => `secret-${++secrets}`,
  });
  server = createServer(served.listener);
  await listen(server, 0);
  chromium = await startChromium();
  stranger = await startChromium();
});
afterAll(async () => {
  served?.close();
  await chromium?.close();
  await stranger?.close();
  server?.closeAllConnections();
  server?.close();
});

const origin = (): string => `http://${HOST}:${(server.address() as AddressInfo).port}`;

async function open(path: string, { context } = chromium): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${origin()}/console${path}`);
  return page;
}

const textOf = (page: Page) => () => page.locator('body').innerText();

test('the URL that the command prints opens the console once, and only for that browser', async () => {
  const before = await open('/live');
  await expect.poll(textOf(before), SOON).toContain('has not opened the console');
  const entry = served.entryPath().replace('/console', '');
  const page = await open(entry);
  await expect.poll(textOf(page), SOON).toContain('read only');
  expect(page.url()).toBe(`${origin()}/console`);
  const second = await open(entry, stranger);
  await expect.poll(textOf(second), SOON).toContain('was used already');
  const other = await open('/live', stranger);
  await expect.poll(textOf(other), SOON).toContain('has not opened the console');
  await Promise.all([before, page, second, other].map((one) => one.close()));
}, 60_000);

test.concurrent('a thousand live streams are all there, and few of them are drawn', async ({
  expect,
}) => {
  const page = await open('/live');
  await expect.poll(() => page.locator('main').textContent(), SOON).toContain('1,000');
  const rows = await page.locator('tbody tr').count();
  expect(rows).toBeGreaterThan(10);
  expect(rows).toBeLessThanOrEqual(120);
  await page.close();
}, 60_000);

test.concurrent('a poll of the live streams needs two invocations, however many there are', async ({
  expect,
}) => {
  const page = await open('/live');
  await expect.poll(() => page.locator('main').textContent(), SOON).toContain('1,000');
  const isPoll = ({ payload }: { payload: Record<string, unknown> }) => payload.live === true;
  const before = stage.asked.filter(isPoll).length;
  await expect.poll(() => stage.asked.filter(isPoll).length, SOON).toBeGreaterThan(before + 5);
  const polls = stage.asked.filter(isPoll).slice(before);
  const firsts = polls.filter(({ payload }) => payload.nextToken === undefined).length;
  expect(polls.length - firsts).toBeLessThanOrEqual(firsts + 1);
  await page.close();
}, 60_000);

test.concurrent('a change of a stream that is shown is seen, and the other rows stay where they are', async ({
  expect,
}) => {
  const page = await open('/live');
  await expect.poll(() => page.locator('main').textContent(), SOON).toContain('1,000');
  const names = () => page.locator('tbody tr').allInnerTexts();
  const before = (await names()).map((text) => text.split('\n')[0]);
  stage.setViewers(3, 987_654);
  await expect.poll(() => page.locator('tbody').innerText(), SOON).toContain('987,654');
  expect((await names()).map((text) => text.split('\n')[0])).toEqual(before);
  await page.close();
}, 60_000);

test.concurrent('the plan of 5,000 channels comes page by page, and one of them is found by its name', async ({
  expect,
}) => {
  const page = await open('/plan');
  await expect.poll(() => page.locator('main').textContent(), SOON).toContain('channel-0');
  await expect.poll(() => page.locator('main').textContent(), SOON).toContain('5,000');
  await page.getByRole('searchbox').last().fill('channel-4321');
  await expect.poll(() => page.locator('tbody tr').count(), SOON).toBe(1);
  await page.close();
}, 90_000);

test('offline, the page keeps its values and says since when; back, it goes on', async () => {
  const page = await open('/live');
  await expect.poll(textOf(page), SOON).toContain('1,000');
  const { port } = server.address() as AddressInfo;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  await expect.poll(textOf(page), SOON).toContain('offline since');
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
  stage.setViewers(2, 123_456);
  server = createServer(served.listener);
  await listen(server, port);
  await expect.poll(textOf(page), SOON).toContain('online');
  await expect.poll(textOf(page), SOON).toContain('123,456');
  await page.close();
}, 90_000);
