import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { AuditAction } from '../../../src/channels/audit.ts';
import type { Tags } from '../../../src/channels/policy.ts';
import { SNAPSHOT_VALID_MS } from '../../../src/channels/snapshot.ts';
import { SETTLING_MS } from '../../../src/channels/stream-status.ts';
import { parseDuration } from '../../../src/platform/duration.ts';
import { MINUTE } from '../../support/autopilot.ts';
import { type Deed, keyValue } from '../../support/ivs.ts';
import { GRACE, type Run } from './run.ts';

// What the tags of these runs mean, without asking the code that is on trial.

const isProtected = (tags: Tags) => 'autopilot:protect' in tags;
const mayDelete = (tags: Tags) =>
  !isProtected(tags) && /^(true|\d+[smhd])$/.test(tags['autopilot:auto-delete'] ?? '');
const mayRotate = (tags: Tags) =>
  !isProtected(tags) && /^(on-end|\d+[smhd])$/.test(tags['autopilot:rotate-key'] ?? '');
const graceOf = (tags: Tags) => parseDuration(tags['autopilot:auto-delete'] ?? '') ?? GRACE;

type Judged = Run['judged'][number];

/** What must hold of everything that was done, however it came about. */
export function checkDeeds(run: Run): void {
  for (const judged of run.judged) {
    checkConsent(judged, run);
    checkAudit(judged.deed, run);
    if (judged.deed.did === 'CreateStreamKey') continue;
    checkLook(judged);
    if (judged.deed.did !== 'DeleteChannel') continue;
    checkGrace(judged);
    checkTold(judged.deed, run);
  }
}

/** Its tags, looked at right before, asked for it: nothing protected or untagged was touched. */
function checkConsent({ deed, tagsSeenAt }: Judged, run: Run): void {
  if (deed.did === 'CreateStreamKey' && restores(deed, run)) return;
  const asked = deed.did === 'DeleteChannel' ? mayDelete(deed.tagsSeen) : mayRotate(deed.tagsSeen);
  expect(asked, `${deed.did} with the owner’s consent: ${JSON.stringify(deed.tagsSeen)}`).toBe(
    true,
  );
  if (deed.did === 'CreateStreamKey') return;
  const age = deed.at - (tagsSeenAt ?? Number.NEGATIVE_INFINITY);
  expect(age, 'age of the look at the tags, ms').toBeLessThanOrEqual(SNAPSHOT_VALID_MS);
}

/** A key that takes the place of one that we deleted takes nothing from anybody. */
function restores(deed: Deed, { world }: Run): boolean {
  const own = world.ivs.deeds.filter(({ channelArn }) => channelArn === deed.channelArn);
  return own[own.indexOf(deed) - 1]?.did === 'DeleteStreamKey';
}

/** The last request about the channel said that it is offline, a moment ago. */
function checkLook({ deed, told }: Judged): void {
  expect(deed.lastLook, 'a last look').toMatchObject({ live: false });
  const { at = 0, asked = 0 } = deed.lastLook ?? {};
  expect(deed.at - at, 'age of the last look, ms').toBeLessThanOrEqual(SNAPSHOT_VALID_MS);
  expect(deed.asked - asked, 'requests since the last look').toBe(1);
  const { session } = deed;
  const young =
    session && session.endedAt === undefined && session.createdAt > deed.at - SETTLING_MS;
  if (young) expect(told, 'a young session').not.toContain(`Session Created ${session.streamId}`);
}

function checkGrace({ deed, told, tagsSeenAt = 0 }: Judged): void {
  const { session } = deed;
  expect(session?.endedAt, 'the end of the last session').toBeDefined();
  // A stream that came and went in the seconds of the last look itself is seen by no request.
  if (session && (session.startedAt ?? session.createdAt) >= tagsSeenAt) return;
  const graceMs = graceOf(deed.tagsSeen);
  // IVS does not tell of sessions that never went live: of those only what was told can count.
  const known = session?.startedAt !== undefined || told.has(`Session Ended ${session?.streamId}`);
  if (known) expect(deed.at - Number(session?.endedAt)).toBeGreaterThanOrEqual(graceMs);
}

/** The event came before the deletion. */
function checkTold({ channelArn, at }: Deed, { world }: Run): void {
  const told = world.bus.events.some(
    ({ detailType, resources, time }) =>
      detailType === 'Channel Deletion' && resources[0] === channelArn && Date.parse(time) <= at,
  );
  expect(told, `Channel Deletion of ${channelArn}`).toBe(true);
}

const ACTIONS: Record<Deed['did'], AuditAction[]> = {
  DeleteChannel: ['delete-channel'],
  DeleteStreamKey: ['rotate-key'],
  CreateStreamKey: ['rotate-key', 'create-key'],
  StopStream: [],
};
/** Outcomes of what was done, or may have been. */
const DONE = new Set(['started', 'done', 'failed']);

/** A record of it was written first, by the same run. */
function checkAudit({ did, at, channelArn }: Deed, { world }: Run): void {
  const told = world.audit.entries.filter((entry) => entry.channelArn === channelArn);
  const record = told.find(
    (entry) =>
      ACTIONS[did].includes(entry.action) &&
      DONE.has(entry.outcome) &&
      entry.at <= at &&
      entry.at >= at - MINUTE,
  );
  expect(record, `audit of ${did} ${channelArn}`).toBeDefined();
  expect(record?.evidence, 'evidence').toHaveProperty('tags');
}

/** What must hold once the world has come to rest. */
export function checkRest({ world }: Run): void {
  const { ivs, channels } = world;
  for (const { arn, tags, keys, sessions } of ivs.channels.values()) {
    const streamed = sessions.some(({ startedAt }) => startedAt !== undefined);
    const left = mayDelete(tags) && streamed;
    expect(left, `left behind: ${arn} ${JSON.stringify(tags)}`).toBe(false);
    const took = ivs.deeds.some((d) => d.channelArn === arn && d.did === 'DeleteStreamKey');
    if (took) expect(keys, 'keys of a channel whose key we took').toHaveLength(1);
    if (!mayRotate(tags)) continue;
    expect(keys, 'keys of a tagged channel at rest').toHaveLength(1);
    const record = channels.records.get(arn);
    expect([record?.pendingRotation, record?.pendingAnnouncement], 'what was begun').toEqual([
      undefined,
      undefined,
    ]);
    expect(record?.key?.arn).toBe(keys[0]?.arn);
  }
}

/** Of every key that is in use and was made by us, its value was handed over and its ARN told. */
export function checkHandOver({ world }: Run): void {
  const { ivs, bus, secrets } = world;
  const told = new Set(bus.events.flatMap(({ resources }) => resources));
  const made = ivs.deeds.flatMap(({ did, keyArn }) => (did === 'CreateStreamKey' ? [keyArn] : []));
  const kept = [...secrets.stored.values()];
  for (const key of [...ivs.channels.values()].flatMap(({ keys }) => keys)) {
    if (!made.includes(key.arn)) continue;
    expect(told, 'told').toContain(key.arn);
    const { value } = kept.find(({ streamKeyArn }) => streamKeyArn === key.arn) ?? {};
    expect(value, 'in the secret store').toBe(keyValue(key.arn));
  }
}

/** A stream key's value: nowhere but in IVS and the secret store. */
export function checkSecrets({ world }: Run): void {
  const { bus, audit, lines, sessions, channels } = world;
  const everything = [
    bus.events,
    audit.entries,
    lines,
    [...channels.records.values()],
    [...sessions.summaries.values()],
    [...sessions.events.values()],
  ];
  expect(inspect(everything, { depth: 20 })).not.toContain('sk_us-west-2_');
}

/** After each stream once: between two rotations of an `on-end` key another stream must have ended. */
export function checkOnce({ world: { ivs } }: Run): void {
  for (const [arn, { sessions, tags }] of ivs.channels) {
    if (tags['autopilot:rotate-key'] !== 'on-end') continue;
    const mine = ivs.deeds.filter((d) => d.channelArn === arn && d.did === 'DeleteStreamKey');
    for (const [i, { at }] of mine.entries()) {
      const before = mine[i - 1]?.at ?? 0;
      const ended = sessions.some(({ endedAt = 0 }) => endedAt > before && endedAt <= at);
      expect(ended, 'a stream that ended since the last rotation').toBe(true);
    }
  }
}
