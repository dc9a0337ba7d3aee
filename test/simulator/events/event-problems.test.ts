import { expect, test } from 'vitest';
import { eventProblems } from './event-problems.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdABCDefgh';
const stream = { channel_name: '', stream_id: 'st-1A2b3c4D5e6F78ghij9Klmn' };
const limit = { limit_value: 1, limit_unit: 'bits per second', exceeded_by: 1 };

const event = (type: string, detail: object, resources: string[] = [CHANNEL]) => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': `IVS ${type}`,
  source: 'aws.ivs',
  account: '123456789012',
  time: '2026-11-21T12:00:00Z',
  region: 'us-west-2',
  resources,
  detail,
});

test.each([
  event('Stream State Change', { event_name: 'Session Ended', ...stream }),
  event('Stream State Change', {
    event_name: 'Session Ended',
    code: 'MultitrackInputRequired',
    ...stream,
  }),
  event('Limit Breach', { limit_name: 'Ingest Bitrate', ...limit, ...stream }),
  event('Limit Breach', { limit: 'Ingest Bitrate', ...limit }),
])('a documented event has no problems (%#)', (documented) => {
  expect(eventProblems(documented)).toEqual([]);
});

test.each([
  ['another name', event('Stream State Change', { event_name: 'Stream Paused', ...stream })],
  ['no stream', event('Stream State Change', { event_name: 'Stream Start', channel_name: '' })],
  [
    'a new member',
    event('Stream Health Change', { event_name: 'Starvation Start', ...stream, a: 1 }),
  ],
  [
    'another code',
    event('Stream State Change', { event_name: 'Session Ended', code: 'X', ...stream }),
  ],
  ['no code', event('Stream State Change', { event_name: 'Stream Takeover Failure', ...stream })],
  [
    'another type',
    event('Stream State Change', { event_name: 'Stream Start', ...stream, stream_id: 1 }),
  ],
  [
    'another unit',
    event('Limit Breach', { limit: 'Ingest Bitrate', ...limit, limit_unit: 'bit/s' }),
  ],
  ['a mixture of forms', event('Limit Breach', { limit: 'Ingest Bitrate', ...limit, ...stream })],
  ['no channel', event('Limit Breach', { limit: 'Ingest Bitrate', ...limit }, [])],
  [
    'a channel',
    event('Limit Breach', { limit: 'Concurrent Viewers', ...limit, limit_unit: 'viewers' }),
  ],
  [
    'milliseconds',
    {
      ...event('Stream State Change', { event_name: 'Stream Start', ...stream }),
      time: '2026-11-21T12:00:00.000Z',
    },
  ],
  [
    'a new member of the envelope',
    { ...event('Stream State Change', { event_name: 'Stream Start', ...stream }), more: 1 },
  ],
])('an event with %s has a problem', (_what, wrong) => {
  expect(eventProblems(wrong)).not.toEqual([]);
});
