import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { About, TopicMessage } from '../../../src/console/protocol/messages.ts';
import {
  type RunningConsole,
  startConsole,
  systemTimers,
} from '../../../src/console/server/index.ts';
import type { ConsoleOptions } from '../../../src/console/server/options.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { ARN, consoleOptions, fakeStage, HOME, type Invocation } from './support.ts';

// The server of the console over real HTTP, with a stage whose functions answer what the test wants.

let answer: (invocation: Invocation) => unknown;
const stage = fakeStage((invocation) => answer(invocation));
const open: RunningConsole[] = [];
async function start(more: Partial<ConsoleOptions> = {}) {
  const options = consoleOptions({ invoke: stage.invoke, timers: systemTimers, ...more });
  const running = await startConsole(options, 0);
  open.push(running);
  const { origin } = new URL(running.entryUrl);
  return { ...running, origin, cookie: await enter(running.entryUrl) };
}
let served: Awaited<ReturnType<typeof start>>;
let about: About;

async function enter(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

beforeAll(async () => {
  served = await start();
  about = (await (await get('/console/api/about')).json()) as About;
});
beforeEach(() => {
  stage.invoked.length = 0;
  answer = ({ payload }) => (payload.home ? HOME : { sessions: [] });
});
afterAll(() => Promise.all(open.map((one) => one.close())));

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(served.origin + path, {
    headers: { cookie: served.cookie, ...headers },
    redirect: 'manual',
  });

function act(body: unknown, headers: Record<string, string | undefined> = {}, to = served) {
  const all = {
    ...{ cookie: to.cookie, origin: to.origin, 'content-type': 'application/json' },
    ...{ 'x-console-token': about.actionToken, ...headers },
  };
  const sent = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${to.origin}/console/api/actions`, { method: 'POST', headers: sent, body: text });
}
const APPROVE = { action: 'approve', id: 'a'.repeat(16) };
const messageOf = async (response: Response) => (await response.json()) as { message: string };

describe('the token', () => {
  test('works once: it gives a cookie, and does not stay in the address bar', async () => {
    const running = await startConsole(
      consoleOptions({ invoke: stage.invoke, timers: systemTimers }),
      0,
    );
    open.push(running);
    const { origin, search } = new URL(running.entryUrl);
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const link = `${origin}/console/channels/AbCdEf123456${search}&tab=audit`;
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe('/console/channels/AbCdEf123456?tab=audit');
    const cookie = first.headers.get('set-cookie') ?? '';
    const { port } = new URL(origin);
    expect(cookie).toMatch(new RegExp(`^ivs-autopilot-console-${port}=[\\w-]+; `));
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/console$/);

    const second = await fetch(link, { redirect: 'manual' });
    expect(second.status).toBe(403);
    expect(second.headers.get('set-cookie')).toBeNull();
    expect(await second.text()).toMatch(/used already.*start the command/);
    const again = await fetch(link, { redirect: 'manual', headers: { cookie } });
    expect(again.status).toBe(303);
  });

  test.each(['', 'secret-1', 'secret-33', 'SECRET-3', 'é'])(
    'that is another one (%j) is refused, and the right one still works',
    async (token) => {
      const running = await startConsole(
        consoleOptions({ invoke: stage.invoke, timers: systemTimers }),
        0,
      );
      open.push(running);
      const wrong = await fetch(`${new URL(running.entryUrl).origin}/console?token=${token}`);
      expect(wrong.status).toBe(403);
      expect(await enter(running.entryUrl)).not.toBe('');
    },
  );

  test('is not used up by a page that a browser loads in advance', async () => {
    const running = await startConsole(
      consoleOptions({ invoke: stage.invoke, timers: systemTimers }),
      0,
    );
    open.push(running);
    const early = await fetch(running.entryUrl, { headers: { 'sec-purpose': 'prefetch' } });
    expect(early.status).toBe(503);
    expect((await fetch(running.entryUrl, { method: 'HEAD' })).status).toBe(503);
    expect(await enter(running.entryUrl)).not.toBe('');
  });
});

describe('without the cookie', () => {
  test.each(['', '/', '/live', '/channels/AbCdEf123456'])(
    '/console%s says what to do',
    async (path) => {
      const response = await fetch(`${served.origin}/console${path}`);
      expect(response.status).toBe(401);
      expect(await response.text()).toMatch(/Open the URL that the command/);
    },
  );

  test.each(['about', 'answer?address=live', 'events?address=live', 'export?from=2026-01-01', 'x'])(
    '/console/api/%s is refused, and no function is invoked',
    async (path) => {
      for (const cookie of ['', 'ivs-autopilot-console-1=x', `${served.cookie}x`]) {
        const response = await get(`/console/api/${path}`, { cookie });
        expect(response.status).toBe(401);
        expect((await messageOf(response)).message).toMatch(/Open the URL/);
      }
      expect(stage.invoked).toEqual([]);
    },
  );

  test('not even the page of an earlier run is answered', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect((await fetch(`${served.origin}/console/api/about`, { headers })).status).toBe(401);
  });

  test('an action is refused', async () => {
    expect((await act(APPROVE, { cookie: undefined })).status).toBe(401);
    expect(stage.invoked).toEqual([]);
  });

  test('a link on another page opens the page, which is the same for everybody', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
    const response = await fetch(`${served.origin}/console/live`, { headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('index.html');
    expect(response.headers.get('set-cookie')).toBeNull();
    const frame = await fetch(`${served.origin}/console/live`, {
      headers: { ...headers, 'sec-fetch-dest': 'iframe' },
    });
    expect(frame.status).toBe(401);
  });
});

describe('a foreign page', () => {
  const paths = [
    '/console/api/about',
    '/console/api/events?address=live',
    '/console/assets/app.js',
  ];

  test.each(
    paths.flatMap((path) => ['evil.test', 'localhost.evil.test'].map((host) => [path, host])),
  )('cannot read %s by a host name of its own, %s', async (path, host) => {
    const request = rawRequest(`GET ${path} HTTP/1.1`, { Host: host, Cookie: served.cookie });
    expect(await sendRaw(served.origin, request)).toMatchObject([{ status: 403 }]);
  });

  test('cannot open the page by a host name of its own', async () => {
    const request = rawRequest('GET /console HTTP/1.1', { Host: 'evil.test' });
    expect(await sendRaw(served.origin, request)).toMatchObject([{ status: 403 }]);
  });

  test.each(paths)('of another origin cannot read %s', async (path) => {
    const from = [
      { origin: 'http://evil.test' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of [...from, { 'sec-fetch-site': 'same-site' }]) {
      const response = await get(path, headers as Record<string, string>);
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test.each([
    ['of another origin', { origin: 'http://evil.test' }, 403],
    ['of another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['of no origin', { origin: 'null' }, 403],
    ['that hides its origin', { origin: undefined }, 403],
    ['of another site', { origin: undefined, 'sec-fetch-site': 'cross-site' }, 403],
    ['without the token of the page', { 'x-console-token': undefined }, 403],
    ['with another token', { 'x-console-token': 'secret-1' }, 403],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as text', { 'content-type': 'text/plain' }, 415],
  ])('cannot act %s', async (_, headers, status) => {
    expect((await act(APPROVE, headers)).status).toBe(status);
    expect(stage.invoked).toEqual([]);
  });

  test('cannot act by GET, nor by HTTP methods that servers take for another', async () => {
    expect((await get('/console/api/actions')).status).toBe(405);
    expect((await get('/console/api/about', { 'x-http-method-override': 'POST' })).status).toBe(
      200,
    );
  });
});

describe('headers', () => {
  test.each(['/console', '/console/api/about', '/console/assets/app.js', '/console/api/nope'])(
    'of %s let nothing else in',
    async (path) => {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy.split('; ')).toEqual([
        ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:"],
        ...[
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ],
      ]);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    },
  );

  test('of answers forbid to keep them', async () => {
    const { headers } = await get('/console/api/answer?address=live');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('an action', () => {
  test('invokes the function, and its answer is the answer', async () => {
    answer = () => ({ approved: [] });
    const response = await act(APPROVE);
    expect(await response.json()).toEqual({ approved: [] });
    expect(stage.invoked).toEqual([
      { functionName: 'deleteDueChannels', payload: { approve: APPROVE.id } },
    ]);
  });

  test.each([
    ['{', /^body: expected JSON/],
    ['[]', /^action: expected one of approve, revoke/],
    [{ action: 'reboot' }, /^action: expected one of approve, .* received "reboot"$/],
    [{ action: 'approve' }, /^id: expected a string, received nothing$/],
    [{ ...APPROVE, force: true }, /^force: unknown member$/],
    [{ action: 'revoke', channelArn: 'x', revocationId: 'y' }, /^channelArn: expected the ARN/],
    [{ action: 'dropLetters', ids: [] }, /^ids: expected at least 1 items/],
    [{ action: 'createChannel', name: 'x', tags: {} }, /^action: expected an action on a stage/],
  ])('that is wrong, %j, is refused by the name of the member', async (body, message) => {
    const response = await act(body);
    expect(response.status).toBe(400);
    expect((await messageOf(response)).message).toMatch(message);
    expect(stage.invoked).toEqual([]);
  });

  test('that is too large is refused', async () => {
    const response = await act({ ...APPROVE, id: 'x'.repeat(70_000) });
    expect(response.status).toBe(413);
  });

  test('that a function refuses gives its message', async () => {
    answer = () => {
      throw new Error('approve: the set has changed:\nshow it again');
    };
    const response = await act(APPROVE);
    expect(response.status).toBe(502);
    expect(await messageOf(response)).toEqual({
      message: 'approve: the set has changed: show it again',
    });
  });

  test('on a read-only console is refused', async () => {
    const readOnly = await start({ isReadOnly: true });
    const own = (await (
      await fetch(`${readOnly.origin}/console/api/about`, { headers: { cookie: readOnly.cookie } })
    ).json()) as About;
    expect(own.isReadOnly).toBe(true);
    const response = await act(APPROVE, { 'x-console-token': own.actionToken }, readOnly);
    expect(response.status).toBe(403);
    expect((await messageOf(response)).message).toMatch(/read only/);
    expect(stage.invoked).toEqual([]);
  });
});

describe('a revocation of a stream key', () => {
  const explained = (state: string, name = 'show') => ({
    channelArn: ARN,
    name,
    streams: { state },
  });
  const REVOKE = { action: 'revoke', channelArn: ARN, revocationId: 'r1' };
  const answerWith = (explanation: unknown) => {
    answer = ({ functionName }) => {
      if (functionName === 'revokeStreamKey') return { state: 'open' };
      if (explanation instanceof Error) throw explanation;
      return explanation;
    };
  };
  const isRevoked = () => stage.invoked.some((one) => one.functionName === 'revokeStreamKey');

  test.each([
    ['live', 'show', undefined, false],
    ['live', 'show', 'Show', false],
    ['live', 'show', 'AbCdEf123456', false],
    ['live', 'show', 'show', true],
    ['live', '', 'AbCdEf123456', true],
    ['live', '', '', false],
    ['starting', 'show', undefined, false],
    ['end-unknown', 'show', undefined, false],
    ['offline', 'show', undefined, true],
    ['never-streamed', 'show', undefined, true],
  ])(
    'of a channel that is %s, named %j, with %j typed: %s',
    async (state, name, typed, expected) => {
      answerWith(explained(state, name));
      const response = await act({
        ...REVOKE,
        ...(typed !== undefined && { confirmedName: typed }),
      });
      expect(isRevoked()).toBe(expected);
      expect(response.status).toBe(expected ? 200 : 400);
      if (!expected)
        expect((await messageOf(response)).message).toMatch(/^confirmedName: expected /);
    },
  );

  test('of a channel of which it is not known whether it is live needs its id', async () => {
    answerWith(new Error('explainChannels timed out'));
    const response = await act({ ...REVOKE, confirmedName: 'show' });
    expect((await messageOf(response)).message).toMatch(
      /not known whether .* \(explainChannels timed out\)/,
    );
    expect(isRevoked()).toBe(false);
    expect((await act({ ...REVOKE, confirmedName: 'AbCdEf123456' })).status).toBe(200);
    expect(isRevoked()).toBe(true);
  });
});

describe('one answer', () => {
  test('is the page of a list that follows', async () => {
    answer = ({ payload }) => (payload.home ? HOME : { records: [], nextToken: 'u' });
    const response = await get('/console/api/answer?address=audit/AbCdEf123456&nextToken=t');
    expect(await response.json()).toEqual({ records: [], nextToken: 'u' });
    expect(stage.invoked.at(-1)).toEqual({
      functionName: 'explainChannels',
      payload: { audit: ARN, nextToken: 't' },
    });
  });

  test.each([
    ['', /^address: expected a topic: overview, live/],
    ['nope', /^address: expected a topic/],
    ['toString', /^address: expected a topic/],
    ['live/x', /^address: expected 0 parameters of live/],
    ['session/AbCdEf123456', /^address: expected 2 parameters/],
    ['session/AbCdEf123456/', /^address: expected a topic and its parameters/],
    ['channel/%E0%A4', /^address: expected a topic and its parameters/],
    ['channel/no-id', /^channel: expected a channel's id or ARN, received "no-id"/],
    ['session/AbCdEf123456/a b', /^stream: expected the id of a stream/],
    ['viewers/2026-13-01', /^day: expected a day such as/],
    ['failed/0', /^days: expected a whole number from 1 to 366/],
    ['simulator', /^address: expected a topic of a stage on AWS/],
  ])('for the address %j is refused', async (address, message) => {
    const query = new URLSearchParams({ address });
    const response = await get(`/console/api/answer?${query}`);
    expect(response.status).toBe(400);
    expect((await messageOf(response)).message).toMatch(message);
  });
});

describe('events', () => {
  async function read(path: string, count: number): Promise<TopicMessage[]> {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const messages: TopicMessage[] = [];
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts)
        if (part.startsWith('data: ')) messages.push(JSON.parse(part.slice(6)) as TopicMessage);
      if (messages.length >= count) break;
    }
    return messages;
  }

  test('tell each topic its first answer and then its changes, whatever names and payloads hold', async () => {
    const name = '</script><img src=x onerror=alert(1)>\u2028\n\ndata: {"address":"live"}';
    let viewers = 0;
    const others = Array.from({ length: 5 }, (_, n) => ({ streamId: `st-${n}` }));
    answer = () => ({
      sessions: [{ streamId: 'st-x', channelName: name, viewers: viewers++ }, ...others],
    });
    const messages = await read('/console/api/events?address=live', 2);
    expect(messages[0]).toMatchObject({ answer: { sessions: [{ channelName: name }, ...others] } });
    expect(messages[1]).toMatchObject({
      change: { list: 'sessions', put: [{ channelName: name, viewers: 1 }], removed: [] },
    });
  });

  test('tell why there is no answer', async () => {
    answer = () => {
      throw new Error('access denied');
    };
    expect(await read('/console/api/events?address=letters', 1)).toMatchObject([
      { address: 'letters', problem: 'access denied' },
    ]);
  });

  test.each(['', 'address=', 'address=live&address=nope'])('of %j are refused', async (query) => {
    expect((await get(`/console/api/events?${query}`)).status).toBe(400);
  });

  test('of more than 20 topics are refused', async () => {
    const all = Array.from({ length: 21 }, (_, n) => `address=letter/${n}`).join('&');
    expect((await get(`/console/api/events?${all}`)).status).toBe(400);
  });
});

describe('an export', () => {
  const lines = async (path: string) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const file = /filename="(.+)"$/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    const text = await response.text();
    expect(text.endsWith('\n')).toBe(true);
    return {
      file,
      lines: text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    };
  };

  test('of a time range has one session a line, of all pages', async () => {
    answer = ({ payload }) =>
      payload.nextToken
        ? { sessions: [{ streamId: 'st-2' }] }
        : { sessions: [{ streamId: 'st-0' }, { streamId: 'st-1' }], nextToken: 't' };
    const path = '/console/api/export?from=2026-11-21&to=2026-11-22&failed=true';
    expect(await lines(path)).toEqual({
      file: 'failed-2026-11-21-2026-11-22.ndjson',
      lines: [{ streamId: 'st-0' }, { streamId: 'st-1' }, { streamId: 'st-2' }],
    });
    const range = { from: '2026-11-21', to: '2026-11-22', failed: true };
    expect(stage.invoked.map(({ payload }) => payload)).toEqual([
      range,
      { ...range, nextToken: 't' },
    ]);
  });

  test('of a session has its whole time line in one line, as the command line prints it', async () => {
    answer = ({ payload }) => {
      if (payload.home) return HOME;
      const session = { streamId: 'st-0' };
      return payload.nextToken
        ? { sessions: [session], timeline: [{ at: '3' }] }
        : { sessions: [session], timeline: [{ at: '1' }, { at: '2' }], nextToken: 't' };
    };
    const path = '/console/api/export?channel=AbCdEf123456&stream=st-0';
    expect(await lines(path)).toEqual({
      file: 'session-AbCdEf123456-st-0.ndjson',
      lines: [{ session: { streamId: 'st-0' }, timeline: [{ at: '1' }, { at: '2' }, { at: '3' }] }],
    });
    answer = ({ payload }) =>
      payload.home ? HOME : { sessions: [{ streamId: 'st-0' }], timeline: [] };
    expect((await lines(path)).lines).toEqual([{ session: { streamId: 'st-0' }, timeline: [] }]);
  });

  test.each([
    ['', /^from: expected a time/],
    ['to=2026-11-22', /^from: expected a time/],
    ['stream=st-0', /^channel: expected the id of the channel/],
    ['channel=AbCdEf123456&stream=st-0&from=2026-11-21', /^stream: cannot be combined/],
    ['channel=AbCdEf123456&stream=..', /^stream: expected the id of a stream/],
    ['from=2026-11-21&failed=yes', /^failed: expected true, received "yes"/],
    ['form=2026-11-21', /^form: expected channel, stream, from, to, failed/],
  ])('by %j is refused', async (query, message) => {
    const response = await get(`/console/api/export?${query}`);
    expect(response.status).toBe(400);
    expect((await messageOf(response)).message).toMatch(message);
  });

  test('that fails in the middle breaks off, so that nobody takes it for the whole', async () => {
    answer = ({ payload }) => {
      if (payload.nextToken) throw new Error('gone');
      return { sessions: [{ streamId: 'st-0' }], nextToken: 't' };
    };
    const read = async () => (await get('/console/api/export?from=2026-11-21')).text();
    await expect(read()).rejects.toThrow();
  });
});

test('the value of a stream key never comes through, whatever a function answers', async () => {
  const value = 'sk_us-west-2_AbCdEf123456_0123456789abcdefghijkl';
  answer = ({ payload }) =>
    payload.home ? HOME : { sessions: [{ streamId: 'st-0', name: value }], [value]: value };
  const texts = await Promise.all([
    get('/console/api/answer?address=live').then((response) => response.text()),
    get('/console/api/export?from=2026-11-21').then((response) => response.text()),
    act(APPROVE).then((response) => response.text()),
    get('/console/api/events?address=breaches').then(async ({ body }) => {
      for await (const chunk of body ?? []) {
        const text = Buffer.from(chunk).toString();
        if (text.includes('data: ')) return text;
      }
      return '';
    }),
  ]);
  answer = () => {
    throw new Error(`cannot use ${value}`);
  };
  texts.push(await (await act(APPROVE)).text());
  for (const text of texts) {
    expect(text).toContain('[stream key value]');
    expect(text).not.toContain(value);
  }
});

test('files of the page need no cookie, and there are no others', async () => {
  const response = await fetch(`${served.origin}/console/assets/app.js`);
  expect(await response.text()).toBe('app.js');
  for (const name of ['index.html', 'hls.js', '../package.json', '..%2fpackage.json', ''])
    expect((await fetch(`${served.origin}/console/assets/${name}`)).status).not.toBe(200);
});

test('about counts the invocations', async () => {
  const before = ((await (await get('/console/api/about')).json()) as About).invocations;
  await get('/console/api/answer?address=live');
  const after = ((await (await get('/console/api/about')).json()) as About).invocations;
  expect(after - before).toBe(1);
});
