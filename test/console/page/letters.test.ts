import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adviceFor,
  countsOf,
  isExpired,
  outcomeTexts,
} from '../../../src/console/page/views/letters/outcomes.ts';
import { readTtl } from '../../../src/console/page/views/letters/ttl.ts';
import type { StoredLetter } from '../../../src/dead-letters/letter.ts';

const LETTER: StoredLetter = {
  ...{ id: '0b6cf9df4b7c6a3e', kind: 'metadata', diedAt: '2026-11-27T10:00:00.000Z' },
  ...{ position: 'p', reason: 'IVS refused the metadata (ValidationException)', bytes: 10 },
  preview: '',
};

describe('what became of letters', () => {
  test('each outcome that docs/dead-letters.md names has a text', () => {
    const page = readFileSync('docs/dead-letters.md', 'utf8');
    const table = page.slice(page.indexOf('| `outcome` | meaning |'));
    const outcomes = [...table.matchAll(/^\| ((?:`\w+`,? ?)+)\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/\w+/g)].map(([name]) => name),
    );
    expect(outcomes.length).toBeGreaterThan(9);
    for (const outcome of outcomes.filter((name) => name !== 'outcome'))
      expect(outcomeTexts({ id: 'x', outcome } as never).text).not.toBe('');
  });

  test('an expired letter says so, with the detail', () => {
    const { tone, text } = outcomeTexts({ id: 'x', outcome: 'expired', detail: 'at 10:00' });
    expect({ tone, text }).toEqual({
      tone: 'warn',
      text: 'Its messages have expired. Retry it with a new time to live. at 10:00',
    });
  });

  test('outcomes are counted', () => {
    const results = ['queued', 'expired', 'queued'].map((outcome) => ({ id: 'x', outcome }));
    expect(countsOf(results as never)).toBe('2 queued, 1 expired');
  });
});

test('only metadata expires', () => {
  const at = Date.parse('2026-11-27T11:00:00.000Z');
  const late = { ...LETTER, messagesExpireAt: '2026-11-27T10:30:00.000Z' };
  expect(isExpired(late, at)).toBe(true);
  expect(isExpired({ ...late, kind: 'function' }, at)).toBe(false);
  expect(isExpired({ ...late, messagesExpireAt: '2026-11-27T11:30:00.000Z' }, at)).toBe(false);
  expect(isExpired(LETTER, at)).toBe(false);
});

test.each([
  ['IVS knows no such channel (ResourceNotFoundException)', /Drop it/],
  ['id: expected a string', /Another program/],
  ['it was received 1,000 times, and never sent', /IAM/],
  ['BusError: failed', /log of reconcile/],
])('advice for %s', (reason, expected) => {
  expect(adviceFor({ ...LETTER, kind: 'function', functionName: 'reconcile', reason })).toMatch(
    expected,
  );
});

test('a letter without the value of its stream key can only be dropped', () => {
  expect(adviceFor({ ...LETTER, isMasked: true })).toMatch(/Drop it/);
});

test.each([
  ['', {}],
  ['10m', { seconds: 600 }],
  [' 6h ', { seconds: 21_600 }],
])('the time to live %j', (text, expected) => {
  expect(readTtl(text)).toEqual(expected);
});

test.each(['7h', '10', 'ten', '1.5h', '0s'])('the time to live %j is refused', (text) => {
  expect(readTtl(text)).toHaveProperty('problem');
});
