import { expect, test } from 'vitest';
import { mergeLines } from '../../src/replay/incident/merge-lines.ts';
import { originsOf, relocate, shiftFor } from '../../src/replay/incident/relocate.ts';
import { selectSessions } from '../../src/replay/incident/select-sessions.ts';
import { readLines } from '../../src/replay/input/read-lines.ts';
import { STREAM_ID } from '../support/ivs-events.ts';
import { exportedSession, LIFE, START, texts } from './support/lines.ts';

const DAY = 86_400_000;
const END = START + 61_000;
const incident = mergeLines(readLines(texts([exportedSession(LIFE)])).lines);

test.each([
  ['nothing for times that IVS knows', END, 0],
  ['nothing for the oldest such times', START + 50 * DAY, 0],
  ['whole days for times that IVS has forgotten', START + 50.5 * DAY, 50],
  ['whole days back for times that have not come', START - 0.5 * DAY, -1],
])('the shift is %s', (_what, now, days) => {
  expect(shiftFor(incident, now)).toBe(days * DAY);
});

test('ids stay; account, region and all times move', () => {
  expect(originsOf(incident)).toEqual(['123456789012 us-west-2']);
  const moved = relocate(incident, { account: '999999999999', region: 'eu-west-1', shiftMs: DAY });
  expect(originsOf(moved)).toEqual(['999999999999 eu-west-1']);
  const [session] = moved.sessions;
  expect(session?.id).toEqual({
    channelArn: 'arn:aws:ivs:eu-west-1:999999999999:channel/aB1cD2eF3gH4',
    streamId: STREAM_ID,
  });
  expect(session?.exported).toMatchObject({ startedAt: '2026-11-22T12:00:03.000Z' });
  expect(session?.events[1]).toMatchObject({
    event: { id: 'event:Stream Start:3', time: '2026-11-22T12:00:03.000Z', region: 'eu-west-1' },
    arrivals: [START + DAY + 9_000],
  });
});

test.each([
  [{}, 1],
  [{ streamId: STREAM_ID }, 1],
  [{ streamId: 'st-other' }, 0],
  [{ from: END, to: END + 1 }, 1],
  [{ from: END + 1 }, 0],
  [{ to: START }, 0],
])('%j selects %i session', (selection, count) => {
  expect(selectSessions(incident, selection).sessions).toHaveLength(count);
});
