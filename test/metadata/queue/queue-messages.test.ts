import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { envelopeMessage } from '../../../src/metadata/format/envelope.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import type { ValidMessage } from '../../../src/metadata/format/message.ts';
import { packAll } from '../../../src/metadata/format/packing.ts';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import { utf8Bytes } from '../../../src/metadata/format/text.ts';
import { packQueueMessages } from '../../../src/metadata/queue/queue-messages.ts';
import * as fc from '../../support/fast-check.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const FORM = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;
const LIMITS = { ...FORM, queuedAt: 1_795_262_400_000 };

const message = (bytes: number, index = 0, members = {}): ValidMessage => ({
  ...{ index, channelArn: ARN, id: `id-${index}`, expiresAt: 1_795_263_000_000, bytes },
  payload: 'x'.repeat(Math.max(0, bytes - 2)),
  ...members,
});
const burst = (count: number, bytes: number, members = {}) =>
  Array.from({ length: count }, (_, index) => message(bytes, index, members));

describe('the SQS messages of a channel', () => {
  test('hold all messages in order, and at most eight requests each', () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 3_000 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(sizes, (all) => {
        const messages = all.map((bytes, index) => message(bytes, index));
        const entries = packQueueMessages(ARN, messages, LIMITS);
        const read = entries.map(({ body }) => parseQueueBody(body));
        const ids = read.flatMap((queued) => ('messages' in queued ? queued.messages : []));
        expect(ids.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
        for (const { messages: own, bytes, body } of entries) {
          const enclosed = own.map(({ id, payload }) => envelopeMessage(id, payload));
          const requests = packAll(enclosed, FORM).flatMap(({ texts }) => texts);
          expect(requests.length).toBeLessThanOrEqual(8);
          expect(utf8Bytes(body)).toBe(bytes);
          expect(bytes).toBeLessThanOrEqual(65_536);
        }
      }),
    );
  });

  test('are three for 200 messages of 100 bytes', () => {
    expect(packQueueMessages(ARN, burst(200, 100), LIMITS)).toHaveLength(3);
  });

  test('stay within the size limit if ids and keys are longer than the payloads', () => {
    const entries = packQueueMessages(ARN, burst(800, 2, { key: 'ü'.repeat(128) }), LIMITS);
    expect(entries.length).toBeGreaterThan(3);
    for (const { bytes } of entries) expect(bytes).toBeLessThanOrEqual(65_536);
  });

  test('have a deduplication id that depends on the ids and not on the time', () => {
    const at = (queuedAt: number) =>
      packQueueMessages(ARN, burst(3, 100), { ...LIMITS, queuedAt })[0]?.deduplicationId;
    expect(at(1)).toBe(at(2));
    expect(packQueueMessages(ARN, burst(2, 100), LIMITS)[0]?.deduplicationId).not.toBe(at(1));
  });

  test('hold what fits into eight compressed requests if compression is on', () => {
    const dense = { ...LIMITS, compression: 'deflate' as const };
    const newId = idsFor(randomUUID());
    const alike = burst(2_000, 50).map((one, n) => ({
      ...one,
      id: newId(n),
      payload: { team: 'red', n },
    }));
    const entries = packQueueMessages(ARN, alike, dense);
    const sizes = entries.map(({ messages, requests }) => messages.length / requests);
    for (const size of sizes) expect(size).toBeGreaterThan(80);
    expect(entries.length).toBeLessThan(5);
    for (const { messages, bytes } of entries) {
      const enclosed = messages.map(({ id, payload }) => envelopeMessage(id, payload));
      expect(packAll(enclosed, dense).length).toBeLessThanOrEqual(8);
      expect(bytes).toBeLessThanOrEqual(65_536);
    }
  });

  test('hold a message in parts as a whole, with other messages up to eight requests', () => {
    const sizes = [3_000, 100, 4_000, 7_000, 100].map((bytes, n) => message(bytes, n));
    const entries = packQueueMessages(ARN, sizes, LIMITS);
    expect(entries.map(({ messages }) => messages.map(({ index }) => index))).toEqual([
      [0, 1],
      [2],
      [3],
      [4],
    ]);
    expect(entries.map(({ requests }) => requests)).toEqual([4 + 109 / 988, 5, 8, 109 / 988]);
  });

  test('count one request for each message in plain mode', () => {
    const entries = packQueueMessages(ARN, burst(20, 50), { ...LIMITS, mode: 'plain' });
    expect(entries.map(({ requests }) => requests)).toEqual([8, 8, 4]);
  });

  test('count the last request by its share if ten SQS messages can share it', () => {
    const requests = (messages: ValidMessage[]) =>
      packQueueMessages(ARN, messages, LIMITS)[0]?.requests;
    expect(requests([message(50)])).toBeCloseTo(0.1);
    expect(requests([message(300)])).toBeCloseTo(309 / 988);
    expect(requests([message(600)])).toBe(1);
    expect(requests(burst(3, 600))).toBe(3);
    expect(requests(burst(20, 100))).toBeCloseTo(2 + (2 * 109) / 988);
  });
});
