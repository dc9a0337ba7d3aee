import { describe, expect, test } from 'vitest';
import type { AuditAnswer } from '../../src/explain/audit-trail.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { HOUR, MINUTE } from '../support/autopilot.ts';
import { explaining } from '../support/explaining.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const DAY = 24 * HOUR;

type World = ReturnType<typeof explaining>;
const inMs = (world: World, at = '') => Date.parse(at) - world.clock.now();

describe('an explanation of a channel with a deletion tag', () => {
  test('is right at every stage, from the first stream to the deletion', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    expect(await world.explain(arn)).toMatchObject({
      streams: { state: 'never-streamed' },
      cleanup: { action: 'delete-channel', reason: 'never-streamed', mode: 'apply' },
      rotation: { reason: 'untagged' },
    });

    world.connect(arn);
    await world.deliver();
    expect(await world.explain(arn)).toMatchObject({
      streams: { state: 'starting' },
      cleanup: { reason: 'settling' },
    });

    world.startStream(arn);
    const live = await world.explain(arn);
    expect(live).toMatchObject({ streams: { state: 'live' }, cleanup: { reason: 'live' } });
    expect(live.cleanup.dueAt).toBeUndefined();
    // Counted from the end of the second that an event would name.
    expect(inMs(world, live.cleanup.dueIfEndedNow)).toBe(10 * MINUTE + 999);
    expect(live.sentences).toContain(
      `The channel will be deleted after its stream has ended: at ${live.cleanup.dueIfEndedNow} if it ended now. It is not deleted now, because it is live.`,
    );

    world.clock.advance(HOUR);
    world.endStream(arn);
    await world.deliver();
    const ended = await world.explain(arn);
    expect(ended).toMatchObject({ streams: { state: 'offline' }, cleanup: { reason: 'grace' } });
    expect(inMs(world, ended.cleanup.dueAt)).toBe(10 * MINUTE + 999);
    expect(ended.sentences).toContain(
      'The grace period after a stream is 10 minutes, by the setting cleanupDefaultGrace.',
    );

    world.clock.advance(10 * MINUTE + 998);
    expect(await world.explain(arn)).toMatchObject({ cleanup: { dueAt: ended.cleanup.dueAt } });
    expect(await world.cleanup()).toMatchObject({ counts: { grace: 1 } });
    world.clock.advance(1);
    expect((await world.explain(arn)).sentences).toContain(
      'The channel will be deleted by the next pass, within a minute, because the grace period after its last stream has passed.',
    );
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    expect(await world.ask({ channelArn: arn })).toMatchObject({
      gone: true,
      sentences: [expect.stringContaining('IVS does not know this channel')],
    });
  });

  const stays: [string, Record<string, string>, string, string][] = [
    ['no tag', {}, 'untagged', 'no tag autopilot:auto-delete asks for its deletion'],
    [
      'the tag autopilot:protect',
      { ...DELETE, 'autopilot:protect': 'true' },
      'protected',
      'the tag autopilot:protect protects it',
    ],
    [
      'an unreadable tag value',
      { 'autopilot:auto-delete': '10 m' },
      'tag-unreadable',
      'expected true or a duration',
    ],
    [
      'a misspelt tag',
      { ...DELETE, 'autopilot:protected': 'true' },
      'tag-unreadable',
      'expected one of autopilot:auto-delete',
    ],
  ];
  test.each(stays)(
    'with %s says that the channel is kept, and why',
    async (_name, tags, reason, text) => {
      const world = explaining();
      const arn = await world.createChannel(tags);
      await world.stream(arn);
      const { cleanup, sentences } = await world.explain(arn);
      expect(cleanup).toMatchObject({ reason });
      expect(cleanup.action).toBeUndefined();
      expect(sentences.join('\n')).toContain('The channel is kept because ');
      expect(sentences.join('\n')).toContain(text);
    },
  );

  test.each(['plan', 'off'] as const)('in mode %s names the mode', async (mode) => {
    const world = explaining({ mode });
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    const { cleanup, sentences } = await world.explain(arn);
    expect(cleanup).toMatchObject({ mode, action: 'delete-channel' });
    expect(sentences.join('\n')).toContain(`The setting cleanupMode is ${mode}: `);
    expect(sentences.join('\n')).not.toContain('rotationMode');
  });
});

describe('an explanation of a deletion that waits', () => {
  test('for the reconnect window of a recording names the end of the window', async () => {
    const world = explaining({ defaultGraceMs: 0 });
    const arn = await world.createChannel(DELETE);
    await world.recordStreams([arn], 120);
    const error = 'ResourceNotFoundException';
    world.simulator.setFaults({ errors: [{ operation: 'GetRecordingConfiguration', error }] });
    await world.stream(arn);
    world.clock.advance(1_000);
    expect((await world.explain(arn)).cleanup).toMatchObject({ reason: 'recording-unknown' });
    world.simulator.setFaults({});
    const { cleanup } = await world.explain(arn);
    expect(cleanup).toMatchObject({ action: 'delete-channel', reason: 'recording' });
    expect(inMs(world, cleanup.dueAt)).toBeGreaterThan(119_000);
    world.clock.advance(inMs(world, cleanup.dueAt) - 1);
    expect(await world.cleanup()).toMatchObject({ counts: { recording: 1 } });
    world.clock.advance(1);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('for the time that a channel may stay without a stream counts from the first survey', async () => {
    const world = explaining({ neverLiveMs: 30 * DAY });
    const arn = await world.createChannel(DELETE);
    await world.survey();
    world.clock.advance(DAY / 2);
    const { cleanup } = await world.explain(arn);
    expect(cleanup).toMatchObject({ action: 'delete-channel', reason: 'never-streamed' });
    expect(inMs(world, cleanup.dueAt)).toBe(29.5 * DAY);
  });

  test('for an approval says that cleanup has stopped itself', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    const now = world.clock.now();
    const [at, later] = [isoTime(now), isoTime(now + DAY)];
    const times = { at, recountAt: later, expiresAt: later };
    const numbers = { channels: 300, allowed: 100, deleted: 7 };
    await world.stops.save({ id: 's', ...times, ...numbers, published: true }, []);
    const { stopped, sentences } = await world.explain(arn);
    expect(stopped).toEqual({ id: 's', at, ...numbers });
    expect(sentences.join('\n')).toContain('Cleanup stopped itself at');
    world.clock.advance(HOUR);
    const due = (await world.explain(arn)).sentences.join('\n');
    expect(due).toContain(
      'The channel will be deleted when an operator approves it, or when fewer channels are due.',
    );
    expect(due).not.toContain('within a minute');
    expect((await world.plan()).channels[0]).toMatchObject({ stopped: true });
  });

  test('says that cleanup may wait while the survey marks other channels', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(HOUR);
    const now = world.clock.now();
    const counted = { channels: 600, countedAt: isoTime(now), unmarked: 500, newRules: 0 };
    await world.channelCounts.save(counted, now);
    const { unmarked, sentences } = await world.explain(arn);
    expect(unmarked).toBe(500);
    expect(sentences.join('\n')).not.toContain('within a minute');
    expect(sentences).toContain(
      'The channel will be deleted within several minutes, because the grace period after its last stream has passed. Up to 500 more channels may be due: reconcile is still asking IVS. If that may be too many, cleanup waits for it.',
    );
    expect((await world.plan()).channels[0]).toMatchObject({ waitsForSurvey: true });
    await world.channelCounts.save({ ...counted, unmarked: 0 }, now);
    expect(await world.explain(arn)).not.toHaveProperty('unmarked');
    expect((await world.plan()).channels[0]).not.toHaveProperty('waitsForSurvey');
  });
});

describe('an explanation in mode plan', () => {
  test('says what would be done, and whether the audit says so already', async () => {
    const world = explaining({ mode: 'plan' });
    const arn = await world.createChannel({ ...DELETE, 'autopilot:rotate-key': 'on-end' });
    await world.stream(arn);
    const sentencesAfter = async (ms: number) => {
      world.clock.advance(ms);
      return (await world.explain(arn)).sentences;
    };
    const waiting = (await sentencesAfter(MINUTE)).join('\n');
    expect(waiting).toMatch(/The channel would be deleted at .*, unless a stream starts before/);
    const due = await sentencesAfter(30 * MINUTE);
    expect(due).toContain(
      'The channel would be deleted now, because the grace period after its last stream has passed. The next pass, within a minute, reports it in the audit.',
    );
    await world.cleanup('plan');
    await world.rotate('plan');
    const { cleanup, rotation, sentences } = await world.explain(arn);
    expect([cleanup.reported, rotation.reported]).toEqual([true, true]);
    expect(sentences).toContain(
      'The channel would be deleted now, because the grace period after its last stream has passed. The audit says so.',
    );
    expect(sentences).toContain(
      'The setting cleanupMode is plan: this is only reported, and not done.',
    );
    expect(sentences.join('\n')).toContain('The stream key would be replaced now, because');
    expect(sentences.join('\n')).not.toMatch(/will be (deleted|replaced)/);
    await world.stream(arn);
    expect((await world.explain(arn)).cleanup).not.toHaveProperty('reported');
  });

  test('is not about the next pass if the mode is off', async () => {
    const world = explaining({ mode: 'off' });
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(HOUR);
    const text = (await world.explain(arn)).sentences.join('\n');
    expect(text).toContain('The channel would be deleted now, because');
    expect(text).not.toContain('the next pass');
  });
});

describe('an explanation of a stream key', () => {
  test('that is replaced at an age counts the age from when the key was first seen', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '30d' });
    const [keyArn] = world.keyArns(arn);
    const first = await world.explain(arn);
    expect(first.keys).toEqual([{ arn: keyArn }]);
    expect(inMs(world, first.rotation.dueAt)).toBe(30 * DAY);
    await world.survey();
    await world.rotate();
    world.clock.advance(DAY);
    const later = await world.explain(arn);
    expect(later.keys).toMatchObject([{ arn: keyArn, created: false }]);
    expect(inMs(world, later.rotation.dueAt)).toBe(29 * DAY);
    expect(later.sentences.join('\n')).toContain('The key is replaced when it is 30 days old');
  });

  test('that is replaced after each stream waits for a stream and for the grace period', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
    const waiting = await world.explain(arn);
    expect(waiting.rotation).toMatchObject({ action: 'rotate-key', reason: 'not-due' });
    expect(waiting.rotation.dueAt).toBeUndefined();
    expect(inMs(world, waiting.rotation.dueIfEndedNow)).toBe(5 * MINUTE + 999);
    await world.stream(arn);
    const due = await world.explain(arn);
    expect(inMs(world, due.rotation.dueAt)).toBe(5 * MINUTE + 999);
    world.clock.advance(inMs(world, due.rotation.dueAt));
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    const rotated = await world.explain(arn);
    expect(rotated.rotation.dueAt).toBeUndefined();
    // The channel is offline, so no stream could end now.
    expect(rotated.sentences).toContain(
      'The stream key will be replaced after its next stream. It is not replaced now, because the key is not due.',
    );
  });

  test('of a channel without rotate-key does not sound like a fault', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    const [key] = world.keyArns(arn);
    expect((await world.explain(arn)).sentences).toContain(`The stream key is ${key}.`);
    await world.tag(arn, { 'autopilot:rotate-key': '1d' });
    expect((await world.explain(arn)).sentences.join('\n')).toContain(
      `The autopilot has not recorded the stream key ${key} yet`,
    );
  });

  test('that is missing is in the plan too', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '1d' });
    const ownKey = await world.createChannel({ 'autopilot:rotate-key': '1d' });
    await world.deleteKey(arn);
    const { channels } = await world.plan();
    expect(channels).toMatchObject([
      { channelArn: arn, next: 'create-key', reason: 'no-key' },
      { channelArn: ownKey, next: 'rotate-key' },
    ]);
  });

  test('that is missing says that the next pass creates one', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '1d' });
    await world.deleteKey(arn);
    const { rotation, at, sentences } = await world.explain(arn);
    expect(rotation).toMatchObject({ action: 'create-key', dueAt: at, reason: 'no-key' });
    expect(sentences.join('\n')).toContain('The channel will get a stream key');
  });

  test('that is being revoked, or has no event yet, says so', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
    const at = isoTime(world.clock.now());
    const revocation = { channelArn: arn, id: 'r', requestedAt: at, allowProtected: false };
    await world.revocations.begin(revocation);
    await world.channels.markDue(arn, 'rotation', at);
    const [record] = await world.channels.get([arn]);
    const pendingAnnouncement = { keyArn: 'key', reason: 'stream-ended', at } as const;
    if (record) await world.channels.update(record, { pendingAnnouncement });
    const explanation = await world.explain(arn);
    expect(explanation).toMatchObject({ revokingSince: at, untold: { keyArn: 'key', at } });
    expect(explanation.sentences.join('\n')).toMatch(
      /no event has been published for it yet.*\n.*revoked the stream key/,
    );
  });

  test('that is overdue says since when', async () => {
    const world = explaining();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '1d' });
    await world.survey();
    await world.rotate();
    world.goLive(arn);
    const due = isoTime(world.clock.now() + DAY);
    world.clock.advance(3 * DAY);
    const { rotation, sentences } = await world.explain(arn);
    expect(rotation).toMatchObject({ reason: 'live', overdueSince: due });
    expect(sentences).toContain(`The key has been overdue since ${due}.`);
    expect((await world.plan()).channels[0]).toMatchObject({ overdueSince: due });
  });

  test('that an interrupted rotation has deleted says that the channel gets a new one in every mode', async () => {
    const world = explaining({ mode: 'off' });
    const arn = await world.createChannel({});
    const [keyArn = ''] = world.keyArns(arn);
    await world.channels.markDue(arn, 'rotation', isoTime(world.clock.now()));
    const [record] = await world.channels.get([arn]);
    const pendingRotation = { keyArn, tags: {}, at: isoTime(world.clock.now()) };
    if (record) await world.channels.update(record, { pendingRotation });
    await world.deleteKey(arn);
    const { rotation, at } = await world.explain(arn);
    expect(rotation).toEqual({
      mode: 'apply',
      action: 'create-key',
      dueAt: at,
      reason: 'cut-off',
      nextLookAt: at,
    });
  });

  test('that is itself protected says that the key is kept', async () => {
    const world = explaining();
    const tags = { 'autopilot:rotate-key': 'on-end' };
    const arn = await world.createChannel(tags);
    await world.tagKey(arn, { 'autopilot:protect': 'true' });
    const { rotation } = await world.explain(arn);
    expect(rotation).toEqual({ mode: 'apply', reason: 'protected' });
  });
});

test('an explanation asks IVS for an end that no event reported, and writes nothing', async () => {
  const world = explaining();
  const arn = await world.createChannel(DELETE);
  world.goLive(arn);
  await world.deliver();
  world.clock.advance(HOUR);
  world.endStream(arn);
  const before = structuredClone(world.record(arn));
  const { cleanup, streams } = await world.explain(arn);
  expect(streams.state).toBe('offline');
  expect(inMs(world, cleanup.dueAt)).toBe(10 * MINUTE + 999);
  expect(world.record(arn)).toEqual(before);
  expect(world.audit.entries).toEqual([]);
});

test('an explanation of a channel that was tagged after its stream says that the reconcile must mark it first', async () => {
  const world = explaining();
  const arn = await world.createChannel();
  await world.stream(arn);
  world.clock.advance(HOUR);
  expect(await world.cleanup()).toMatchObject({ counts: { untagged: 1 } });
  await world.tag(arn, DELETE);
  const sentence = async () =>
    (await world.explain(arn)).sentences.find((each) => each.includes('be deleted'));
  expect(await sentence()).toMatch(
    /^The channel will be deleted within several minutes, .* the reconcile must mark the channel/,
  );
  const [planned] = (await world.plan()).channels;
  expect(planned).not.toHaveProperty('nextLookAt');
  await world.survey();
  expect(await sentence()).toMatch(
    /^The channel will be deleted by the next pass, within a minute,/,
  );
  expect((await world.plan()).channels[0]?.nextLookAt).toBe(world.record(arn)?.cleanupDueAt);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

describe('the plan', () => {
  test('lists each channel once, page by page, with its next action', async () => {
    const world = explaining();
    const untagged = await world.createChannels(100);
    const both = await world.createChannel({ ...DELETE, 'autopilot:rotate-key': 'on-end' });
    await world.stream(both);
    const first = await world.plan();
    expect(first.channels.map(({ channelArn }) => channelArn)).toEqual(untagged);
    expect(first.channels[0]).toEqual({
      channelArn: untagged[0],
      ...{ name: '', tags: {}, reason: 'untagged' },
      why: 'no tag autopilot:auto-delete asks for its deletion',
    });
    const second = await world.plan(first.nextToken);
    expect(second).toEqual({
      channels: [expect.objectContaining({ channelArn: both, next: 'rotate-key', mode: 'apply' })],
    });
    expect(inMs(world, second.channels[0]?.at)).toBe(5 * MINUTE + 999);
  });

  test('knows which channels are live even if no event arrived', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(HOUR);
    expect((await world.plan()).channels[0]).toMatchObject({
      next: 'delete-channel',
      reason: 'grace-over',
    });
    world.goLive(arn);
    const [channel] = (await world.plan()).channels;
    expect(channel).toMatchObject({ next: 'delete-channel', reason: 'live', why: 'it is live' });
    expect(channel?.at).toBeUndefined();
  });

  test('needs one ListChannels request a page, and the list of live streams', async () => {
    const world = explaining();
    await world.createChannels(100, DELETE);
    await world.plan();
    expect(world.operations()).toEqual(['ListChannels', 'ListStreams']);
  });

  test('agrees with the explanation of each channel', async () => {
    const world = explaining();
    for (const tags of [
      DELETE,
      { 'autopilot:rotate-key': '30d' },
      { 'autopilot:auto-delete': '7d' },
    ])
      await world.stream(await world.createChannel(tags));
    await world.rotate();
    for (const { channelArn, at } of (await world.plan()).channels) {
      const { cleanup, rotation } = await world.explain(channelArn);
      expect([cleanup.dueAt, rotation.dueAt]).toContain(at);
    }
  });
});

describe('the audit', () => {
  test('lists what was done and why, newest first', async () => {
    const world = explaining();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    await world.cleanup();
    world.clock.advance(HOUR);
    await world.cleanup();
    expect(await world.ask({ audit: arn })).toMatchObject({
      records: [
        { at: isoTime(world.clock.now()), action: 'delete-channel', outcome: 'done' },
        { action: 'delete-channel', outcome: 'kept', reason: 'grace', evidence: { tags: DELETE } },
      ],
    });
  });

  test('has several pages', async () => {
    const world = explaining();
    const arn = await world.createChannel();
    for (let i = 0; i < 120; i++) {
      const entry = { action: 'delete-channel', outcome: 'kept', reason: 'grace' } as const;
      await world.audit.write({ channelArn: arn, ...entry, evidence: { i } }, world.clock.now());
      world.clock.advance(1);
    }
    const numbers: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const answer = await world.ask({ audit: arn, ...(nextToken && { nextToken }) });
      const page = answer as AuditAnswer;
      expect(page.records.length).toBeLessThanOrEqual(50);
      numbers.push(...page.records.map(({ evidence }) => evidence.i));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(numbers).toEqual(Array.from({ length: 120 }, (_, i) => 119 - i));
  });
});

describe('an invalid request', () => {
  const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
  const requests: [unknown, string][] = [
    [{}, 'channelArn'],
    [{ channelArn: 'quiz' }, 'channelArn'],
    [{ channelArn: arn, plan: true }, 'plan'],
    [{ channelArn: arn, audit: arn }, 'audit'],
    [{ channelArn: arn, nextToken: 'x' }, 'nextToken'],
    [{ audit: arn, plan: true }, 'plan'],
    [{ audit: arn, nextToken: 'x' }, 'nextToken'],
    [{ audit: arn.replace('us-west-2', 'eu-west-1') }, 'audit'],
    [{ channelArn: arn.replace('123456789012', '210987654321') }, 'channelArn'],
    [{ plan: true, nextToken: 'x' }, 'nextToken'],
    [{ plan: 'yes' }, 'plan'],
    [{ plan: true, all: true }, 'all'],
  ];
  test.each(requests)('%j is refused with an error that names %s', async (request, field) => {
    const world = explaining();
    await expect(world.ask(request)).rejects.toMatchObject({ name: 'InputError', field });
    expect(world.counts.InvalidRequests).toBe(1);
  });
});

test('the metadata of a channel is answered by itself, for a channel of this account', async () => {
  const world = explaining();
  const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/aaaaaaaaaaaa';
  expect(await world.ask({ metadata: arn })).toEqual({
    metadata: {
      ...{ channelArn: arn, history: 'on', waiting: 0, waitingSeconds: 0 },
      ...{ perSecond: 0, messages: [] },
    },
  });
  await expect(world.ask({ metadata: arn, audit: arn })).rejects.toThrow(
    'metadata: cannot be combined with audit',
  );
  await expect(world.ask({ metadata: arn.replace('us-west-2', 'eu-west-1') })).rejects.toThrow(
    'metadata',
  );
  await expect(world.ask({ metadata: 'aaaaaaaaaaaa' })).rejects.toThrow(
    'metadata: expected the ARN of an IVS channel',
  );
});
