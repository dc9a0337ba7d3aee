import { expect, test } from 'vitest';
import { markChannel } from '../../src/channels/mark.ts';
import { memoryChannelStore } from '../support/channels.ts';
import * as fc from '../support/fast-check.ts';
import { CHANNEL_ARN, type EventParts, rawEvent } from '../support/ivs-events.ts';
import { recordObservability } from '../support/observability.ts';

function setUp() {
  const channels = memoryChannelStore();
  const seen = recordObservability();
  const deps = {
    channels,
    accountRegion: { region: 'us-west-2', account: '123456789012' },
    ...seen,
  };
  return { ...seen, channels, mark: (raw: unknown) => markChannel(raw, deps) };
}

test.each(['Session Created', 'Stream Start'])(
  '%s is recorded as a start, and does not mark the channel',
  async (name) => {
    const { mark, channels } = setUp();
    expect(await mark(rawEvent({ name }))).toEqual({
      marked: false,
      evidence: 'start',
      news: true,
    });
    expect(channels.records.get(CHANNEL_ARN)).not.toHaveProperty('cleanupDueAt');
  },
);

test.each(['Session Ended', 'Stream End'])(
  '%s is recorded as an end, and marks the channel as due at its own time',
  async (name) => {
    const { mark, channels } = setUp();
    const event = rawEvent({ name, time: '2026-11-20T08:00:00Z' });
    expect(await mark(event)).toEqual({ marked: true, evidence: 'end', news: true });
    expect(await mark(event)).toEqual({ marked: true, evidence: 'end', news: false });
    const dueAt = '2026-11-20T08:00:00.000Z';
    expect(channels.records.get(CHANNEL_ARN)).toMatchObject({
      cleanupDueAt: dueAt,
      rotationDueAt: dueAt,
    });
  },
);

const others: EventParts[] = [
  { name: 'Stream Failure' },
  { name: 'Stream Takeover' },
  { name: 'Nobody Knows This' },
  { name: 'constructor' },
  { detailType: 'IVS Stream Health Change', name: 'Session Ended' },
  { detailType: 'IVS Recording State Change', name: 'Recording End' },
];
test.each(others)('$detailType $name is ignored and counted', async (parts) => {
  const { mark, channels, counts } = setUp();
  expect(await mark(rawEvent(parts))).toEqual({ marked: false, ignored: parts.name });
  expect(channels.records.size).toBe(0);
  expect(counts).toEqual({ EventIgnored: 1 });
});

test('a foreign event is ignored and counted', async () => {
  const { mark, counts } = setUp();
  const foreign = { ...rawEvent(), 'detail-type': 'IVS Stage Update' };
  expect(await mark(foreign)).toEqual({ marked: false, ignored: 'IVS Stage Update' });
  expect(counts).toEqual({ EventIgnored: 1 });
});

const invalid: [string, unknown, string][] = [
  ['no event', undefined, 'event'],
  ['a string', 'hello', 'event'],
  ['no channel', { ...rawEvent(), resources: [] }, 'resources[0]'],
  ['no name', rawEvent({ name: '' }), 'detail.event_name'],
  ['no stream', rawEvent({ streamId: undefined }), 'detail.stream_id'],
  ['an invalid time', rawEvent({ time: 'yesterday' }), 'time'],
  ['another region', rawEvent({ region: 'eu-west-1' }), 'region'],
  ['another account', rawEvent({ account: '999999999999' }), 'account'],
  [
    'a channel of another region',
    rawEvent({ channelArn: 'arn:aws:ivs:eu-west-1:123456789012:channel/abcdefabcdef' }),
    'resources[0]',
  ],
  [
    'a channel of another account',
    rawEvent({ channelArn: 'arn:aws:ivs:us-west-2:999999999999:channel/abcdefabcdef' }),
    'resources[0]',
  ],
];
test.each(invalid)(
  'an event with %s is answered with the name of the field, and does not throw',
  async (_name, raw, field) => {
    const { mark, channels, lines, counts } = setUp();
    const answer = await mark(raw);
    expect(answer).toMatchObject({
      marked: false,
      field,
      message: expect.stringContaining('expected'),
    });
    expect(channels.records.size).toBe(0);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(counts).toEqual({ BadInput: 1 });
  },
);

const event = fc.record({
  name: fc.constantFrom('Session Created', 'Stream Start', 'Stream End', 'Session Ended'),
  streamId: fc.constantFrom('st-aaa', 'st-bbb', 'st-ccc'),
  second: fc.integer({ min: 10, max: 14 }),
});

test('the same events leave the same record, in any order and with any duplicates', async () => {
  const cases = fc
    .array(event, { minLength: 1, maxLength: 8 })
    .chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: 0, maxLength: events.length }),
        fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      ),
    );
  await fc.assert(
    fc.asyncProperty(cases, async ([events, extra, shuffled]) => {
      const deliver = async (order: typeof events) => {
        const { mark, channels } = setUp();
        for (const { name, streamId, second } of order) {
          await mark(rawEvent({ name, streamId, time: `2026-11-21T12:00:${second}Z` }));
        }
        return channels.records.get(CHANNEL_ARN);
      };
      const [first, ...rest] = shuffled;
      const mixed = first ? [first, ...extra, ...rest] : extra;
      expect(await deliver(mixed)).toEqual(await deliver(events));
    }),
    { numRuns: 1_000 },
  );
});
