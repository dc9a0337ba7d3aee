import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateChannelCommand, GetChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { build } from 'esbuild';
import type { Page, Request, Response } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../../src/simulator/index.ts';
import { startChromium } from '../../support/browser/chromium.ts';
import { clientConfig, startFixture } from '../support.ts';

// Web pages in Chromium, on other origins than the stack and the simulator. All names are addresses of this
// machine, so Chromium itself does not keep the pages from it.

const EVIL = 'evil.test';
const FRIEND = 'friend.test';
const CREDENTIAL = encodeURIComponent('a/20260101/us-west-2/ivs/aws4_request');

let fixture: Awaited<ReturnType<typeof startFixture>>;
let simulator: RunningSimulator;
let chromium: Awaited<ReturnType<typeof startChromium>>;
const pages = createServer(async (request, response) => {
  const isScript = request.url === '/sdk.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? await sdkForBrowsers() : '<!doctype html><title>A page</title>');
});
const pageOrigin = (host: string) => `http://${host}:${(pages.address() as AddressInfo).port}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const options = { allowedOrigins: [pageOrigin(FRIEND)] };
  fixture = await startFixture(options);
  simulator = await startSimulator(options);
  chromium = await startChromium([EVIL, FRIEND]);
});
afterAll(async () => {
  await chromium?.close();
  await Promise.all([fixture?.stack.close(), simulator?.close()]);
  pages.close();
});

async function sdkForBrowsers(): Promise<string> {
  const contents = `import * as sdk from '@aws-sdk/client-ivs'; globalThis.sdk = sdk;`;
  const stdin = { contents, resolveDir: process.cwd() };
  const bundle = await build({
    stdin,
    bundle: true,
    write: false,
    platform: 'browser',
    minify: true,
  });
  return bundle.outputFiles[0]?.text ?? '';
}

/** What a page can try. `url` and `body` are those of the attack. */
const ATTACKS: Record<string, string> = {
  'simple POST': `fetch(url, {method: 'POST', mode: 'no-cors', body})`,
  'POST of text': `fetch(url, {method: 'POST', mode: 'no-cors', body, headers: {'content-type': 'text/plain'}})`,
  'POST with CORS': `fetch(url, {method: 'POST', body})`,
  'GET with CORS': `fetch(url)`,
  preflight: `fetch(url, {method: 'POST', body, headers: {'x-amz-target': 'x'}})`,
  beacon: `navigator.sendBeacon(url, body)`,
  // A frame of its own: a second form would stop the first one before its request is sent.
  form: `(() => {
      const target = 'frame of ' + url;
      add('iframe').name = target;
      Object.assign(add('form'), {method: 'POST', action: url, target}).submit();
    })()`,
  image: `add('img').src = url`,
  script: `add('script').src = url`,
  frame: `add('iframe').src = url`,
  'event source': `new EventSource(url)`,
  WebSocket: `new Promise((open, close) => Object.assign(new WebSocket(url.replace('http', 'ws')), {onopen: open, onclose: close}))`,
  'frame without an origin': `new Promise((resolve) => {
      addEventListener('message', () => resolve(), { once: true });
      const post = 'fetch(' + JSON.stringify(url) + ', {method: "POST", mode: "no-cors", body: ' + JSON.stringify(body) + '})';
      const frame = Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts' });
      frame.srcdoc = '<script>' + post + '.finally(() => parent.postMessage("done", "*"))</scr' + 'ipt>';
      document.body.append(frame);
    })`,
};
/** Playwright does not report these requests. Their attacks wait until they have ended. */
const UNSEEN = ['WebSocket', 'frame without an origin'];
const ADD = `const add = (tag) => document.body.appendChild(document.createElement(tag));`;

/** Starts an attack. @returns whether the page could read a response, or open a connection */
function attack(page: Page, code: string, url: string, body: string): Promise<boolean> {
  const run = `(async (url, body) => { ${ADD} const result = await (${code}); return result instanceof Response && result.type !== 'opaque' || result instanceof Event; })`;
  return page.evaluate(
    `${run}(${JSON.stringify(url)}, ${JSON.stringify(body)}).catch(() => false)`,
  );
}

async function openPage(url: string): Promise<Page> {
  const page = await chromium.context.newPage();
  await page.goto(url);
  return page;
}

describe.each(['stack', 'simulator'] as const)('the %s', (name) => {
  let endpoint: string;
  let ivs: IvsClient;
  let channelArn: string;
  let keyArn: string;
  beforeEach(async () => {
    endpoint = name === 'stack' ? fixture.stack.endpoint : simulator.endpoint;
    ivs = new IvsClient(clientConfig(endpoint));
    const { channel, streamKey } = await ivs.send(new CreateChannelCommand({}));
    channelArn = channel?.arn ?? '';
    keyArn = streamKey?.arn ?? '';
    return () => ivs.destroy();
  });
  const channelIsThere = async () => {
    const { channel } = await ivs.send(new GetChannelCommand({ arn: channelArn }));
    expect(channel?.arn).toBe(channelArn);
  };

  test.each([EVIL, 'localhost'])('refuses whatever a page of %s tries', async (host) => {
    const page = await openPage(pageOrigin(host));
    const statuses = new Map<string, number>();
    const answered = (answer: Response) => void statuses.set(answer.url(), answer.status());
    const failed = (request: Request) => {
      if (!statuses.has(request.url())) statuses.set(request.url(), 0);
    };
    chromium.context.on('response', answered).on('requestfailed', failed);
    const urls: string[] = [];
    for (const [title, code] of Object.entries(ATTACKS)) {
      for (const [path, arn] of [
        ['/_sim/reset?', ''],
        ['/DeleteChannel?', channelArn],
        ['/GetStreamKey?', keyArn],
      ]) {
        const name = encodeURIComponent(title);
        const url = `${endpoint}${path}X-Amz-Credential=${CREDENTIAL}&attack=${name}`;
        if (!UNSEEN.includes(title)) urls.push(url);
        expect(await attack(page, code, url, JSON.stringify({ arn })), url).toBe(false);
      }
    }
    await expect
      .poll(() => urls.filter((url) => !statuses.has(url)), { timeout: 20_000 })
      .toEqual([]);
    expect(urls.filter((url) => ![0, 403].includes(statuses.get(url) ?? 200))).toEqual([]);
    expect([...statuses.values()].filter((status) => status === 403).length).toBeGreaterThan(10);
    chromium.context.off('response', answered).off('requestfailed', failed);
    await page.close();
    await channelIsThere();
  });

  test('refuses a page whose name has become the address of this machine', async () => {
    const page = await chromium.context.newPage();
    const { port } = new URL(endpoint);
    const answer = await page.goto(`http://${EVIL}:${port}/_sim/cues`);
    expect(answer?.status()).toBe(403);
    const request = `{method: 'POST', body: JSON.stringify({arn: ${JSON.stringify(keyArn)}})}`;
    const key = (await page.evaluate(
      `fetch('/GetStreamKey?X-Amz-Credential=${CREDENTIAL}', ${request}).then(async (answer) => [answer.status, await answer.text()])`,
    )) as [number, string];
    expect(key[0]).toBe(403);
    expect(key[1]).toMatch(/Host: expected .* received \\"evil\.test/);
    await page.evaluate(`fetch('/_sim/reset', {method: 'POST'})`);
    await page.close();
    await channelIsThere();
  });

  test('lets an allowed page use the AWS SDK, and read its errors', async () => {
    const page = await openPage(pageOrigin(FRIEND));
    await page.addScriptTag({ url: '/sdk.js' });
    const config = JSON.stringify(clientConfig(endpoint));
    const run = (code: string) =>
      page.evaluate(`(async () => { const ivs = new sdk.IvsClient(${config}); ${code} })()`);
    const found = `return (await ivs.send(new sdk.GetChannelCommand({arn: ${JSON.stringify(channelArn)}}))).channel.arn;`;
    expect(await run(found)).toBe(channelArn);
    const failing = `try { await ivs.send(new sdk.GetStreamCommand({channelArn: ${JSON.stringify(channelArn)}})); } catch (error) { return [error.name, error.$metadata.httpStatusCode, error.$metadata.requestId.length]; }`;
    expect(await run(failing)).toEqual(['ChannelNotBroadcasting', 404, 36]);
    const cues = `return await (await fetch('${endpoint}/_sim/cues')).json();`;
    expect(await run(cues)).toEqual([]);
    await page.close();
  });

  test('lets its own pages in', async () => {
    const page = await openPage(endpoint);
    expect(await page.evaluate(`fetch('/_sim/report').then(({ status }) => status)`)).toBe(200);
    const post = `fetch('/_sim/quotas', {method: 'PUT', body: '{}'}).then(({ status }) => status)`;
    expect(await page.evaluate(post)).toBe(200);
    await page.close();
  });
});
