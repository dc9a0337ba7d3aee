import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWatch, type Watch } from '../../../src/local/demo/watch/watch.ts';
import { startChromium } from '../../support/browser/chromium.ts';

// The page of `npm run demo -- --watch`. With the environment variable SCREENSHOT, it writes a picture of the page to
// that file: SCREENSHOT=docs/watch.png npx vitest run --config vitest.browser.config.ts test/local/demo

const SOON = { timeout: 30_000, interval: 200 };
let watch: Watch;
let chromium: Awaited<ReturnType<typeof startChromium>>;
beforeAll(async () => {
  watch = await startWatch({ port: 0, stackPort: 0, rtmpPort: 0, ownEncoder: false });
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await watch?.close();
});

test('the watching page shows the picture, its latency, and a message that is sent from it', async () => {
  const page = await chromium.context.newPage();
  await page.setViewportSize({ width: 900, height: 800 });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(watch.url);
  await expect.poll(() => page.locator('#status').textContent(), SOON).toBe('live');
  await expect.poll(() => page.locator('#latency').textContent(), SOON).toMatch(/^\d+\.\d s$/);
  await page.fill('#text', 'Goal! 3:1');
  await page.click('button');
  await expect.poll(() => page.locator('#overlay').textContent(), SOON).toBe('Goal! 3:1');
  expect(await page.locator('#count').textContent()).toBe('1');
  const { SCREENSHOT } = process.env;
  if (SCREENSHOT) await page.screenshot({ path: SCREENSHOT });
  expect(problems).toEqual([]);
}, 90_000);

test('on a narrow screen nothing sticks out, and a long message leaves room for the picture', async () => {
  const page = await chromium.context.newPage();
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(watch.url);
  const line500 = `<p>${'W'.repeat(500)}</p>`;
  await page.evaluate(`document.querySelector('#overlay').innerHTML = ${JSON.stringify(line500)}`);
  const boxOf = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    return box ?? expect.fail(`${selector} is not shown`);
  };
  const [screen, line, button] = await Promise.all(['.screen', '#overlay p', 'button'].map(boxOf));
  expect((button?.x ?? 320) + (button?.width ?? 0)).toBeLessThanOrEqual(320 - 16);
  expect(line?.y).toBeGreaterThan((screen?.y ?? 0) + 30);
}, 60_000);

test('another page cannot send a message', async () => {
  const response = await fetch(`${watch.url}message`, {
    method: 'POST',
    body: '{"text": "x"}',
    headers: { origin: 'https://evil.test' },
  });
  expect(response.status).toBe(403);
  expect((await fetch(`${watch.url}message`, { method: 'POST', body: '{}' })).status).toBe(400);
  expect((await fetch(`${watch.url}../package.json`)).status).toBe(404);
});
