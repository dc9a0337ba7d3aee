import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../../src/simulator/index.ts';
import { resolveOptions } from '../../../src/simulator/options.ts';
import { useGrant } from '../../../src/simulator/playback/authorization/authorize-playback.ts';
import { allowsOrigin } from '../../../src/simulator/playback/authorization/origins.ts';
import { checkToken } from '../../../src/simulator/playback/authorization/token.ts';
import { readPlaybackPath } from '../../../src/simulator/playback/paths.ts';
import { SessionTokens } from '../../../src/simulator/playback/session-tokens.ts';
import { createIds, createService } from '../../../src/simulator/simulated-service.ts';
import fc from '../../support/fast-check.ts';
import { newKeyPair, signText, signToken } from './tokens.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const { privateKey, publicKeyMaterial } = newKeyPair();
const context = { channelArn: CHANNEL, keys: [createPublicKey(publicKeyMaterial)], now: 0 };

describe('the maximum resolution of a token', () => {
  const settings = resolveOptions({});
  const service = createService(settings, createIds(settings));

  test.each([
    { name: 'SD', lines: 480, isAllowed: true },
    { name: 'SD', lines: 481, isAllowed: false },
    { name: 'HD', lines: 720, isAllowed: true },
    { name: 'HD', lines: 1_080, isAllowed: false },
    { name: 'FULL_HD', lines: 1_080, isAllowed: true },
    { name: 'SD', lines: undefined, isAllowed: true },
    { name: undefined, lines: 1_080, isAllowed: true },
  ])('$name and a picture of $lines lines', ({ name, lines, isAllowed }) => {
    const claims = { 'aws:channel-arn': CHANNEL, exp: 60, 'aws:maximum-resolution': name };
    const result = checkToken(signToken(privateKey, claims), context);
    const problem = 'grant' in result ? useGrant(service, result.grant, lines) : 'no grant';
    expect(problem === undefined).toBe(isAllowed);
  });
});

test('no text but a signed token is a token, and none makes the check fail', () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 4 }).map((parts) => parts.join('.')),
  );
  fc.assert(fc.property(text, (token) => 'problem' in checkToken(token, context)));
});

test('no signed claims make the check fail', () => {
  const names = [
    'channel-arn',
    'access-control-allow-origin',
    'strict-origin-enforcement',
    'single-use-uuid',
    'viewer-id',
    'viewer-session-version',
    'maximum-resolution',
  ];
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(CHANNEL, 'SD', 'true', '*', '__proto__'));
  const claims = fc.dictionary(fc.constantFrom(...names.map((name) => `aws:${name}`)), value);
  fc.assert(
    fc.property(claims, (given) => {
      const token = signToken(privateKey, { 'aws:channel-arn': CHANNEL, exp: 60, ...given });
      expect(Object.keys(checkToken(token, context))).toHaveLength(1);
    }),
    { numRuns: 30 },
  );
});

test('values that are nested thousands of times, or huge, are refused with a short reason', () => {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const unsigned = [
    `${part(`{"alg":${deep}}`)}.${part('{}')}.AAAA`,
    `${part(JSON.stringify({ alg: 'x'.repeat(9_000) }))}.${part('{}')}.AAAA`,
  ];
  const names = ['exp', 'aws:channel-arn', 'aws:viewer-id', 'aws:viewer-session-version'];
  const signed = names.map((name) => {
    const claims = { 'aws:channel-arn': CHANNEL, exp: 60, [name]: 'deep' };
    return signText(privateKey, JSON.stringify(claims).replace('"deep"', deep));
  });
  for (const token of [...unsigned, ...signed]) {
    const result = checkToken(token, context);
    expect('problem' in result && result.problem.length).toBeLessThan(300);
  }
});

test.each([{ exp: '60' }, { exp: [60] }, { exp: true }, { exp: null }, {}])(
  'the time of expiry is a number: %j is refused',
  (claims) => {
    const token = signToken(privateKey, { 'aws:channel-arn': CHANNEL, ...claims });
    expect(checkToken(token, context)).toEqual({
      problem: expect.stringMatching(/^exp: expected a number of seconds, received /),
    });
  },
);

test('a wildcard stands only for the beginning of a host', () => {
  const rules = ['https://*.b.test', 'http://localhost:3000'];
  expect(allowsOrigin(rules, 'https://x.b.test')).toBe(true);
  expect(allowsOrigin(rules, 'HTTP://LOCALHOST:3000')).toBe(true);
  for (const origin of [
    'https://b.test',
    'https://xb.test',
    'http://x.b.test',
    'https://x.b.test.c',
    'http://localhost',
  ])
    expect(allowsOrigin(rules, origin)).toBe(false);
});

test('only the simulator that issued a session token reads it', () => {
  const [tokens, others] = [new SessionTokens(), new SessionTokens()];
  const session = { id: 'a', channelArn: CHANNEL, viewer: { id: 'ann', version: 1 } };
  const token = tokens.issue(session);
  expect(tokens.read(token)).toEqual(session);
  expect(others.read(token)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => tokens.read(text) === undefined));
});

test('no other path than those of playlists and segments is read', () => {
  expect(
    readPlaybackPath('/api/video/v1/us-west-2.123456789012.channel.abcdefghijkl.m3u8'),
  ).toEqual({
    channelArn: CHANNEL,
  });
  const piece = fc.constantFrom(
    '..',
    '.',
    'us-west-2.123456789012.channel.abcdefghijkl',
    'x.y',
    'playlist.m3u8',
    '0.ts',
    '-1.ts',
    '%2e%2e',
    '',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const path = readPlaybackPath(`/api/video/v1/${pieces.join('/')}`);
      if (path) expect(path.channelArn).toBe(CHANNEL);
    }),
  );
});

test('the simulator without a server has the default address of playback', async () => {
  const simulator = createSimulator({ playback: 'local' });
  const { channel } = await simulator.call<{ channel: { playbackUrl: string } }>('CreateChannel');
  expect(channel.playbackUrl).toMatch(/^http:\/\/127\.0\.0\.1:4567\/api\/video\/v1\//);
});
