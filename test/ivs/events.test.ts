import { describe, expect, test } from 'vitest';
import { parseIvsEvent } from '../../src/ivs/events.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/Quiz0Show0aB';

function rawEvent(changes: Record<string, unknown> = {}) {
  return {
    version: '0',
    id: '5b1c2f0e-6f0a-4c39-9a55-0f6a3b0a7c11',
    'detail-type': 'IVS Stream State Change',
    source: 'aws.ivs',
    account: '123456789012',
    time: '2026-03-14T18:00:02Z',
    region: 'us-west-2',
    resources: [CHANNEL],
    detail: {
      event_name: 'Stream Start',
      channel_name: 'quiz-show',
      stream_id: 'st-1QuizShowStreamOfMarch0',
    },
    ...changes,
  };
}

test('a stream state change is read, and its time gets milliseconds', () => {
  expect(parseIvsEvent(rawEvent())).toEqual({
    kind: 'ivs',
    event: {
      id: '5b1c2f0e-6f0a-4c39-9a55-0f6a3b0a7c11',
      time: '2026-03-14T18:00:02.000Z',
      account: '123456789012',
      region: 'us-west-2',
      detailType: 'IVS Stream State Change',
      name: 'Stream Start',
      channelArn: CHANNEL,
      streamId: 'st-1QuizShowStreamOfMarch0',
      channelName: 'quiz-show',
      detail: rawEvent().detail,
    },
  });
});

test('the name is read from the member that the detail-type has for it', () => {
  const recording = rawEvent({
    'detail-type': 'IVS Recording State Change',
    detail: { recording_status: 'Recording Start' },
  });
  expect(parseIvsEvent(recording)).toMatchObject({ event: { name: 'Recording Start' } });
});

test('unknown names and members are accepted, and an empty channel name is omitted', () => {
  const unknown = rawEvent({ detail: { event_name: 'Stream Paused', channel_name: '', extra: 1 } });
  const parsed = parseIvsEvent(unknown);
  expect(parsed).toMatchObject({ event: { name: 'Stream Paused', detail: { extra: 1 } } });
  expect(parsed).not.toHaveProperty('event.channelName');
});

test('another detail-type of the same source is foreign', () => {
  const stage = rawEvent({ 'detail-type': 'IVS Stage Update', resources: [], detail: {} });
  expect(parseIvsEvent(stage)).toEqual({ kind: 'foreign', detailType: 'IVS Stage Update' });
});

test.each(['Concurrent Broadcasts', 'Concurrent Viewers'])(
  'a breach of %s has no channel',
  (limit_name) => {
    const breach = rawEvent({
      'detail-type': 'IVS Limit Breach',
      resources: [],
      detail: { limit_name, limit_value: 2, exceeded_by: 1, limit_unit: 'active streams' },
    });
    const parsed = parseIvsEvent(breach);
    expect(parsed).toMatchObject({ kind: 'ivs', event: { name: limit_name } });
    expect(parsed).not.toHaveProperty('event.channelArn');
  },
);

describe('a limit breach in the form of the schema registry', () => {
  const breach = (detail: object, resources: string[] = [CHANNEL]) =>
    parseIvsEvent(rawEvent({ 'detail-type': 'IVS Limit Breach', resources, detail }));
  const limit = { limit_value: 1_920, limit_unit: 'pixels per edge', exceeded_by: 640 };

  test('has its name in `limit`', () => {
    const parsed = breach({ limit: 'Ingest Resolution', ...limit });
    expect(parsed).toMatchObject({ event: { name: 'Ingest Resolution', channelArn: CHANNEL } });
    expect(parsed).not.toHaveProperty('event.streamId');
  });

  test('has no channel if it is about the account', () => {
    const parsed = breach({ limit: 'Concurrent Viewers', ...limit }, []);
    expect(parsed).toMatchObject({ kind: 'ivs', event: { name: 'Concurrent Viewers' } });
  });

  test('`limit_name` is preferred', () => {
    const detail = { limit_name: 'Ingest Bitrate', limit: 8_500_000, ...limit };
    expect(breach(detail)).toMatchObject({ event: { name: 'Ingest Bitrate' } });
  });

  test.each([{}, { limit_name: '' }, { limit: '' }])('without a name is refused: %j', (detail) => {
    expect(() => breach(detail)).toThrow('detail.limit_name: expected a non-empty string');
  });

  test('`limit` names no event of another detail-type', () => {
    expect(() => parseIvsEvent(rawEvent({ detail: { limit: 'Stream Start' } }))).toThrow(
      'detail.event_name: expected a non-empty string, received nothing',
    );
  });
});

describe('bad input is an error that names the member, what was expected and what was received', () => {
  test.each([
    ['no event', undefined, 'event: expected an object, received nothing'],
    ['a text', 'Stream Start', 'event: expected an object, received "Stream Start"'],
    ['no id', rawEvent({ id: undefined }), 'id: expected a string, received nothing'],
    ['empty id', rawEvent({ id: '' }), 'id: expected a non-empty string, received ""'],
    [
      'other source',
      rawEvent({ source: 'aws.s3' }),
      'source: expected "aws.ivs", received "aws.s3"',
    ],
    ['no time', rawEvent({ time: 'soon' }), 'time: expected an ISO 8601 time, received "soon"'],
    [
      'no channel',
      rawEvent({ resources: [] }),
      'resources[0]: expected the ARN of an IVS channel, received nothing',
    ],
    [
      'no channel ARN',
      rawEvent({ resources: ['quiz-show'] }),
      'resources[0]: expected the ARN of an IVS channel, received "quiz-show"',
    ],
    [
      'a resource that is no text',
      rawEvent({ resources: [7] }),
      'resources[0]: expected a string, received 7',
    ],
    [
      'no name',
      rawEvent({ detail: {} }),
      'detail.event_name: expected a non-empty string, received nothing',
    ],
  ])('%s', (_case, raw, message) => {
    expect(() => parseIvsEvent(raw)).toThrow(message);
  });
});
