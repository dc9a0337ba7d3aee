import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { createConsole } from '../src/console/server/console.ts';
import { systemTimers } from '../src/console/server/timers.ts';
import { HOST, listen } from '../src/http/listen.ts';
import { pageFiles } from '../src/local/console/page-files.ts';
import { crowd } from '../test/console/support/crowd.ts';
import { startChromium } from '../test/support/browser/chromium.ts';
import type { Bench, Measure } from './support/bench.ts';
import { median } from './support/statistics.ts';

const RUNS = 5;
const LIVE = 1_000;
const CHANNELS = 5_000;

/** How fast the console's page is in a browser, with a large stage whose functions answer at once. */
export const consolePage: Bench = {
  about: 'the page of the console: its size, its first paint, and how soon a change is on it',
  async run() {
    const stage = crowd({ live: LIVE, channels: CHANNELS });
    const findAsset = pageFiles();
    const served = createConsole({
      ...{ invoke: stage.invoke, findAsset, version: '0', stage: 'bench', isReadOnly: true },
      ...{ entry: 'page', timers: systemTimers, newSecret: () => 'secret' },
    });
    const server = createServer(served.listener);
    await listen(server, 0);
    const chromium = await startChromium();
    const page = await chromium.context.newPage();
    const { port } = server.address() as AddressInfo;
    const open = (path: string) => page.goto(`http://${HOST}:${port}/console${path}`);
    try {
      const script = (await findAsset('app.js'))?.body ?? '';
      const size = Math.round(gzipSync(script).length / 102.4) / 10;
      const live = await paints(page, () => open('/live'));
      const changes = await changeTimes(page, stage.setViewers);
      const plan = await paints(page, () => open('/plan'));
      return [
        { name: 'JavaScript, gzipped', value: size, unit: 'KB', target: { atMost: 60 } },
        ...paintMeasures(`${LIVE} live streams`, live),
        ...paintMeasures(`${CHANNELS} planned channels`, plan),
        ms('a change of a stream is on the page after, at most', Math.max(...changes), 2_000),
      ];
    } finally {
      served.close();
      await chromium.close();
      server.closeAllConnections();
      server.close();
    }
  },
};

/** Times since the beginning of a navigation, ms. */
interface Paint {
  /** First contentful paint. */
  first: number;
  /** The first row of the table is there. */
  row: number;
}

async function paints(page: Page, open: () => Promise<unknown>): Promise<Paint[]> {
  const all: Paint[] = [];
  for (let run = 0; run < RUNS; run++) {
    await open();
    await page.waitForSelector('main tbody tr');
    all.push(
      await page.evaluate<Paint>(`({ row: performance.now(),
        first: performance.getEntriesByName('first-contentful-paint')[0].startTime })`),
    );
  }
  return all;
}

function paintMeasures(what: string, all: readonly Paint[]): Measure[] {
  return [
    ms(`${what}: first paint, at most`, Math.max(...all.map(({ first }) => first)), 1_000),
    ms(`${what}: first row, median`, median(all.map(({ row }) => row)), 1_000),
  ];
}

/** @returns how long it takes from a new answer of the function to the page, ms */
async function changeTimes(
  page: Page,
  setViewers: (stream: number, count: number) => void,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const count = 900_001 + run;
    const start = performance.now();
    setViewers(run, count);
    await page.getByText(count.toLocaleString('en-US')).first().waitFor();
    times.push(performance.now() - start);
  }
  return times;
}

const ms = (name: string, value: number, atMost: number): Measure => ({
  ...{ name, value: Math.round(value), unit: 'ms', target: { atMost } },
});
