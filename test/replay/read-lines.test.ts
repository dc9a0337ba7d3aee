import { expect, test } from 'vitest';
import { readLines } from '../../src/replay/input/read-lines.ts';
import { rawEvent } from '../support/ivs-events.ts';
import { exportedSession, LIFE, START } from './support/lines.ts';

test('reads sessions, events and events with the time of their receipt, and skips empty lines', () => {
  const session = exportedSession(LIFE);
  const texts = [session, rawEvent(), { at: START, event: rawEvent() }].map((line) =>
    JSON.stringify(line),
  );
  const { lines, problems } = readLines(['', ...texts, '  ']);
  expect(problems).toEqual([]);
  expect(lines.map((line) => line.kind)).toEqual(['session', 'event', 'event']);
  expect(lines[2]).toHaveProperty('receivedAt', START);
});

test('an event that is not about streams is counted, and left out', () => {
  const stage = { ...rawEvent(), 'detail-type': 'IVS Stage Update' };
  expect(readLines([JSON.stringify(stage)])).toEqual({ lines: [], problems: [], foreign: 1 });
});

const session = exportedSession(LIFE);
test.each([
  ['no JSON', 'oops', 'line: expected JSON, received "oops"'],
  [
    'another object',
    { a: 1 },
    'line: expected a session of sessions export (with channelArn and streamId), an EventBridge event (with detail-type), or a line of the log of recordSessionEvent, received {"a":1}',
  ],
  [
    'a wrong channel',
    { ...session, channelArn: 'quiz' },
    'channelArn: expected the ARN of an IVS channel, received "quiz"',
  ],
  [
    'a stream id that IVS refuses',
    { ...session, streamId: 'st-1' },
    'streamId: expected a stream id: st- and 23 letters or digits, received "st-1"',
  ],
  [
    'a wrong time',
    { ...session, startedAt: 'noon' },
    'startedAt: expected an ISO 8601 time, received "noon"',
  ],
  [
    'an event without a name',
    { ...rawEvent(), detail: {} },
    'detail.event_name: expected a non-empty string, received nothing',
  ],
  [
    'a delivery without a time',
    { event: rawEvent() },
    'at: expected when the event was received: ms since the epoch or ISO 8601, received nothing',
  ],
  [
    'a number that is no time',
    { at: 1e300, event: rawEvent() },
    'at: expected when the event was received: ms since the epoch or ISO 8601, received 1e+300',
  ],
  [
    'a stream key',
    '"sk_us-west-2_AbCd_x"',
    'line: expected a session of sessions export (with channelArn and streamId), an EventBridge event (with detail-type), or a line of the log of recordSessionEvent, received "[stream key value]"',
  ],
])('%s is named with its line, and the other lines count', (_what, wrong, message) => {
  const text = typeof wrong === 'string' ? wrong : JSON.stringify(wrong);
  const good = JSON.stringify(session);
  const { lines, problems } = readLines([good, text, good]);
  expect(problems).toEqual([{ line: 2, message }]);
  expect(lines).toHaveLength(2);
});
