import { describe, expect, test } from 'vitest';
import { MAX_TTL_MS } from '../../../src/metadata/format/message.ts';
import { returnWaitSeconds } from '../../../src/metadata/send/return-wait.ts';
import * as fc from '../../support/fast-check.ts';

describe('returnWaitSeconds', () => {
  test('is 5 s at first, however long the message is valid', () => {
    for (const ttl of [1_000, 600_000, MAX_TTL_MS]) {
      expect(returnWaitSeconds(1, ttl)).toBe(5);
      expect(returnWaitSeconds(55, ttl)).toBe(5);
    }
  });

  test('is at most 10 s for a message with the default TTL of ten minutes', () => {
    for (let left = 600_000, receives = 1; left > 0; receives += 1) {
      const seconds = returnWaitSeconds(receives, left);
      expect(seconds).toBeLessThanOrEqual(10);
      left -= seconds * 1_000;
    }
  });

  test('never reaches the 100 receives that the queue allows, however long the message is valid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_TTL_MS }), fc.nat(60), (ttl, lost) => {
        let [left, receives] = [ttl, 1 + lost];
        for (; left > 0; receives += 1) left -= returnWaitSeconds(receives, left) * 1_000;
        expect(receives).toBeLessThan(100);
      }),
    );
  });

  test('is within the limits of SQS', () => {
    for (let receives = 1; receives < 100; receives += 1) {
      expect(returnWaitSeconds(receives, MAX_TTL_MS)).toBeLessThanOrEqual(43_200);
    }
  });
});
