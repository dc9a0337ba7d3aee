import { describe, expect, test } from 'vitest';
import { newKeyPair, signToken } from './tokens.ts';
import { startWatching } from './watching.ts';

const MINUTE = 60_000;
const { privateKey, publicKeyMaterial } = newKeyPair();
const other = newKeyPair();

type World = Awaited<ReturnType<typeof startWatching>>;

/** A channel that shows the built-in picture, and a playback key pair. */
async function privateShow(world: World, input: object = { authorized: true }) {
  await world.simulator.call('ImportPlaybackKeyPair', { publicKeyMaterial });
  const channel = await world.show(input);
  world.simulator.connectEncoder({ streamKey: channel.key });
  world.goLive();
  const claims = (more: object = {}) => ({
    'aws:channel-arn': channel.arn,
    exp: (world.clock.now() + 5 * MINUTE) / 1_000,
    ...more,
  });
  return {
    ...channel,
    claims,
    token: (more?: object) => signToken(privateKey, claims(more)),
    /** @returns the status, why it was refused, and the URL of the media playlist */
    async open(token?: string, headers: Record<string, string> = {}) {
      const query = token === undefined ? '' : `?token=${token}`;
      const { response, mediaUrl } = await world.open(`${channel.playbackUrl}${query}`, headers);
      return { status: response.status, why: reasonOf(response), mediaUrl };
    },
  };
}

const reasonOf = (response: Response) => response.headers.get('x-ivs-simulator-reason');

describe('the token of a private channel', () => {
  test('is needed, and a valid one plays', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const { status, why } = await show.open();
    expect([status, why]).toEqual([403, 'token: expected a playback token, received none']);
    const { status: ok, mediaUrl } = await show.open(show.token());
    expect(ok).toBe(200);
    expect((await world.playlist(mediaUrl)).segments).toHaveLength(3);
  });

  test.each([
    {
      why: /^token: expected a signature/,
      make: (claims: object) => signToken(other.privateKey, claims),
    },
    {
      why: /^alg: expected ES384, received "ES256"/,
      make: (claims: object) => signToken(privateKey, claims, { alg: 'ES256' }),
    },
    {
      why: /^alg: expected ES384, received "none"/,
      make: (claims: object) => signToken(privateKey, claims, { alg: 'none' }),
    },
    { why: /^token: expected a JSON object as header/, make: () => 'a.b.c' },
    { why: /^token: expected a JSON object as header/, make: () => '☃' },
    {
      why: /^token: expected three parts/,
      make: (claims: object) => `${signToken(privateKey, claims)}.x`,
    },
    {
      why: /^token: expected a signature/,
      make: (claims: object) => `${signToken(privateKey, claims).slice(0, -8)}AAAAAAAA`,
    },
  ])('is refused: $why', async ({ why, make }) => {
    const show = await privateShow(await startWatching());
    expect(await show.open(make(show.claims()))).toMatchObject({
      status: 403,
      why: expect.stringMatching(why),
    });
  });

  test.each([
    {
      claims: { 'aws:channel-arn': 'arn:aws:ivs:us-west-2:123456789012:channel/x' },
      why: 'aws:channel-arn: expected',
    },
    { claims: { exp: 1_000 }, why: 'exp: expected a time after' },
    { claims: { exp: undefined }, why: 'exp: expected a number of seconds, received undefined' },
    {
      claims: { 'aws:viewer-id': 'x'.repeat(41) },
      why: 'aws:viewer-id: expected a string of 1 to 40',
    },
    { claims: { 'aws:viewer-session-version': -1 }, why: 'aws:viewer-session-version: expected' },
    {
      claims: { 'aws:single-use-uuid': 'not-a-uuid' },
      why: 'aws:single-use-uuid: expected a UUID',
    },
    {
      claims: { 'aws:maximum-resolution': '4K' },
      why: 'aws:maximum-resolution: expected SD, HD, FULL_HD',
    },
    {
      claims: { 'aws:strict-origin-enforcement': 'yes' },
      why: 'aws:strict-origin-enforcement: expected a boolean',
    },
  ])('with the claims $claims is refused', async ({ claims, why }) => {
    const show = await privateShow(await startWatching());
    expect(await show.open(show.token(claims))).toMatchObject({
      status: 403,
      why: expect.stringContaining(why),
    });
  });

  test('with a viewer or for single use may be valid for ten minutes, others longer', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const exp = (world.clock.now() + 11 * MINUTE) / 1_000;
    expect((await show.open(show.token({ exp }))).status).toBe(200);
    for (const claim of [
      { 'aws:viewer-id': 'v' },
      { 'aws:single-use-uuid': crypto.randomUUID() },
    ]) {
      const { status, why } = await show.open(show.token({ exp, ...claim }));
      expect([status, why?.slice(0, 42)]).toEqual([
        403,
        'exp: expected at most ten minutes from now',
      ]);
    }
  });

  test('may expire while the viewer watches', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const token = show.token();
    const { mediaUrl } = await show.open(token);
    world.clock.advance(6 * MINUTE);
    expect((await fetch(mediaUrl)).status).toBe(200);
    expect((await show.open(token)).status).toBe(403);
  });

  test('for single use starts once, and not before the stream', async () => {
    const world = await startWatching();
    await world.simulator.call('ImportPlaybackKeyPair', { publicKeyMaterial });
    const channel = await world.show({ authorized: true });
    const exp = (world.clock.now() + 5 * MINUTE) / 1_000;
    const uuid = crypto.randomUUID();
    const claims = { 'aws:channel-arn': channel.arn, exp, 'aws:single-use-uuid': uuid };
    const url = `${channel.playbackUrl}?token=${signToken(privateKey, claims)}`;
    const status = async () => (await world.open(url)).response.status;
    expect(await status()).toBe(404);
    world.simulator.connectEncoder({ streamKey: channel.key });
    world.goLive();
    expect([await status(), await status()]).toEqual([200, 403]);
  });

  test('of a deleted playback key pair is refused', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const token = show.token();
    const { keyPairs } = await world.simulator.call<{ keyPairs: { arn: string }[] }>(
      'ListPlaybackKeyPairs',
    );
    await world.simulator.call<object>('DeletePlaybackKeyPair', { arn: keyPairs[0]?.arn });
    expect((await show.open(token)).status).toBe(403);
  });
});

describe('the origin in a token', () => {
  const origins = { 'aws:access-control-allow-origin': 'https://a.test, https://*.b.test' };

  test('is checked for pages, at the start', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const status = async (origin?: string) =>
      (await show.open(show.token(origins), origin ? { origin } : {})).status;
    expect(await status()).toBe(200);
    expect(await status('https://a.test')).toBe(200);
    expect(await status('https://x.y.b.test')).toBe(200);
    for (const wrong of [
      'http://a.test',
      'https://b.test',
      'https://evilb.test',
      'https://c.test',
      'https://a.test.evil.test',
      'null',
    ]) {
      expect(await status(wrong)).toBe(403);
    }
    const { mediaUrl } = await show.open(show.token(origins), { origin: 'https://a.test' });
    expect((await fetch(mediaUrl, { headers: { origin: 'https://c.test' } })).status).toBe(200);
  });

  test('is checked for every request with strict enforcement', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const token = () => show.token({ ...origins, 'aws:strict-origin-enforcement': true });
    expect((await show.open(token())).why).toBe('Origin: expected a header, received none');
    const { mediaUrl } = await show.open(token(), { origin: 'https://a.test' });
    const status = async (url: string, origin: string) =>
      (await fetch(url, { headers: { origin } })).status;
    const segment = new URL('0.ts', mediaUrl).href;
    expect(await status(mediaUrl, 'https://a.test')).toBe(200);
    expect(await status(segment, 'https://a.test')).toBe(200);
    expect(await status(segment, 'https://c.test')).toBe(403);
    expect((await fetch(mediaUrl)).status).toBe(403);
  });

  test('any is allowed with *', async () => {
    const show = await privateShow(await startWatching());
    const token = show.token({ 'aws:access-control-allow-origin': '*' });
    expect((await show.open(token, { origin: 'https://c.test' })).status).toBe(200);
  });
});

describe('revocation', () => {
  test('ends playback of the sessions up to a version, and refuses new ones', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const viewer = (version: number, id = 'ann') =>
      show.token({ 'aws:viewer-id': id, 'aws:viewer-session-version': version });
    const opened = [];
    for (const token of [viewer(1), viewer(2), viewer(1, 'bob')])
      opened.push(await show.open(token));
    await world.simulator.call('StartViewerSessionRevocation', {
      channelArn: show.arn,
      viewerId: 'ann',
      viewerSessionVersionsLessThanOrEqualTo: 1,
    });
    const responses = await Promise.all(opened.map(({ mediaUrl }) => fetch(mediaUrl)));
    expect(responses.map(({ status }) => status)).toEqual([403, 200, 200]);
    expect(responses[0] && reasonOf(responses[0])).toMatch(
      /version 1 of the viewer session is revoked/,
    );
    expect((await show.open(viewer(1))).status).toBe(403);
    expect((await show.open(viewer(2))).status).toBe(200);
    await world.simulator.call('BatchStartViewerSessionRevocation', {
      viewerSessions: [
        { channelArn: show.arn, viewerId: 'bob', viewerSessionVersionsLessThanOrEqualTo: 9 },
      ],
    });
    expect((await show.open(viewer(9, 'bob'))).status).toBe(403);
  });

  test('is of version 0 if it names none, and a token without a version has version 0', async () => {
    const world = await startWatching();
    const show = await privateShow(world);
    const token = (more: object = {}) => show.token({ 'aws:viewer-id': 'ann', ...more });
    await world.simulator.call('StartViewerSessionRevocation', {
      channelArn: show.arn,
      viewerId: 'ann',
    });
    expect((await show.open(token())).status).toBe(403);
    expect((await show.open(token({ 'aws:viewer-session-version': 1 }))).status).toBe(200);
  });
});

describe('a playback restriction policy', () => {
  async function restrictedShow(world: World, policy: object) {
    const { playbackRestrictionPolicy } = await world.simulator.call<{
      playbackRestrictionPolicy: { arn: string };
    }>('CreatePlaybackRestrictionPolicy', policy);
    return privateShow(world, { playbackRestrictionPolicyArn: playbackRestrictionPolicy.arn });
  }

  test('allows countries: that of the option, or of a header', async () => {
    const show = await restrictedShow(await startWatching(), { allowedCountries: ['DE', 'FR'] });
    const { status, why } = await show.open();
    expect([status, why]).toEqual([403, 'country: expected DE or FR, received US']);
    expect((await show.open(undefined, { 'x-ivs-simulator-country': 'fr' })).status).toBe(200);
    const german = await startWatching({ viewerCountry: 'DE' });
    const other = await restrictedShow(german, { allowedCountries: ['DE'] });
    expect((await other.open()).status).toBe(200);
  });

  test('allows origins, for segments only if enforcement is strict', async () => {
    const world = await startWatching();
    for (const enableStrictOriginEnforcement of [false, true]) {
      const show = await restrictedShow(world, {
        allowedOrigins: ['https://a.test'],
        enableStrictOriginEnforcement,
      });
      expect((await show.open(undefined, { origin: 'https://b.test' })).status).toBe(403);
      const { status, mediaUrl } = await show.open(undefined, { origin: 'https://a.test' });
      expect(status).toBe(200);
      const later = await fetch(mediaUrl, { headers: { origin: 'https://b.test' } });
      expect(later.status).toBe(enableStrictOriginEnforcement ? 403 : 200);
      await world.simulator.reset();
    }
  });
});
