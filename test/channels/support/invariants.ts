import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { AuditAction } from '../../../src/channels/audit.ts';
import { FINAL_CHECK_VALID_MS } from '../../../src/channels/final-check.ts';
import type { Tags } from '../../../src/channels/policy.ts';
import { SETTLING_MS } from '../../../src/channels/stream-status.ts';
import { parseDuration } from '../../../src/platform/duration.ts';
import type { SessionState } from '../../../src/simulator/index.ts';
import { MINUTE } from '../../support/autopilot.ts';
import type { IvsChange } from '../../support/ivs/record-requests.ts';
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
    checkFinalCheck(recorded, run);
    if (change.operation !== 'DeleteChannel') continue;
    checkGrace(recorded, run);
    checkNotice(change, run);
  }
}

/** The tags, read right before the change, asked for it. */
function checkConsent({ change }: RecordedChange, run: ChaosRun): void {
  const { operation, at, known } = change;
  const { tags = {}, tagsAt = Number.NEGATIVE_INFINITY } = known;
  if (operation === 'CreateStreamKey' && restoresKey(change, run)) return;
  const isAsked = operation === 'DeleteChannel' ? mayDelete(tags) : mayRotate(tags);
  expect(isAsked, `${operation} with the owner’s consent: ${JSON.stringify(tags)}`).toBe(true);
  if (operation === 'CreateStreamKey') return;
  expect(at - tagsAt, 'age of the tags, ms').toBeLessThanOrEqual(FINAL_CHECK_VALID_MS);
}

/** A key that replaces one that the autopilot has deleted needs no consent. */
function restoresKey(change: IvsChange, { changes }: ChaosRun): boolean {
  const own = changes.flatMap((recorded) =>
    recorded.change.channelArn === change.channelArn ? [recorded.change] : [],
  );
  return own[own.indexOf(change) - 1]?.operation === 'DeleteStreamKey';
}

/**
 * The final check came right before: its two reads, at the same time. It was recent, and the simulator had no session
 * then that counts as live. An encoder that connects after it cannot be seen.
 */
function checkFinalCheck(recorded: RecordedChange, { behavior }: ChaosRun): void {
  const { change, delivered, operations } = recorded;
  const { at, known, session } = change;
  expect(operations.slice(-3, -1).sort(), `requests before ${change.operation}`).toEqual([
    'BatchGetChannel',
    'GetStreamSession',
  ]);
  const { lastSession } = known;
  expect(lastSession, 'the last GetStreamSession').toBeDefined();
  if (!lastSession) return;
  const age = at - lastSession.at;
  expect(age, 'age of the last GetStreamSession, ms').toBeLessThanOrEqual(FINAL_CHECK_VALID_MS);
  const { newest } = lastSession;
  // IVS may show a session from Stream Start on only. Before, only its event makes it known.
  const isShown = newest?.startedAt !== undefined || behavior.unstartedSessions !== 'hidden';
  if (isShown) expect(isOpen(newest), `open session ${newest?.streamId}`).toBe(false);
  if (session && isOpen(session) && session.createdAt > at - SETTLING_MS)
    expect(delivered, 'a known young session').not.toContain(`Session Created ${session.streamId}`);
}

/** Whether the encoder of a session is connected. */
const isOpen = (session: SessionState | undefined): boolean =>
  session !== undefined && session.disconnectedAt === undefined;

/** Each session that cleanup could know at its final check ended at least the grace before the deletion. */
function checkGrace({ change, delivered }: RecordedChange, { world, behavior }: ChaosRun): void {
  const { at, known, channelArn } = change;
  const all = world.simulator.sessions({ channelArn });
  const newest = all.findIndex(({ streamId }) => streamId === known.lastSession?.newest?.streamId);
  const sessions = newest < 0 ? [] : all.slice(newest);
  const isKnown = ({ startedAt, streamId }: SessionState) =>
    startedAt !== undefined ||
    behavior.unstartedSessions !== 'hidden' ||
    delivered.has(`Session Ended ${streamId}`);
  expect(sessions.length, 'sessions of a deleted channel').toBeGreaterThan(0);
  for (const { streamId, endedAt = Number.POSITIVE_INFINITY } of sessions.filter(isKnown))
    expect(at - endedAt, `grace after ${streamId}, ms`).toBeGreaterThanOrEqual(
      graceOf(known.tags ?? {}),
    );
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
  const { simulator, changes, channels } = world;
  for (const { arn, tags, streamKeys } of simulator.channels()) {
    const sessions = simulator.sessions({ channelArn: arn });
    const streamed = sessions.some(({ startedAt }) => startedAt !== undefined);
    const isLeft = mayDelete(tags) && streamed;
    expect(isLeft, `not deleted: ${arn} ${JSON.stringify(tags)}`).toBe(false);
    const isKeyDeleted = changes.some(
      ({ channelArn, operation }) => channelArn === arn && operation === 'DeleteStreamKey',
    );
    if (isKeyDeleted) expect(streamKeys, 'keys of a channel whose key was deleted').toHaveLength(1);
    if (!mayRotate(tags)) continue;
    expect(streamKeys, 'keys of a channel with a rotate-key tag').toHaveLength(1);
    const record = channels.records.get(arn);
    expect([record?.pendingRotation, record?.pendingAnnouncement], 'pending work').toEqual([
      undefined,
      undefined,
    ]);
    expect(record?.key?.arn).toBe(streamKeys[0]?.arn);
  }
}

/** Checks that each key that the autopilot created is in the secret store and in a published event. */
export function checkHandOver({ world }: ChaosRun): void {
  const { simulator, changes, bus, secrets } = world;
  const published = new Set(bus.events.flatMap(({ resources }) => resources));
  const created = changes.flatMap(({ operation, keyArn }) =>
    operation === 'CreateStreamKey' ? [keyArn] : [],
  );
  const stored = [...secrets.stored.values()];
  for (const key of simulator.channels().flatMap(({ streamKeys }) => streamKeys)) {
    if (!created.includes(key.arn)) continue;
    expect(published, 'ARNs in events').toContain(key.arn);
    const { value } = stored.find(({ streamKeyArn }) => streamKeyArn === key.arn) ?? {};
    expect(value, 'in the secret store').toBe(key.value);
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
export function checkRotatedOnce({ world: { simulator, changes } }: ChaosRun): void {
  for (const { arn, tags } of simulator.channels()) {
    if (tags['autopilot:rotate-key'] !== 'on-end') continue;
    const sessions = simulator.sessions({ channelArn: arn });
    const deletions = changes.filter(
      ({ channelArn, operation }) => channelArn === arn && operation === 'DeleteStreamKey',
    );
    for (const [i, { at }] of deletions.entries()) {
      const before = deletions[i - 1]?.at ?? 0;
      const ended = sessions.some(({ endedAt = 0 }) => endedAt > before && endedAt <= at);
      expect(ended, 'a stream that ended since the last rotation').toBe(true);
    }
  }
}
