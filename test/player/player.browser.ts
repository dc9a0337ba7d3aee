import { readFile } from 'node:fs/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { createPublisher } from '../../src/publisher/index.ts';
import { clientConfig } from '../local/support.ts';
import { startChromium } from '../support/browser/chromium.ts';

// Runs the player module that `npm run build` makes in a real browser, with the cues of a running stack.

const QUEUE = 'ivs-autopilot-local-metadata.fifo';
const PLAYER_SDK = 'https://player.live-video.net/**';
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

let stack: Stack;
let world: DemoClient;
let chromium: Awaited<ReturnType<typeof startChromium>>;
let channelArn: string;
beforeAll(async () => {
  stack = await startStack({
    ...{ port: 0, schedules: 'off', simulator: { delays: { streamStartMs: 0 } } },
    config: await compressingConfig(),
  });
  world = new DemoClient(stack.endpoint);
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  world?.close();
  await stack?.close();
});
beforeEach(async () => {
  await stack.reset();
  const channel = await createChannel(world, 'show', {});
  await world.connect(channel.streamKey);
  channelArn = channel.arn;
});

/** The content of serverless.yml with `metadataCompression: deflate`. */
async function compressingConfig(): Promise<unknown> {
  const config = (await readServerlessYml(process.cwd())) as {
    functions: Record<string, { environment: Record<string, string> }>;
  };
  for (const { environment } of Object.values(config.functions)) {
    if ('METADATA_COMPRESSION' in environment) environment.METADATA_COMPRESSION = 'deflate';
  }
  return config;
}

/** Payloads that the functions send whole, compressed and in parts. */
const PAYLOADS: unknown[] = [
  ...range(300).map((n) => ({ type: 'score', n, home: n % 7, guest: n % 5 })),
  `Größe 日本 👋 ${range(900)
    .map((n) => (n * 7_919).toString(36))
    .join(' ')}`,
  ...range(300).map((n) => ({ type: 'question', n })),
];

async function publishAll(): Promise<void> {
  const client = new SQSClient(clientConfig(stack.endpoint));
  const publisher = createPublisher({ queue: QUEUE, client, compression: 'deflate' });
  const all = PAYLOADS.map((payload) => publisher.publish({ channelArn, payload }));
  await publisher.close();
  client.destroy();
  expect((await Promise.all(all)).filter(({ accepted }) => !accepted)).toEqual([]);
}

/** Opens a page of the origin of the stack, so that it can fetch the cues. */
async function openPage(path: string, html: string): Promise<Page> {
  const page = await chromium.context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  const contentType = 'text/html';
  await page.route(`${stack.endpoint}${path}`, (route) =>
    route.fulfill({ body: html, contentType }),
  );
  await page.route(`${stack.endpoint}/**/dist/player.mjs`, async (route) => {
    const body = await readFile('dist/player.mjs');
    await route.fulfill({ body, contentType: 'text/javascript' });
  });
  return page;
}

const WATCHER = `<!doctype html><script type="module">
  import { createDecoder } from '/dist/player.mjs';
  const { decode } = createDecoder();
  window.seen = [];
  window.texts = [];
  const query = new URLSearchParams(location.search);
  for (let after = 0; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    query.set('after', after);
    const cues = await (await fetch('/_sim/cues?' + query)).json();
    // Each cue comes twice, like after a repeated request. No call waits for the previous one.
    for (const { at, metadata } of cues.flatMap((cue) => [cue, cue])) {
      after = at;
      window.texts.push(metadata);
      void decode(metadata).then((messages) => window.seen.push(...messages));
    }
  }
</script>`;

test('the player module returns each message once and in order, inflated and joined', async () => {
  const page = await openPage('/watch.html**', WATCHER);
  await page.goto(`${stack.endpoint}/watch.html?channelArn=${encodeURIComponent(channelArn)}`);
  await publishAll();
  await expect
    .poll(() => page.evaluate('seen.length'), { timeout: 30_000, interval: 200 })
    .toBeGreaterThanOrEqual(PAYLOADS.length);
  expect(await page.evaluate('seen')).toEqual(PAYLOADS);
  const texts = (await page.evaluate('texts')) as string[];
  const tags = new Set(texts.map((text) => /^\["(\w+)"/.exec(text)?.[1]));
  expect([...tags]).toEqual(expect.arrayContaining(['ivsa1c', 'ivsa1z']));
  await page.close();
});

test('the player module returns the texts of other programs unchanged and in order', async () => {
  const page = await openPage('/empty.html', '<!doctype html>');
  await page.goto(`${stack.endpoint}/empty.html`);
  const texts = ['plain', '{"a":1}', '["ivsa1","00000000",1]', '["ivsa1z","x"]', ''];
  const seen = await page.evaluate(
    `import('/dist/player.mjs').then(({ createDecoder }) => {
      const { decode } = createDecoder();
      return Promise.all(${JSON.stringify(texts)}.map(decode));
    })`,
  );
  expect(seen).toEqual([['plain'], ['{"a":1}'], [1], ['["ivsa1z","x"]'], ['']]);
  await page.close();
});

/** Replaces the SDK of the IVS player: cues come from the stack and not from a video. */
const STAND_IN = `window.IVSPlayer = {
  PlayerEventType: { TEXT_METADATA_CUE: 'PlayerTextMetadataCue' },
  create: () => {
    const listeners = [];
    return {
      attachHTMLVideoElement() {},
      addEventListener: (type, listener) => type === 'PlayerTextMetadataCue' && listeners.push(listener),
      load: (url) => { window.loaded = url; },
      async play() {
        for (let after = 0; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
          const cues = await (await fetch('/_sim/cues?after=' + after)).json();
          for (const { at, metadata } of cues) {
            after = at;
            // The first tag of a segment, which IVS itself sends, has no owner.
            for (const listener of listeners) listener({ owner: '', text: '{"cmd":"ld_lat_data"}' });
            for (const listener of listeners) listener({ owner: 'metadata.live-video.net', text: metadata });
          }
        }
      },
    };
  },
};`;

test('the example web-page shows the published messages', async () => {
  const html = await readFile('examples/web-page/index.html', 'utf8');
  const page = await openPage('/web-page/**', html);
  await page.route(PLAYER_SDK, (route) =>
    route.fulfill({ body: STAND_IN, contentType: 'text/javascript' }),
  );
  await page.goto(`${stack.endpoint}/web-page/?playback=https://a.test/m3u8`);
  await publishAll();
  const items = page.locator('#messages li');
  await expect.poll(() => items.count(), { timeout: 30_000 }).toBe(PAYLOADS.length);
  expect(await page.evaluate('loaded')).toBe('https://a.test/m3u8');
  expect((await items.allTextContents()).map((text) => JSON.parse(text))).toEqual(PAYLOADS);
  await page.close();
});
