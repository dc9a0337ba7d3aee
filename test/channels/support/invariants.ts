import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { AuditAction } from '../../../src/channels/audit.ts';
import { FINAL_CHECK_VALID_MS } from '../../../src/channels/final-check.ts';
import type { Tags } from '../../../src/channels/policy.ts';
import { SETTLING_MS } from '../../../src/channels/stream-status.ts';
import { parseDuration } from '../../../src/platform/duration.ts';
import { MINUTE } from '../../support/autopilot.ts';
import { type IvsChange, keyValue } from '../../support/ivs.ts';
import { type ChaosRun, DEFAULT_GRACE_MS, type RecordedChange } from './run.ts';

// What the tags of these runs mean, without using the code that is tested.

const isProtected = (tags: Tags) => 'autopilot:protect' in tags;
const mayDelete = (tags: Tags) =>
  !isProtected(tags) && /^(true|\d+[smhd])$/.test(tags['autopilot:auto-delete'] ?? '');
const mayRotate = (tags: Tags) =>
  !isProtected(tags) && /^(on-end|\d+[smhd])$/.test(tags['autopilot:rotate-key'] ?? '');
const graceOf = (tags: Tags) =>
  parseDuration(tags['autopilot:auto-delete'] ?? '') ?? DEFAULT_GRACE_MS;

/** Checks every change that was made in IVS. */
export function checkChanges(run: ChaosRun): void {
  for (const recorded of run.changes) {
    const { change } = recorded;
    checkConsent(recorded, run);
    checkAudit(change, run);
    if (change.operation === 'CreateStreamKey') continue;
    checkLastSession(recorded);
    if (change.operation !== 'DeleteChannel') continue;
    checkGrace(recorded);
    checkNotice(change, run);
  }
}

/** The tags, read right before the change, asked for it. */
function checkConsent({ change, tagsReadAt }: RecordedChange, run: ChaosRun): void {
  const { operation, lastTags } = change;
  if (operation === 'CreateStreamKey' && restoresKey(change, run)) return;
  const isAsked = operation === 'DeleteChannel' ? mayDelete(lastTags) : mayRotate(lastTags);
  expect(isAsked, `${operation} with the owner’s consent: ${JSON.stringify(lastTags)}`).toBe(true);
  if (operation === 'CreateStreamKey') return;
  const age = change.at - (tagsReadAt ?? Number.NEGATIVE_INFINITY);
  expect(age, 'age of the tags, ms').toBeLessThanOrEqual(FINAL_CHECK_VALID_MS);
}

/** A key that replaces one that the autopilot has deleted needs no consent. */
function restoresKey(change: IvsChange, { world }: ChaosRun): boolean {
  const own = world.ivs.changes.filter(({ channelArn }) => channelArn === change.channelArn);
  return own[own.indexOf(change) - 1]?.operation === 'DeleteStreamKey';
}

/** The last request about the channel was GetStreamSession. It was recent, and showed no open session. */
function checkLastSession({ change, delivered }: RecordedChange): void {
  const { session, lastSessionCheck } = change;
  expect(lastSessionCheck, 'the last GetStreamSession').toMatchObject({ open: false });
  const { at = 0, requests = 0 } = lastSessionCheck ?? {};
  const age = change.at - at;
  expect(age, 'age of the last GetStreamSession, ms').toBeLessThanOrEqual(FINAL_CHECK_VALID_MS);
  expect(change.requests - requests, 'requests since the last GetStreamSession').toBe(1);
  const isSettling =
    session && session.endedAt === undefined && session.createdAt > change.at - SETTLING_MS;
  if (isSettling)
    expect(delivered, 'a known young session').not.toContain(`Session Created ${session.streamId}`);
}

function checkGrace({ change, delivered, tagsReadAt = 0 }: RecordedChange): void {
  const { session } = change;
  expect(session?.endedAt, 'the end of the last session').toBeDefined();
  // No request sees a stream that starts and ends during the final check.
  if (session && (session.startedAt ?? session.createdAt) >= tagsReadAt) return;
  const graceMs = graceOf(change.lastTags);
  // IVS does not list sessions that never went live. Only their events make them known.
  const isKnown =
    session?.startedAt !== undefined || delivered.has(`Session Ended ${session?.streamId}`);
  if (isKnown) expect(change.at - Number(session?.endedAt)).toBeGreaterThanOrEqual(graceMs);
}

/** The event was published before the deletion. */
function checkNotice({ channelArn, at }: IvsChange, { world }: ChaosRun): void {
  const isPublished = world.bus.events.some(
    ({ detailType, resources, time }) =>
      detailType === 'Channel Deletion' && resources[0] === channelArn && Date.parse(time) <= at,
  );
  expect(isPublished, `Channel Deletion of ${channelArn}`).toBe(true);
}

const ACTIONS: Record<IvsChange['operation'], AuditAction[]> = {
  DeleteChannel: ['delete-channel'],
  DeleteStreamKey: ['rotate-key'],
  CreateStreamKey: ['rotate-key', 'create-key'],
  StopStream: [],
};
/** The outcomes of an action that was done or may have been done. */
const DONE = new Set(['started', 'done', 'failed']);

/** The same run wrote an audit record before the change. */
function checkAudit({ operation, at, channelArn }: IvsChange, { world }: ChaosRun): void {
  const entries = world.audit.entries.filter((entry) => entry.channelArn === channelArn);
  const record = entries.find(
    (entry) =>
      ACTIONS[operation].includes(entry.action) &&
      DONE.has(entry.outcome) &&
      entry.at <= at &&
      entry.at >= at - MINUTE,
  );
  expect(record, `audit of ${operation} ${channelArn}`).toBeDefined();
  expect(record?.evidence, 'evidence').toHaveProperty('tags');
}

/** Checks the state after all passes have run without faults. */
export function checkFinalState({ world }: ChaosRun): void {
  const { ivs, channels } = world;
  for (const { arn, tags, keys, sessions } of ivs.channels.values()) {
    const streamed = sessions.some(({ startedAt }) => startedAt !== undefined);
    const isLeft = mayDelete(tags) && streamed;
    expect(isLeft, `not deleted: ${arn} ${JSON.stringify(tags)}`).toBe(false);
    const isKeyDeleted = ivs.changes.some(
      ({ channelArn, operation }) => channelArn === arn && operation === 'DeleteStreamKey',
    );
    if (isKeyDeleted) expect(keys, 'keys of a channel whose key was deleted').toHaveLength(1);
    if (!mayRotate(tags)) continue;
    expect(keys, 'keys of a channel with a rotate-key tag').toHaveLength(1);
    const record = channels.records.get(arn);
    expect([record?.pendingRotation, record?.pendingAnnouncement], 'pending work').toEqual([
      undefined,
      undefined,
    ]);
    expect(record?.key?.arn).toBe(keys[0]?.arn);
  }
}

/** Checks that each key that the autopilot created is in the secret store and in a published event. */
export function checkHandOver({ world }: ChaosRun): void {
  const { ivs, bus, secrets } = world;
  const published = new Set(bus.events.flatMap(({ resources }) => resources));
  const created = ivs.changes.flatMap(({ operation, keyArn }) =>
    operation === 'CreateStreamKey' ? [keyArn] : [],
  );
  const stored = [...secrets.stored.values()];
  for (const key of [...ivs.channels.values()].flatMap(({ keys }) => keys)) {
    if (!created.includes(key.arn)) continue;
    expect(published, 'ARNs in events').toContain(key.arn);
    const { value } = stored.find(({ streamKeyArn }) => streamKeyArn === key.arn) ?? {};
    expect(value, 'in the secret store').toBe(keyValue(key.arn));
  }
}

/** Checks that the value of a stream key is only in IVS and in the secret store. */
export function checkSecrets({ world }: ChaosRun): void {
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

/** Checks that between two rotations of an `on-end` key another stream has ended. */
export function checkRotatedOnce({ world: { ivs } }: ChaosRun): void {
  for (const [arn, { sessions, tags }] of ivs.channels) {
    if (tags['autopilot:rotate-key'] !== 'on-end') continue;
    const deletions = ivs.changes.filter(
      ({ channelArn, operation }) => channelArn === arn && operation === 'DeleteStreamKey',
    );
    for (const [i, { at }] of deletions.entries()) {
      const before = deletions[i - 1]?.at ?? 0;
      const ended = sessions.some(({ endedAt = 0 }) => endedAt > before && endedAt <= at);
      expect(ended, 'a stream that ended since the last rotation').toBe(true);
    }
  }
}
