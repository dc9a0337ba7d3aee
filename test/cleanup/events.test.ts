import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { channelDeletion, cleanupStopped } from '../../src/cleanup/events.ts';
import type { AutopilotEvent } from '../../src/platform/bus.ts';
import { repaired } from '../sessions/publish/example.ts';

const DOCS = readFileSync('docs/events.md', 'utf8');
const CHANNEL = repaired.channelArn;
const { repaired: _, ...ingestEnded } = repaired.ingestEnded ?? { at: '', id: '' };
const show = { ...repaired, ingestEnded };
const AT = '2026-03-14T19:41:00.000Z';
const stop = {
  ...{ id: '3f1c0a5be2d94c17', at: AT, channels: 240, allowed: 100, deleted: 12, published: false },
  ...{ recountAt: AT, expiresAt: AT },
};
const notice = {
  ...{ channelArn: CHANNEL, channelName: 'quiz-night', reason: 'grace-over' as const },
  tags: { 'autopilot:auto-delete': 'true', team: 'shows' },
  end: `${show.streamId} 2026-03-14T19:30:09.000Z`,
  sessions: [show],
};

/** The JSON example in the event's section. */
function exampleOf(name: string): unknown {
  const section = DOCS.split(/^## /m).find((one) => one.startsWith(`${name}\n`)) ?? '';
  return JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? 'null');
}

test.each<[string, AutopilotEvent]>([
  ['Channel Deletion', channelDeletion(notice, Date.parse(AT))],
  ['Cleanup Stopped', cleanupStopped(stop, [notice])],
])('the example of %s in docs/events.md is the event as it is published', (name, event) => {
  expect(event).toMatchObject({ detailType: name, time: AT, resources: [CHANNEL] });
  expect(event.detail).toEqual(exampleOf(name));
});

test('Channel Deletion lists the sessions newest first', () => {
  const older = { ...show, streamId: 'st-0', sessionAt: '2026-03-13T18:00:00.000Z' };
  const { detail } = channelDeletion({ ...notice, sessions: [older, show] }, Date.parse(AT));
  expect(detail.sessions).toMatchObject([{ streamId: show.streamId }, { streamId: 'st-0' }]);
});

test('Cleanup Stopped names at most 100 channels, because EventBridge takes 256 KB', () => {
  const members = Array.from({ length: 5_000 }, (_, i) => ({ channelArn: `arn-${i}`, end: '' }));
  const { detail, resources } = cleanupStopped({ ...stop, channels: 5_000 }, members);
  expect([detail.channelArns, resources]).toEqual([resources, expect.any(Array)]);
  expect([resources.length, detail.due]).toEqual([100, 5_000]);
});
