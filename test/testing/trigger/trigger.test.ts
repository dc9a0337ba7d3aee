import { expect, test } from 'vitest';
import { InputError } from '../../../src/platform/errors.ts';
import {
  EVENT_KINDS,
  type EventKindName,
  type TriggerDetails,
  trigger,
} from '../../../src/testing/index.ts';
import { samples } from '../../events/samples.ts';
import { USER_GUIDE } from '../../simulator/events/documented.ts';
import { eventProblems } from '../../simulator/events/event-problems.ts';

const KINDS = Object.keys(EVENT_KINDS) as EventKindName[];
const CHANNEL = 'arn:aws:ivs:eu-west-1:210987654321:channel/Qz7nWk3LpR5t';

/** The sample events of IVS by the names of their files. */
const SAMPLES = new Map(
  samples()
    .filter(({ file, event }) => event.source === 'aws.ivs' && !file.startsWith('bad-'))
    .map(({ file, event }) => [file.replace('.json', ''), event]),
);

test('there is a kind for each documented event', () => {
  const names = new Set(KINDS.map((kind) => EVENT_KINDS[kind].name));
  expect([...names].sort()).toEqual(USER_GUIDE.map(({ name }) => name).sort());
});

test('there is a kind for each sample event', () => {
  // The first is session-ended with a code; the second has the form of the schema registry.
  const others = ['session-ended-with-code', 'limit-schema-registry'];
  expect(KINDS.toSorted()).toEqual(
    [...SAMPLES.keys()].filter((name) => !others.includes(name)).sort(),
  );
});

test.each(KINDS)('%s is an event as AWS documents it, with the members of the sample', (kind) => {
  const event = trigger(kind);
  expect(eventProblems({ ...event })).toEqual([]);
  const sample = SAMPLES.get(kind);
  expect(Object.keys(event)).toEqual(Object.keys(sample ?? {}));
  expect(event['detail-type']).toBe(sample?.['detail-type']);
  expect(event.resources).toHaveLength(Array(sample?.resources).flat().length);
  const { recording_session_stream_ids: _, ...members } = Object(sample?.detail);
  expect(Object.keys(event.detail).sort()).toEqual(Object.keys(members).sort());
  const names = ['event_name', 'recording_status', 'limit_name', 'limit_unit', 'limit_value'];
  for (const name of names) expect(event.detail[name]).toEqual(members[name]);
});

test('an event says what it was told', () => {
  const event = trigger('session-ended', {
    ...{ channelArn: CHANNEL, channelName: 'quiz', streamId: 'st-1a', id: 'e1' },
    time: '2026-03-14T18:29:48.900Z',
    code: 'MultitrackInputRequired',
    detail: { more: 1 },
  });
  expect(event).toEqual({
    version: '0',
    id: 'e1',
    'detail-type': 'IVS Stream State Change',
    source: 'aws.ivs',
    account: '210987654321',
    time: '2026-03-14T18:29:48Z',
    region: 'eu-west-1',
    resources: [CHANNEL],
    detail: {
      event_name: 'Session Ended',
      channel_name: 'quiz',
      stream_id: 'st-1a',
      code: 'MultitrackInputRequired',
      more: 1,
    },
  });
});

test('the prefix of a recording is in the folder of the channel and of the time', () => {
  const { detail } = trigger('recording-end', {
    channelArn: CHANNEL,
    time: '2026-03-04T08:09:00Z',
  });
  expect(detail.recording_s3_key_prefix).toMatch(
    /^ivs\/v1\/210987654321\/Qz7nWk3LpR5t\/2026\/3\/4\/8\/9\/\w+$/,
  );
});

test('events without details belong to one stream, and each has an id of its own', () => {
  const [start, end] = [trigger('stream-start'), trigger('stream-end')];
  expect(end.detail.stream_id).toBe(start.detail.stream_id);
  expect(end.resources).toEqual(start.resources);
  expect(end.id).not.toBe(start.id);
});

test('a failure has the reason that it was given, in the member of its event', () => {
  const reasonOf = (kind: EventKindName) => trigger(kind, { reason: 'no capacity' }).detail;
  expect(reasonOf('stream-failure').reason).toBe('no capacity');
  for (const kind of ['recording-start-failure', 'recording-end-failure'] as const)
    expect(reasonOf(kind).recording_status_reason).toBe('no capacity');
});

test('a member of detail that is undefined is absent', () => {
  const event = trigger('stream-start', { detail: { channel_name: undefined } });
  expect(Object.keys(event.detail)).not.toContain('channel_name');
});

type Wrong = [title: string, kind: unknown, details: unknown, message: string];
const wrong: Wrong[] = [
  [
    'a misspelt kind',
    'stream-ends',
    {},
    'kind: expected a kind of event (did you mean stream-end?), received "stream-ends". The kinds are session-created, ',
  ],
  ['the name of an event', 'Stream End', {}, '(did you mean stream-end?), received "Stream End"'],
  ['no kind', undefined, {}, 'kind: expected a kind of event, received nothing. The kinds are'],
  ['null as details', 'stream-end', null, 'details: expected an object, received null'],
  ...Object.entries({ channelArn: CHANNEL, channelName: 'quiz', streamId: 'st-1a' }).map(
    ([name, value]): Wrong => [
      `${name} of an event of the account`,
      'limit-concurrent-viewers',
      { [name]: value },
      `${name}: expected nothing, since limit-concurrent-viewers is about the account, received "${value}"`,
    ],
  ),
  [
    'an unknown member',
    'stream-end',
    { channel: 'x' },
    'channel: unknown member; expected one of: channelArn, channelName',
  ],
  [
    'a name for an ARN',
    'stream-end',
    { channelArn: 'quiz' },
    'channelArn: expected the ARN of a channel, received "quiz"',
  ],
  ['a time that is none', 'stream-end', { time: 'noon' }, 'time: expected a Date'],
  [
    'a code of an event that has none',
    'stream-end',
    { code: 'X' },
    'code: expected no code, since stream-end has none, received "X"',
  ],
  [
    'an unknown code',
    'stream-takeover-failure',
    { code: 'X' },
    'code: expected StreamTakeoverInvalidPriority or',
  ],
  [
    'a reason of an event that has none',
    'stream-end',
    { reason: 'x' },
    'reason: expected no reason, since stream-end has none, received "x"',
  ],
];

test.each(wrong)('%s is refused', (_, kind, details, message) => {
  const call = () => trigger(kind as EventKindName, details as TriggerDetails);
  expect(call).toThrow(InputError);
  expect(call).toThrow(message);
});
