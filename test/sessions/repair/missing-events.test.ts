import { expect, test } from 'vitest';
import { listedEvents, missingEvents } from '../../../src/sessions/repair/missing-events.ts';
import { undeliveredEvents } from '../../../src/sessions/repair/undelivered-events.ts';
import { CHANNEL_ARN, STREAM_ID } from '../../support/ivs-events.ts';

const ID = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds));
const HEALTH = 'IVS Stream Health Change';
const STATE = 'IVS Stream State Change';

const session = {
  channel: { name: 'Quiz' },
  truncatedEvents: [
    { name: 'Stream Hiccup', type: STATE, eventTime: at(60) },
    { name: 'Other', type: 'IVS Stage Update', eventTime: at(50) },
    { name: 'Stream Takeover Failure', type: STATE, eventTime: at(40), code: 'StreamTakeoverX' },
    { name: 'Starvation Start', type: HEALTH, eventTime: at(30) },
    { name: 'Starvation Start', type: HEALTH, eventTime: at(20) },
    { name: 'Stream Start', type: STATE, eventTime: at(2) },
    { name: 'Session Created', type: STATE, eventTime: at(1) },
  ],
};

test('the events of a session with documented names are listed, with ids that follow from their content', () => {
  const events = listedEvents(ID, session);
  expect(events.map(({ id }) => id)).toEqual([
    `reconcile:${STREAM_ID}:Stream Takeover Failure:${at(40).toISOString()}`,
    `reconcile:${STREAM_ID}:Starvation Start:${at(30).toISOString()}`,
    `reconcile:${STREAM_ID}:Starvation Start:${at(20).toISOString()}`,
    `reconcile:${STREAM_ID}:Stream Start`,
    `reconcile:${STREAM_ID}:Session Created`,
  ]);
  expect(events[0]).toMatchObject({
    ...{ ...ID, detailType: STATE, channelName: 'Quiz', account: '123456789012' },
    detail: {
      event_name: 'Stream Takeover Failure',
      code: 'StreamTakeoverX',
      channel_name: 'Quiz',
    },
  });
  expect(events[1]).toMatchObject({ detailType: HEALTH, time: at(30).toISOString() });
});

test('a listed event is missing unless an event of its name is stored, at about the same time or, for a state change, at any time', () => {
  const listed = listedEvents(ID, session);
  const stored = [
    { name: 'Stream Start', time: at(59).toISOString() },
    { name: 'Starvation Start', time: at(22).toISOString() },
    { name: 'Starvation Start', time: at(33).toISOString() },
  ];
  const missing = undeliveredEvents(listed, stored).map(({ name, time }) => [name, time]);
  expect(missing).toEqual([
    ['Session Created', at(1).toISOString()],
    ['Starvation Start', at(30).toISOString()],
    ['Stream Takeover Failure', at(40).toISOString()],
  ]);
  expect(undeliveredEvents(listed, listed)).toEqual([]);
});

test('a stored event matches only one listed event of its name', () => {
  const twice = [20, 21].map((second) => ({
    ...{ name: 'Starvation Start', type: HEALTH, eventTime: at(second) },
  }));
  const listed = listedEvents(ID, { truncatedEvents: twice });
  const stored = [{ name: 'Starvation Start', time: at(21).toISOString() }];
  expect(undeliveredEvents(listed, stored)).toHaveLength(1);
});

test('a live stream was created and has started, whatever its list of events contains', () => {
  const state = { session: undefined, liveSince: at(5), listedUntil: at(60).getTime() };
  const implied = missingEvents(ID, {}, state).map(({ name, time }) => [name, time]);
  expect(implied).toEqual([
    ['Session Created', at(5).toISOString()],
    ['Stream Start', at(5).toISOString()],
  ]);
  expect(missingEvents(ID, {}, { ...state, session }).map(({ time }) => time)).toEqual([
    at(2).toISOString(),
    at(1).toISOString(),
  ]);
});

test('a creation or an end that the list may still lack is not derived', () => {
  const endedAt = at(30);
  const until = (seconds: number) => ({ session: undefined, listedUntil: at(seconds).getTime() });
  const namesOf = (state: Parameters<typeof missingEvents>[2]) =>
    missingEvents(ID, {}, state).map(({ name }) => name);
  expect(namesOf({ ...until(29), liveSince: at(30) })).toEqual(['Stream Start']);
  expect(namesOf({ ...until(30), liveSince: at(30) })).toEqual(['Session Created', 'Stream Start']);
  expect(namesOf({ ...until(29), endedAt })).toEqual([]);
  expect(namesOf({ ...until(30), endedAt })).toEqual(['Session Ended']);
});
