import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/platform/errors.ts';
import type { RevocationAnswer } from '../../src/revocation/answer.ts';
import { keyWorld, MINUTE } from '../rotation/support/world.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { type Fault, faulty } from '../support/faults.ts';

const KINDS: Fault['kind'][] = ['crash-before', 'crash-after', 'cut', 'refuse'];
const PROTECT = { 'autopilot:protect': 'true' };
type World = ReturnType<typeof keyWorld>;

/** A live channel with an encoder that reconnects at once whenever its connection is closed. */
async function liveChannel(tags: Record<string, string> = {}, seed?: number) {
  const world = keyWorld(seed);
  const { arn, key } = await world.createChannel(tags);
  world.simulator.connectEncoder({ streamKey: key.value, reconnectAfterMs: 100 });
  world.time.advance(10 * MINUTE);
  await world.deliver();
  return { world, arn, old: key };
}

/** Runs once a minute, as the schedule does, until no revocation is open. */
async function finish(world: World): Promise<void> {
  for (let run = 0; run < 8; run++) {
    world.time.advance(MINUTE);
    await world.deliver();
    await world.revoke({});
  }
  expect(await world.revocations.listOpen()).toEqual([]);
}

async function expectRevoked(world: World, arn: string, old: { arn: string; value: string }) {
  const [key, ...more] = await world.keys(arn);
  expect(more).toEqual([]);
  expect(key?.arn).not.toBe(old.arn);
  expect(() => world.simulator.connectEncoder({ streamKey: old.value })).toThrow('streamKey');
  const { streams } = await world.simulator.call<{ streams: unknown[] }>('ListStreams');
  expect(streams).toEqual([]);
  expect(world.secrets.stored.get(world.secrets.nameOf(arn))).toMatchObject({ value: key?.value });
  const events = new Set(world.bus.events.map((event) => JSON.stringify(event)));
  expect([...events].map((text) => JSON.parse(text))).toMatchObject([
    {
      detailType: 'Stream Key Revoked',
      resources: [arn, key?.arn],
      detail: { streamKeyArn: key?.arn, oldStreamKeyArn: old.arn, reason: 'revoked' },
    },
  ]);
  expect(world.revocations.all.get(arn)).toMatchObject({ outcome: 'revoked' });
  expect(world.leaks()).toEqual([]);
}

/** The key is deleted before the stream is stopped, so that IVS refuses an encoder that reconnects at once. */
const KEY_FIRST = ['revoke-key', 'stop-stream', 'create-key', 'hand-over'];

test('deletes the key, stops the stream, waits for its end, creates another key and hands it over', async () => {
  const { world, arn, old } = await liveChannel();
  const first = (await world.revoke({ channelArn: arn, revocationId: 'r-1' })) as RevocationAnswer;
  expect(first).toMatchObject({
    ...{ channelArn: arn, revocationId: 'r-1', state: 'open', waitingFor: 'stream-end' },
    ...{ deletedKeyArns: [old.arn], stoppedStreamIds: [expect.stringMatching(/^st-/)] },
  });
  expect(first).not.toHaveProperty('streamKeyArn');
  world.time.advance(2_000);
  await world.deliver();
  const last = await world.revoke({ channelArn: arn, revocationId: 'r-1' });
  expect(last).toMatchObject({ state: 'done', outcome: 'revoked' });
  expect(last).toMatchObject({ secretName: world.secrets.nameOf(arn) });
  await expectRevoked(world, arn, old);
  expect(world.audit.entries.map(({ action }) => action)).toEqual(KEY_FIRST);
  expect(new Set(world.audit.entries.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  // A second request with the same id has the same answer, and starts no other revocation.
  expect(await world.revoke({ channelArn: arn, revocationId: 'r-1' })).toEqual(last);
  expect(world.audit.entries).toHaveLength(4);
});

test('a scheduled run completes an open revocation, and makes no IVS request if none is open', async () => {
  const { world, arn, old } = await liveChannel();
  expect(await world.revoke({})).toEqual({ open: 0, done: 0 });
  expect(world.simulator.report().requests).not.toHaveProperty('BatchGetChannel');
  await world.revocations.begin({
    ...{ channelArn: arn, id: 'r-1', requestedAt: new Date(world.time.now()).toISOString() },
    allowProtected: false,
  });
  expect(await world.revoke({ source: 'aws.events' })).toEqual({ open: 0, done: 1 });
  await expectRevoked(world, arn, old);
});

test('a session that was just created with the old key is stopped when it goes live', async () => {
  const world = keyWorld();
  const { arn, key } = await world.createChannel();
  world.simulator.connectEncoder({ streamKey: key.value });
  await world.deliver();
  expect(await world.revoke({ channelArn: arn })).toMatchObject({ waitingFor: 'settling' });
  expect(await world.keys(arn)).toEqual([]);
  await finish(world);
  await expectRevoked(world, arn, key);
});

test('on an offline channel, the revocation waits for an encoder that may have connected right before', async () => {
  const world = keyWorld();
  const { arn, key } = await world.createChannel();
  expect(await world.revoke({ channelArn: arn })).toMatchObject({ waitingFor: 'settling' });
  expect(await world.keys(arn)).toEqual([]);
  world.time.advance(10_000);
  expect(await world.revoke({ channelArn: arn })).toMatchObject({ outcome: 'revoked' });
  await expectRevoked(world, arn, key);
});

describe('a protected channel', () => {
  test('keeps its key, and the answer has the outcome protected', async () => {
    const { world, arn, old } = await liveChannel(PROTECT);
    const answer = { state: 'done', outcome: 'protected' };
    expect(await world.revoke({ channelArn: arn })).toMatchObject(answer);
    expect(await world.keys(arn)).toMatchObject([{ arn: old.arn }]);
    expect(world.audit.entries).toMatchObject([{ outcome: 'kept', reason: 'protected' }]);
  });

  test('loses its key if the request says so', async () => {
    const { world, arn, old } = await liveChannel(PROTECT);
    await world.revoke({ channelArn: arn, protected: true });
    await finish(world);
    await expectRevoked(world, arn, old);
  });

  test('is also one whose key is protected', async () => {
    const { world, arn, old } = await liveChannel();
    await world.simulator.call('TagResource', { resourceArn: old.arn, tags: PROTECT });
    expect(await world.revoke({ channelArn: arn })).toMatchObject({ outcome: 'protected' });
  });
});

test('the revocation of a channel that does not exist is done at once', async () => {
  const { world, arn } = await liveChannel();
  const channelArn = arn.replace(/.{4}$/, 'none');
  expect(await world.revoke({ channelArn })).toMatchObject({ state: 'done', outcome: 'gone' });
});

test('a channel without a key gets a new one', async () => {
  const { world, arn, old } = await liveChannel();
  await world.simulator.call('DeleteStreamKey', { arn: old.arn });
  await world.revoke({ channelArn: arn });
  await finish(world);
  expect(await world.keys(arn)).toHaveLength(1);
});

test('a second request while a revocation is open continues that revocation', async () => {
  const { world, arn } = await liveChannel();
  await world.revoke({ channelArn: arn, revocationId: 'r-1' });
  expect(await world.revoke({ channelArn: arn, revocationId: 'r-2' })).toMatchObject({
    revocationId: 'r-1',
  });
});

test('a second revocation of the same channel replaces the next key', async () => {
  const { world, arn } = await liveChannel();
  await world.revoke({ channelArn: arn });
  await finish(world);
  const [first] = await world.keys(arn);
  await world.revoke({ channelArn: arn });
  await finish(world);
  expect((await world.keys(arn))[0]?.arn).not.toBe(first?.arn);
});

test('rotation skips the channel while its revocation is open, and does not rotate the new key after it', async () => {
  const { world, arn, old } = await liveChannel({ 'autopilot:rotate-key': 'on-end' });
  await world.revoke({ channelArn: arn });
  world.time.advance(2_000);
  await world.deliver();
  expect(await world.rotate()).toMatchObject({ counts: { revoking: 1 } });
  expect(await world.keys(arn)).toEqual([]);
  await finish(world);
  await expectRevoked(world, arn, old);
  const [key] = await world.keys(arn);
  for (let run = 0; run < 5; run++) {
    await world.rotate();
    world.time.advance(MINUTE);
  }
  expect(await world.keys(arn)).toEqual([key]);
});

test('a revocation completes a rotation that was interrupted before it created a key', async () => {
  const world = keyWorld();
  const { arn, key } = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
  await world.simulator.call('TagResource', { resourceArn: key.arn, tags: { show: 'quiz' } });
  const { streamId } = world.simulator.connectEncoder({ streamKey: key.value });
  world.time.advance(MINUTE);
  world.simulator.disconnectEncoder(streamId);
  world.time.advance(MINUTE);
  await world.deliver();
  world.simulator.setFaults({ fail: { CreateStreamKey: 1 } });
  await world.rotate();
  world.simulator.setFaults({});
  expect(world.channels.records.get(arn)).toHaveProperty('pendingRotation');
  await world.revoke({ channelArn: arn });
  await finish(world);
  expect(world.channels.records.get(arn)).not.toHaveProperty('pendingRotation');
  expect(await world.keys(arn)).toMatchObject([{ tags: { show: 'quiz' } }]);
  expect(world.bus.events).toMatchObject([{ detail: { oldStreamKeyArn: key.arn } }]);
});

test('while the secret store fails, the revocation stays open and the answer names the problem', async () => {
  const { world, arn, old } = await liveChannel();
  world.secrets.fails = true;
  await world.revoke({ channelArn: arn });
  world.time.advance(2_000);
  await world.deliver();
  const answer = await world.revoke({ channelArn: arn });
  expect(answer).toMatchObject({ state: 'open', streamKeyArn: expect.any(String) });
  expect(answer).toMatchObject({ problem: expect.stringContaining('SecretStoreError') });
  world.secrets.fails = false;
  await finish(world);
  await expectRevoked(world, arn, old);
});

test('a revocation that fails is tried once in a run', async () => {
  const { world, arn } = await liveChannel();
  await world.revoke({ channelArn: arn });
  world.time.advance(2_000);
  await world.deliver();
  world.secrets.fails = true;
  await world.revoke({ channelArn: arn });
  const checks = () => world.simulator.report().requests.BatchGetChannel?.ok ?? 0;
  const before = checks();
  expect(await world.revoke({})).toEqual({ open: 1, done: 0 });
  expect(checks() - before).toBe(1);
});

describe.each(KINDS)('with the fault %s at any call', (kind) => {
  test('of the first run, the key is revoked and the next one handed over', async () => {
    let call = 0;
    for (let reached = true; reached; call++) {
      const { world, arn, old } = await liveChannel({ 'autopilot:rotate-key': 'on-end' });
      reached = false;
      const wrap = (inner: Parameters<typeof faulty>[0]) =>
        faulty(inner, { call, kind }, (number) => {
          reached ||= number === call;
        });
      const request = { channelArn: arn, revocationId: 'r-1' };
      await world.revoke(request, wrap).catch(() => world.time.advance(2 * MINUTE));
      // The operator repeats the request until there is an answer.
      world.time.advance(MINUTE);
      await world.deliver();
      await world.rotate();
      await world.revoke(request);
      await finish(world);
      await expectRevoked(world, arn, old);
    }
    expect(call).toBeGreaterThan(12);
  });

  test('of the last run, the key is revoked and the next one handed over', async () => {
    let call = 0;
    for (let reached = true; reached; call++) {
      const { world, arn, old } = await liveChannel();
      await world.revoke({ channelArn: arn, revocationId: 'r-1' });
      world.time.advance(2_000);
      await world.deliver();
      reached = false;
      const wrap = (inner: Parameters<typeof faulty>[0]) =>
        faulty(inner, { call, kind }, (number) => {
          reached ||= number === call;
        });
      await world.revoke({}, wrap).catch(() => world.time.advance(2 * MINUTE));
      await finish(world);
      await expectRevoked(world, arn, old);
    }
    expect(call).toBeGreaterThan(12);
  });
});

test('with throttling, failures and broken connections, every revocation is completed', async () => {
  const runs = Math.ceil(chaosRuns(300) / 10);
  for (let seed = 1; seed <= runs; seed++) {
    const { world, arn, old } = await liveChannel({}, seed);
    const operations = [
      ...['BatchGetChannel', 'ListStreamKeys', 'DeleteStreamKey', 'StopStream'],
      ...['GetStream', 'GetStreamSession', 'CreateStreamKey', 'GetStreamKey'],
    ];
    const all = (chance: number) => Object.fromEntries(operations.map((name) => [name, chance]));
    world.simulator.setFaults({ seed, throttle: all(0.2), fail: all(0.1), cut: all(0.2) });
    await world.revoke({ channelArn: arn });
    for (let run = 0; run < 3; run++) {
      world.time.advance(MINUTE);
      await world.revoke({});
    }
    world.simulator.setFaults({});
    await finish(world);
    await expectRevoked(world, arn, old);
    expect(world.simulator.report().violations, `seed ${seed}`).toEqual([]);
  }
});

/** A channel whose key was rotated but not handed over, and which is live again with that key. */
async function channelWithPendingHandOver(keySecrets: boolean) {
  const world = keyWorld(undefined, keySecrets);
  const { arn, key } = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
  const { streamId } = world.simulator.connectEncoder({ streamKey: key.value });
  world.time.advance(MINUTE);
  world.simulator.disconnectEncoder(streamId);
  world.time.advance(MINUTE);
  await world.deliver();
  const { publish } = world.bus;
  world.bus.publish = () => Promise.reject(new Error('the bus is down'));
  await world.rotate();
  world.bus.publish = publish;
  const [old] = await world.keys(arn);
  if (!old) throw new Error('no key was created');
  world.simulator.connectEncoder({ streamKey: old.value, reconnectAfterMs: 100 });
  world.time.advance(10 * MINUTE);
  await world.deliver();
  return { world, arn };
}

describe.each([true, false])(
  'a key that is revoked before its hand-over (secrets: %s)',
  (keySecrets) => {
    test.each(KINDS)('has no event, with the fault %s at any call', async (kind) => {
      let call = 0;
      for (let reached = true; reached; call++) {
        const { world, arn } = await channelWithPendingHandOver(keySecrets);
        reached = false;
        const wrap = (inner: Parameters<typeof faulty>[0]) =>
          faulty(inner, { call, kind }, (number) => {
            reached ||= number === call;
          });
        const request = { channelArn: arn, revocationId: 'r-1' };
        await world.revoke(request);
        await world.rotate();
        world.time.advance(2_000);
        await world.deliver();
        await world.revoke(request, wrap).catch(() => world.time.advance(2 * MINUTE));
        world.time.advance(MINUTE);
        await world.rotate();
        await world.revoke(request);
        await finish(world);
        await world.rotate();
        const [key, ...more] = await world.keys(arn);
        expect(more).toEqual([]);
        const published = world.bus.events.map(({ detailType, detail }) => [
          detailType,
          detail.streamKeyArn,
        ]);
        const distinct = [...new Set(published.map((event) => JSON.stringify(event)))];
        expect(distinct, `call ${call}`).toEqual([
          JSON.stringify(['Stream Key Revoked', key?.arn]),
        ]);
        expect(world.leaks()).toEqual([]);
      }
      expect(call).toBeGreaterThan(12);
    });
  },
);

test.each([
  [{ channelArn: 'quiz' }, 'channelArn'],
  [{ revocationId: 'r-1' }, 'channelArn'],
  [{ channelArn: 'arn:aws:ivs:eu-west-1:123456789012:channel/abcdefghijkl' }, 'channelArn'],
  [{ channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl', force: 1 }, 'force'],
  [
    { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl', revocationId: '' },
    'revocationId',
  ],
  [[], 'request'],
])('the request %j is refused with the name of the wrong field', async (request, field) => {
  const world = keyWorld();
  const revoking = world.revoke(request);
  await expect(revoking).rejects.toThrow(InputError);
  await expect(revoking).rejects.toMatchObject({ field });
  expect(world.counts).toEqual({ InvalidRequests: 1 });
});

test('the audit names who asked for a revocation, also for the steps that the schedule takes later', async () => {
  const { world, arn } = await liveChannel();
  const caller = 'said by the CLI: alice@laptop';
  const first = await world.revoke({ channelArn: arn }, undefined, caller);
  expect(first).toMatchObject({ requestedBy: caller });
  await finish(world);
  const own = world.audit.entries.filter(({ action }) => action !== 'hand-over');
  expect(own.map(({ action }) => action)).toEqual(KEY_FIRST.slice(0, 3));
  for (const { evidence } of own) expect(evidence).toMatchObject({ by: caller });
});
