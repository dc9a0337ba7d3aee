import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deduplicationId, idsFor, shortId } from '../../../src/metadata/format/ids.ts';

describe('ids', () => {
  test('that are generated are short ids, so players see the same id as the caller', () => {
    for (const id of [idsFor(randomUUID())(0), idsFor('event')(0)]) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{8}$/);
      expect(shortId(id)).toBe(id);
    }
  });

  test('that are generated differ for each message', () => {
    const ids = [idsFor(randomUUID())(0), idsFor(randomUUID())(0), idsFor('a')(0), idsFor('a')(1)];
    expect(new Set([...ids, idsFor('b')(0)]).size).toBe(5);
  });

  test('for an event are the same each time it is delivered', () => {
    expect(idsFor('a')(7)).toBe(idsFor('a')(7));
  });

  test('of a caller are shortened by a digest that is always the same', () => {
    expect(shortId('question 17')).toMatch(/^[A-Za-z0-9_-]{8}$/);
    expect(shortId('question 17')).toBe(shortId('question 17'));
    expect(shortId('question 17')).not.toBe(shortId('question 18'));
  });

  test('give a deduplication id that depends on the channel and on the ids in order', () => {
    const ids = [
      deduplicationId('c1', ['a', 'b']),
      deduplicationId('c2', ['a', 'b']),
      deduplicationId('c1', ['b', 'a']),
      deduplicationId('c1', ['ab']),
      deduplicationId('c1a', ['b']),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(deduplicationId('c1', ['a', 'b'])).toBe(ids[0]);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{1,128}$/);
  });
});
