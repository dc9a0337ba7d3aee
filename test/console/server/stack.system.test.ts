import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { runCli } from '../../../src/cli/run.ts';
import type { About } from '../../../src/console/protocol/messages.ts';
import type { SimulatorState } from '../../../src/console/protocol/simulator.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import { systemClock } from '../../../src/platform/clock.ts';

// The console of the one-machine stack, with the real functions: as the stack serves it, and as the command line does.

/** A browser that has opened the console. */
interface Browser {
  about: About;
  get<Answer>(path: string): Promise<Answer>;
  act<Answer>(body: object): Promise<{ status: number; answer: Answer }>;
}

let stack: Stack;
let onStack: Browser;
beforeAll(async () => {
  const simulator = { delays: { streamStartMs: 0 } };
  stack = await startStack({ port: 0, schedules: 'off', warm: false, simulator });
  onStack = await browse(`${stack.endpoint}/console`);
}, 60_000);
afterAll(() => stack?.close());

/** The machine may be busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 100 };

/** All that any console has answered. */
let heard = '';

async function browse(url: string): Promise<Browser> {
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = new URL(url);
  const read = async (response: Response) => {
    const text = await response.text();
    heard += text;
    return JSON.parse(text);
  };
  const get = async (path: string) =>
    read(await fetch(`${origin}/console/api/${path}`, { headers: { cookie } }));
  const about = (await get('about')) as About;
  const headers = {
    ...{ cookie, origin, 'content-type': 'application/json' },
    'x-console-token': about.actionToken,
  };
  return {
    ...{ about, get },
    async act(body) {
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${origin}/console/api/actions`, sent);
      return { status: response.status, answer: await read(response) };
    },
  };
}

/** Runs the command `console` until `use` is complete. @returns what it printed */
async function withCommand(use: (browser: Browser) => Promise<void>): Promise<string> {
  const out = new PassThrough();
  const printed: string[] = [];
  out.on('data', (chunk) => printed.push(String(chunk)));
  let end: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => {
    end = resolve;
  });
  const args = ['console', '--local', new URL(stack.endpoint).port, '--port', '0'];
  const status = runCli(args, COMMANDS, {
    ...{ env: {}, out, err: out, input: new PassThrough(), clock: systemClock, timeZone: 'UTC' },
    caller: 'alice@laptop',
    console: {
      findAsset: async () => undefined,
      openBrowser: () => expect.fail('there is no terminal'),
      interrupted: () => interrupted,
      newSecret: () => `${Math.random()}`.slice(2),
    },
  });
  const url = await vi.waitFor(() => {
    const found = /^http:.*$/m.exec(printed.join(''))?.[0];
    if (found === undefined) throw new Error(`no URL in ${printed.join('')}`);
    return found;
  }, PATIENCE);
  try {
    await use(await browse(url));
  } finally {
    end();
  }
  expect(await status).toBe(0);
  return printed.join('');
}

test('the stack serves the page to whoever opens it, and the API only to the page', async () => {
  const response = await fetch(`${stack.endpoint}/console/live`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<script type="module" src="/console/assets/app.js">');
  expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict; Path=\/console$/);
  expect((await fetch(`${stack.endpoint}/console/api/about`)).status).toBe(401);
  expect(onStack.about).toMatchObject({ stage: 'local', isLocal: true, hasPicture: true });
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain(`connect-src 'self' ${stack.endpoint};`);
  const player = await fetch(`${stack.endpoint}/console/assets/hls.js`);
  expect(player.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await player.text()).toMatch(/export\s*{/);
});

test('a page that is open stays usable when the stack is started again, but cannot act before it is loaded again', async () => {
  const path = `${stack.endpoint}/console/api/`;
  const old = { cookie: 'ivs-autopilot-console=old', 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${path}answer?address=letters`, { headers: old });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = {
    ...{ cookie, origin: stack.endpoint, 'content-type': 'application/json' },
    ...{ 'x-console-token': 'old', 'sec-fetch-site': 'same-origin' },
  };
  const act = (more: Record<string, string>) =>
    fetch(`${path}actions`, { method: 'POST', headers: { ...headers, ...more }, body: '{}' });
  expect((await act({})).status).toBe(403);
  expect((await act({ cookie: 'x' })).status).toBe(401);
});

test.each([
  ['/console', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 200],
  ['/console', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, 401],
  ['/console/assets/app.js', { 'sec-fetch-site': 'cross-site' }, 403],
  ['/console/api/about', { origin: 'http://evil.test' }, 403],
  ['/console/api/export?from=2026-01-01', { 'sec-fetch-site': 'cross-site' }, 403],
])('a foreign page gets for %s with %j the status %d', async (path, headers, status) => {
  expect((await fetch(stack.endpoint + path, { headers })).status).toBe(status);
});

test('a channel is created, goes live, starves, is watched and stops, on the stack and by the command line', async () => {
  const story = async ({ get, act }: Browser, name: string) => {
    const tags = { 'autopilot:auto-delete': 'true' };
    const { answer: made } = await act<{ channelArn: string }>({
      action: 'createChannel',
      name,
      tags,
    });
    const { channelArn } = made;
    const connected = await act<{ streamId: string }>({ action: 'connectEncoder', channelArn });
    const { streamId } = connected.answer;
    expect(connected.status).toBe(200);
    await act({ action: 'setViewers', channelArn, count: 7 });
    await vi.waitFor(async () => {
      const { channels } = await get<SimulatorState>('answer?address=simulator');
      expect(channels.find((one) => one.channelArn === channelArn)?.stream?.live).toBe(true);
    }, PATIENCE);
    await act({ action: 'starveEncoder', streamId });
    const stream = { streamId, live: true, starving: true, viewers: 7 };
    const { channels } = await get<SimulatorState>('answer?address=simulator');
    const found = channels.find((one) => one.channelArn === channelArn);
    expect(found).toEqual({ channelArn, name, tags, hasKey: true, stream });
    await act({ action: 'recoverEncoder', streamId });
    expect((await act({ action: 'disconnectEncoder', streamId })).status).toBe(200);
    expect(await act({ action: 'failStream', streamId })).toMatchObject({ status: 404 });
    expect(await act({ action: 'connectEncoder', channelArn: `${channelArn}x` })).toMatchObject({
      status: 404,
    });
  };
  await story(onStack, 'on-the-stack');
  const printed = await withCommand(async (browser) => {
    expect(browser.about).toMatchObject({ isLocal: true, mediaOrigin: stack.endpoint });
    await story(browser, 'by-the-command-line');
    const live = await browser.get<{ sessions: unknown[] }>('answer?address=live');
    expect(live.sessions).toBeDefined();
  });
  expect(printed).toMatch(
    /^console of stage local\nhttp:.*\?token=\d+\n.*\nstopped after .* with 1 invocation\n$/,
  );
});

test('faults and quotas are shown as they were set, and a reset removes all', async () => {
  const { get, act } = onStack;
  const faults = { throttle: { PutMetadata: 0.5 }, services: { dynamodb: { latencyMs: 1 } } };
  await act({ action: 'setFaults', faults });
  await act({ action: 'setQuotas', quotas: { resources: { concurrentStreams: 7 } } });
  const state = await get<SimulatorState>('answer?address=simulator');
  expect(state.faults).toEqual(faults);
  expect(state.quotas).toMatchObject({ resources: { concurrentStreams: 7, channels: 5_000 } });
  const wrong = await act<{ message: string }>({ action: 'setFaults', faults: { drop: 2 } });
  expect(wrong).toMatchObject({ status: 400, answer: { message: /^drop: expected at most 1/ } });
  expect((await act({ action: 'resetSimulator' })).status).toBe(200);
  expect(await get<SimulatorState>('answer?address=simulator')).toMatchObject({
    ...{ channels: [], faults: {}, quotas: { resources: { concurrentStreams: 100 } } },
  });
});

test('an action says in the audit who did it: the console', async () => {
  const revoke = async ({ act, get }: Browser) => {
    const made = await act<{ channelArn: string }>({
      action: 'createChannel',
      name: 'quiet',
      tags: {},
    });
    const { channelArn } = made.answer;
    const request = { action: 'revoke', channelArn, revocationId: 'r1' };
    expect(await act(request)).toMatchObject({ status: 200 });
    const id = channelArn.split('/')[1];
    return JSON.stringify(await get(`answer?address=audit/${id}`));
  };
  expect(await revoke(onStack)).toMatch(/said by the console: [^"]+@/);
  await withCommand(async (browser) => {
    expect(await revoke(browser)).toContain('said by the console: alice@laptop');
  });
}, 60_000);

test('no answer of any console has the value of a stream key', async () => {
  await onStack.act({ action: 'createChannel', name: 'secret', tags: {} });
  await onStack.get('answer?address=simulator');
  const keys = (await (await fetch(`${stack.endpoint}/_sim/channels`)).json()) as {
    streamKeys: { value: string }[];
  }[];
  const values = keys.flatMap(({ streamKeys }) => streamKeys.map(({ value }) => value));
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(heard).not.toContain(value);
  expect(heard).not.toMatch(/sk_us-west-2_/);
});
