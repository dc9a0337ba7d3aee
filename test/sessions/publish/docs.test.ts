import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPattern } from '../../../src/local/bus/pattern/pattern.ts';
import { type AutopilotEvent, SOURCE } from '../../../src/platform/bus.ts';
import { LIST_LIMITS } from '../../../src/sessions/details/health.ts';
import {
  sessionClosed,
  sessionEnded,
  sessionRepaired,
  sessionStarted,
} from '../../../src/sessions/publish/session-events.ts';
import { ended, finalSession, live, repair, repaired } from './example.ts';

const DOCS = readFileSync('docs/events.md', 'utf8');

/** The JSON example in the section of an event. */
function exampleOf(name: string): Record<string, unknown> {
  const section = DOCS.split(/^## /m).find((one) => one.startsWith(`${name}\n`)) ?? '';
  return JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? 'null');
}

const delivered = ({ detailType, time, resources, detail }: AutopilotEvent) => ({
  ...{
    source: SOURCE,
    'detail-type': detailType,
    time: `${time.slice(0, 19)}Z`,
    resources,
    detail,
  },
});

test('the whole event in docs/events.md is the event that is published', () => {
  const { version, id, account: _account, region, ...rest } = exampleOf('Session Started');
  expect(delivered(sessionStarted(live))).toMatchObject(rest);
});

test.each([
  ['Session Ended', sessionEnded(ended)],
  ['Session Repaired', sessionRepaired(repaired, repair.added, repair.at)],
  ['Session Closed', sessionClosed(finalSession)],
])('the detail of %s in docs/events.md is the detail that is published', (name, event) => {
  expect(event.detailType).toBe(name);
  expect(event.detail).toEqual(exampleOf(name));
});

test('docs/events.md states how many entries of a list an event holds', () => {
  const { spells, takeovers, breaches, recordings } = LIST_LIMITS;
  expect(breaches).toBe(takeovers);
  expect(DOCS).toContain(
    `${spells} spells, ${takeovers} takeovers and breaches, ${recordings} recordings`,
  );
});

test('the rule in docs/events.md matches sessions that failed, and no others', () => {
  const matches = readPattern(JSON.parse(/--event-pattern '(.*?)'/s.exec(DOCS)?.[1] ?? 'null'));
  const { started, created, ...rest } = finalSession.summary;
  const failed = { ...finalSession, summary: rest };
  expect(matches(delivered(sessionClosed(failed)))).toBe(true);
  expect(matches(delivered(sessionClosed(finalSession)))).toBe(false);
  expect(matches(delivered(sessionEnded(failed.summary)))).toBe(false);
});
