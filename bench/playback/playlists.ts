import { Agent, get } from 'node:http';
import type { Measure } from '../support/bench.ts';
import { startChild } from '../support/child.ts';

const SECONDS = 5;
const IN_FLIGHT = 16;

/** Asks for one media playlist as often as possible. */
export async function playlists(): Promise<Measure[]> {
  const module = new URL('../servers/playback.ts', import.meta.url);
  const child = await startChild<{ playbackUrl: string }>(module);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  try {
    const { playbackUrl } = child.ready;
    const multivariant = await bodyOf(playbackUrl, agent);
    const url = new URL(multivariant.trim().split('\n').at(-1) ?? '', playbackUrl).href;
    const end = performance.now() + SECONDS * 1_000;
    let count = 0;
    const ask = async (): Promise<void> => {
      while (performance.now() < end) {
        await bodyOf(url, agent);
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, ask));
    return [
      {
        name: 'playback.playlists',
        value: count / SECONDS,
        unit: 'playlist requests a second',
        target: { atLeast: 500 },
      },
    ];
  } finally {
    agent.destroy();
    await child.stop();
  }
}

function bodyOf(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`${url}: status ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
