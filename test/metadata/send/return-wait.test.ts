import { describe, expect, test } from 'vitest';
import { MAX_TTL_MS } from '../../../src/metadata/format/message.ts';
import { returnWaitSeconds } from '../../../src/metadata/send/return-wait.ts';
import * as fc from '../../support/fast-check.ts';

/** What the queue allows (serverless.yml). */
const MAX_RECEIVE_COUNT = 1_000;

/** The waits of a message until it expires. @param lost how often it was received without a wait */
function waitsOf(ttlMs: number, lost = 0): { waits: number[]; receives: number } {
  const waits: number[] = [];
  let receives = lost;
  for (let left = ttlMs; left > 0; left -= 1_000 * (waits.at(-1) ?? 0)) {
    receives += 1;
    waits.push(returnWaitSeconds(receives, left));
  }
  return { waits, receives };
}

describe('returnWaitSeconds', () => {
  test('is 5 s for a message with the default TTL of ten minutes', () => {
    expect(new Set(waitsOf(600_000).waits)).toEqual(new Set([5]));
  });

  test('is at most 27 s, however long the message is valid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_TTL_MS }), (ttl) => {
        expect(Math.max(...waitsOf(ttl).waits)).toBeLessThanOrEqual(27);
      }),
    );
  });

  test('never reaches the 1,000 receives that the queue allows, also if 100 receives were without a wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_TTL_MS }), fc.nat(100), (ttl, lost) => {
        expect(waitsOf(ttl, lost).receives).toBeLessThan(MAX_RECEIVE_COUNT);
      }),
    );
    expect(waitsOf(MAX_TTL_MS, 100).receives).toBeLessThan(MAX_RECEIVE_COUNT);
  });

  test('is within the limits of SQS', () => {
    for (let receives = 1; receives < MAX_RECEIVE_COUNT; receives += 1) {
      expect(returnWaitSeconds(receives, MAX_TTL_MS)).toBeLessThanOrEqual(43_200);
    }
  });
});
