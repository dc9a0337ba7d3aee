import { describe, expect, test } from 'vitest';
import { checkAccess, type RequestSource } from '../../../src/http/access/check-access.ts';
import {
  type AccessOptions,
  accessPolicy,
  isHostPattern,
  isOrigin,
} from '../../../src/http/access/policy.ts';
import fc from '../../support/fast-check.ts';

const HERE = '127.0.0.1:4566';

function isAllowed(source: Partial<RequestSource>, options: AccessOptions = {}): boolean {
  return !('problem' in checkAccess(accessPolicy(options), { hosts: [HERE], ...source }));
}

describe('the Host header', () => {
  test.each([
    ...['127.0.0.1', '127.0.0.1:4566', '127.0.0.1:80', '127.8.9.10:1', '127.1:4566'],
    ...['localhost', 'localhost:4566', 'LocalHost:4566', 'localhost.', 'bucket.localhost:4566'],
    ...['a.b.localhost', '[::1]', '[::1]:4566', '[0:0:0:0:0:0:0:1]:4566'],
  ])('%s is this machine', (host) => {
    expect(isAllowed({ hosts: [host] })).toBe(true);
  });

  test.each([
    ...['evil.test', 'evil.test:4566', '127.0.0.1.evil.test', 'localhost.evil.test:4566'],
    ...['notlocalhost', '128.0.0.1', '0.0.0.0:4566', '10.0.0.7:4566', '[::2]:4566', '[fe80::1]'],
    ...['127.0.0.1@evil.test', '127.0.0.1, evil.test', '127.0.0.1/evil.test', '', ':4566', '*'],
    ...['localhost:x', '127.0.0.1 evil.test', 'localhost\\@evil.test', 'localhost#evil.test'],
  ])('%s is refused', (host) => {
    expect(isAllowed({ hosts: [host] })).toBe(false);
  });

  test('may be absent, as in HTTP/1.0, but not twice', () => {
    expect(isAllowed({ hosts: [] })).toBe(true);
    expect(isAllowed({ hosts: [HERE, HERE] })).toBe(false);
  });

  test('and the host of an absolute request target must both be allowed', () => {
    expect(isAllowed({ targetHost: 'localhost:4566' })).toBe(true);
    expect(isAllowed({ targetHost: 'evil.test' })).toBe(false);
    expect(isAllowed({ hosts: ['evil.test'], targetHost: 'localhost' })).toBe(false);
    expect(isAllowed({ targetHost: '' })).toBe(false);
  });

  test.each([
    ['host.docker.internal', 'host.docker.internal:4566', true],
    ['host.docker.internal', 'other.docker.internal:4566', false],
    ['host.docker.internal', 'x.host.docker.internal', false],
    ['stack:4566', 'stack:4566', true],
    ['stack:4566', 'stack:4567', false],
    ['Stack', 'STACK.', true],
    ['*.example.test', 'a.b.example.test:1', true],
    ['*.example.test', 'example.test', false],
    ['*.example.test', 'aexample.test', false],
    ['10.0.0.7', '10.0.0.7:4566', true],
    ['[fd00::7]', '[fd00:0::7]:4566', true],
  ])('with allowedHosts [%s], is %s allowed? %s', (allowed, host, expected) => {
    expect(isAllowed({ hosts: [host] }, { allowedHosts: [allowed] })).toBe(expected);
  });

  test('a name that is not this machine is refused, however its labels look', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const name = fc
      .tuple(fc.constantFrom('', 'localhost.', '127.0.0.1.', '1.'), label)
      .map(([prefix, last]) => `${prefix}${last}.test`);
    const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
    fc.assert(
      fc.property(name, port, (host, number) => {
        expect(isAllowed({ hosts: [number === undefined ? host : `${host}:${number}`] })).toBe(
          false,
        );
      }),
    );
  });
});

describe('the Origin header', () => {
  test.each([
    ...['http://evil.test', 'https://evil.test', 'null', '', 'http://localhost:3000'],
    ...['http://127.0.0.1', 'http://127.0.0.1:4567', 'http://localhost:4566', 'file://'],
    ...['https://127.0.0.1:4566', 'http://127.0.0.1:4566.evil.test', 'http://127.0.0.1:4566, x'],
    ...['chrome-extension://abc', 'http://127.0.0.1:4566/', '*'],
  ])('%s is another page than that of 127.0.0.1:4566, and refused', (origin) => {
    expect(isAllowed({ origin })).toBe(false);
  });

  test.each([
    ['http://127.0.0.1:4566', '127.0.0.1:4566'],
    ['http://localhost:4566', 'LOCALHOST:4566'],
    ['http://localhost', 'localhost:80'],
    ['http://[::1]:4566', '[::1]:4566'],
  ])('%s is the page of %s itself', (origin, host) => {
    expect(isAllowed({ origin, hosts: [host] })).toBe(true);
  });

  test('of the page of a server with TLS begins with https', () => {
    const source = { hosts: ['localhost'], isEncrypted: true };
    expect(isAllowed({ ...source, origin: 'https://localhost' })).toBe(true);
    expect(isAllowed({ ...source, origin: 'http://localhost' })).toBe(false);
  });

  test('of a rebound name is refused, although it is the same as the Host', () => {
    expect(isAllowed({ origin: 'http://evil.test:4566', hosts: ['evil.test:4566'] })).toBe(false);
  });

  test.each([
    ['http://localhost:5173', 'http://localhost:5173', true],
    ['http://localhost:5173/', 'http://localhost:5173', true],
    ['https://Show.Test:443', 'https://show.test', true],
    ['http://localhost:5173', 'http://localhost:5174', false],
    ['http://localhost:5173', 'https://localhost:5173', false],
    ['chrome-extension://abc', 'chrome-extension://abc', true],
  ])('with allowedOrigins [%s], is %s allowed? %s', (allowed, origin, expected) => {
    const options = { allowedOrigins: [allowed] };
    expect(isAllowed({ origin, fetchSite: 'cross-site' }, options)).toBe(expected);
  });

  test('of an allowed page is what its responses name; an allowed host allows no page', () => {
    const policy = accessPolicy({ allowedOrigins: ['https://show.test/'] });
    const source = { hosts: [HERE], origin: 'https://show.test' };
    expect(checkAccess(policy, source)).toEqual({ origin: 'https://show.test' });
    expect(checkAccess(policy, { hosts: [HERE] })).toEqual({ origin: undefined });
    const docker = { allowedHosts: ['host.docker.internal'] };
    expect(isAllowed({ origin: 'http://host.docker.internal' }, docker)).toBe(false);
  });
});

test.each([
  ['cross-site', false],
  ['same-site', false],
  ['anything', false],
  ['same-origin', true],
  ['none', true],
])('without Origin, is Sec-Fetch-Site %s allowed? %s', (fetchSite, expected) => {
  expect(isAllowed({ fetchSite })).toBe(expected);
});

test('a refusal names the header and quotes at most 120 characters', () => {
  const refuse = (source: object) =>
    checkAccess(accessPolicy({}), { hosts: [HERE], ...source }) as { problem: string };
  expect(refuse({ hosts: ['evil.test'] }).problem).toMatch(/^Host: .* received "evil\.test"$/);
  expect(refuse({ origin: 'null' }).problem).toMatch(/^Origin: .* received "null"$/);
  expect(refuse({ fetchSite: 'cross-site' }).problem).toMatch(/^Sec-Fetch-Site: /);
  expect(refuse({ hosts: ['x'.repeat(5_000)] }).problem.length).toBeLessThan(300);
});

test('settings that would allow every page, or that are no host or origin, are not valid', () => {
  const origins = ['*', 'null', 'http://*', 'http://*.test', 'http://a.test/path', 'a.test', ''];
  expect(origins.filter(isOrigin)).toEqual([]);
  const hosts = ['*', '*.', '', 'http://a.test', 'a.test/x', 'a test', '**.a.test', 'a.*.test'];
  expect(hosts.filter(isHostPattern)).toEqual([]);
});
