import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { envelopeMessage } from '../../src/metadata/format/envelope.ts';
import { idsFor } from '../../src/metadata/format/ids.ts';
import { packAll } from '../../src/metadata/format/packing.ts';
import { startChromium } from '../support/browser/chromium.ts';
import { openProject, WAYS, type Way } from './support/projects.ts';
import { readmeCommands } from './support/readme-commands.ts';

// Opens the pages of the examples in a real browser, and gives them cues as ivs-autopilot sends them.

const ORIGIN = 'http://example.test';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
};

const PAYLOADS = [{ question: 1 }, 'Größe 日本 👋'.repeat(60), { question: 2 }];
const form = { mode: 'envelope', compression: 'deflate', maxBytes: 1_000 } as const;
const id = idsFor('show');
const texts = packAll(
  PAYLOADS.map((payload, n) => envelopeMessage(id(n), payload)),
  form,
).flatMap((sent) => sent.texts);

/** Replaces the SDK of the IVS player: each cue comes twice, after a tag of IVS itself. */
const PLAYER_SDK = `window.IVSPlayer = {
  PlayerEventType: { TEXT_METADATA_CUE: 'PlayerTextMetadataCue' },
  create: () => ({
    attachHTMLVideoElement() {},
    addEventListener(type, listener) { this.listener = listener; },
    load(url) { document.title = url; },
    play() {
      this.listener({ owner: '', text: '{"cmd":"ld_lat_data"}' });
      for (const text of ${JSON.stringify(texts.flatMap((text) => [text, text]))})
        this.listener({ owner: 'metadata.live-video.net', text });
    },
  }),
};`;

let chromium: Awaited<ReturnType<typeof startChromium>>;
beforeAll(async () => {
  chromium = await startChromium();
});
afterAll(() => chromium?.close());

async function open(page: Page, folder: string): Promise<void> {
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.route('https://player.live-video.net/**', (route) =>
    route.fulfill({ body: PLAYER_SDK, contentType: 'text/javascript' }),
  );
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const path = join(folder, pathname === '/' ? 'index.html' : pathname);
    await route.fulfill({ body: await readFile(path), contentType: TYPES[extname(path)] ?? '' });
  });
  await page.goto(`${ORIGIN}/?playback=https://a.test/m3u8`);
}

async function expectMessages(folder: string): Promise<void> {
  const page = await chromium.context.newPage();
  await open(page, folder);
  const items = page.locator('#messages li');
  await expect.poll(() => items.count(), { timeout: 10_000 }).toBe(PAYLOADS.length);
  expect((await items.allTextContents()).map((text) => JSON.parse(text))).toEqual(PAYLOADS);
  expect(await page.title()).toBe('https://a.test/m3u8');
  await page.close();
}

test.each(WAYS)('the page that Vite builds shows each message once (%s)', async (_title, way) => {
  const { folder, run } = openProject('vite-player', way);
  const commands = await readmeCommands(folder, way.manager);
  await run('bash', ['-euc', commands.join('\n')]);
  await expectMessages(join(folder, 'dist'));
});

const NPM: Way = { manager: 'npm', node: '24' };
test('the page without a build shows each message once', async () => {
  await expectMessages(openProject('web-page', NPM).folder);
});
