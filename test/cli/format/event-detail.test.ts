import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainDetail } from '../../../src/cli/format/event-detail.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(`events/${name}.json`, 'utf8')).detail;

test.each([
  ['stream-start', ''],
  ['stream-failure', 'Transcode capacity exceeded. Please try again.'],
  ['session-ended-with-code', 'MultitrackInputRequired'],
  ['stream-takeover-failure', 'StreamTakeoverInvalidPriority'],
  ['limit-ingest-bitrate', 'limit 8,500,000 bits per second, exceeded by 1,312,000'],
  ['limit-concurrent-viewers', 'limit 15,000 viewers, exceeded by 212'],
  [
    'recording-end-failure',
    's3://quiz-night-recordings/ivs/v1/123456789012/Qz7nWk3LpR5t/2026/03/14/18/29/7GkWp2XvQd4R, InternalServerException',
  ],
  [
    'recording-end',
    '1h 02m, s3://quiz-night-recordings/ivs/v1/123456789012/Qz7nWk3LpR5t/2026/03/14/18/29/7GkWp2XvQd4R, recording_session_stream_ids: ["st-1ShFq4Tn8bWz2XmKv6RcPd7","st-1EnQs5Lp9dGy3JwBt7XhVk2"]',
  ],
])('the sample event %s is shown as %j', (name, text) => {
  expect(explainDetail(sample(name))).toBe(text);
});

test.each([
  [undefined, ''],
  [null, ''],
  ['text', ''],
  [
    { event_name: 'New', mood: 'good', depth: { of: 1 }, empty: '', none: null },
    'mood: good, depth: {"of":1}',
  ],
  [{ reason: 'two\nlines\u001b[2J' }, 'two lines�[2J'],
  [{ limit_value: 'much', exceeded_by: 3 }, 'exceeded by 3'],
  [
    { limit: 'Ingest Bitrate', limit_value: 9, limit_unit: 'bits per second', exceeded_by: 3 },
    'limit 9 bits per second, exceeded by 3',
  ],
])('the detail %j is shown on one line', (detail, text) => {
  expect(explainDetail(detail)).toBe(text);
});
