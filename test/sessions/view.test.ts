import { expect, test } from 'vitest';
import type { Fact, Facts } from '../../src/sessions/facts.ts';
import type { SessionSummary } from '../../src/sessions/summary.ts';
import { deriveState, toView } from '../../src/sessions/view.ts';

const at = (minute: number, more: Partial<Fact> = {}): Fact => ({
  at: `2026-11-21T12:0${minute}:00.000Z`,
  id: `id-${minute}`,
  ...more,
});
const fact = at(0);

test.each<[string, Facts]>([
  ['created', { created: fact }],
  ['created', { seen: fact }],
  ['live', { started: fact }],
  ['live', { created: fact, started: fact, seen: fact }],
  ['ended', { started: fact, ended: fact }],
  ['ended', { started: fact, ingestEnded: fact }],
  ['ended', { started: fact, ingestEnded: { ...fact, code: 'StreamKeyReset' } }],
  ['failed', { created: fact, ended: fact }],
  ['failed', { ingestEnded: fact }],
  ['failed', { failed: fact }],
  ['failed', { started: fact, failed: fact }],
  ['failed', { started: fact, failed: fact, ended: fact, ingestEnded: fact }],
])('the state is %s if the facts are %j', (state, facts) => {
  expect(deriveState(facts)).toBe(state);
});

const id = { channelArn: 'arn', streamId: 'st-1' };
const summary = (facts: Facts): SessionSummary => ({
  ...id,
  phase: 'LIVE',
  sessionAt: at(0).at,
  ...facts,
});

test('a view holds each known time and no unknown member', () => {
  expect(toView(summary({ created: at(1) }))).toEqual({
    ...id,
    state: 'created',
    createdAt: at(1).at,
  });
  const all = {
    created: at(1),
    started: at(2),
    seen: at(3),
    failed: at(4, { reason: 'Transcode capacity exceeded' }),
    ingestEnded: at(5, { code: 'X', repaired: true }),
    ended: at(6),
  };
  expect(toView(summary(all))).toEqual({
    ...id,
    state: 'failed',
    createdAt: at(1).at,
    startedAt: at(2).at,
    seenAt: at(3).at,
    failedAt: at(4).at,
    ingestEndedAt: at(5).at,
    endedAt: at(6).at,
    code: 'X',
    reason: 'Transcode capacity exceeded',
    repaired: true,
  });
});

test('the channel name is that of the latest event with a name', () => {
  const named = { created: at(1, { name: 'A' }), started: at(5), seen: at(3, { name: 'B' }) };
  expect(toView(summary(named)).channelName).toBe('B');
  const tied = { created: at(1, { name: 'A', id: 'z' }), started: at(1, { name: 'B', id: 'a' }) };
  expect(toView(summary(tied)).channelName).toBe('A');
});
