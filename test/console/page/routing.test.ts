import { describe, expect, test } from 'vitest';
import { documentTitle } from '../../../src/console/page/routing/document-title.ts';
import {
  channelPath,
  findPath,
  parametersOf,
  sessionPath,
  withParameter,
} from '../../../src/console/page/routing/paths.ts';
import * as fc from '../../support/fast-check.ts';

const SESSION = '/channels/:channel/sessions/:stream';

describe('paths', () => {
  test('have the parameters that they were made of, whatever those contain', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (channel, stream) => {
        expect(parametersOf(SESSION, sessionPath(channel, stream))).toEqual({ channel, stream });
        expect(parametersOf('/channels/:channel', channelPath(channel))).toEqual({ channel });
        const query = findPath(channel).slice('/find'.length);
        expect(new URLSearchParams(query).get('q')).toBe(channel);
      }),
    );
  });

  test.each([
    '/channels',
    '/channels/a/sessions',
    '/channels/a/other/b',
    '/channels/%E0%A4%A/sessions/b',
  ])('%s is not that of a session', (path) => expect(parametersOf(SESSION, path)).toBeUndefined());
});

describe('the query of an address', () => {
  test('keeps the other parameters', () =>
    expect(withParameter(new URLSearchParams('q=a&sort=-b'), 'q', 'c d')).toBe('?q=c+d&sort=-b'));
  test('has no parameter without a value', () =>
    expect(withParameter(new URLSearchParams('q=a'), 'q', '')).toBe(''));
});

test('the title of the document begins with what differs most', () => {
  expect(documentTitle('Channel', 'studio-1', 'prod')).toBe('studio-1 · Channel · prod');
  expect(documentTitle('Live', undefined, undefined)).toBe('Live · ivs-autopilot');
});
