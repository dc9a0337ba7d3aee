import { describe, expect, test } from 'vitest';
import {
  ConnectionCutError,
  createSimulator,
  type Faults,
  type IvsEventBridgeEvent,
  manualClock,
  type ServiceError,
} from '../../../src/simulator/index.ts';

/** Plays a fixed sequence of streams with some faults. @returns what happened */
async function play(faults: Faults, seed = 1) {
  const clock = manualClock();
  const events: IvsEventBridgeEvent[] = [];
  const log: { at: number; event: IvsEventBridgeEvent }[] = [];
  const simulator = createSimulator({
    clock,
    seed,
    faults,
    quotas: { enforce: false },
    emit(event) {
      events.push(event);
      log.push({ at: clock.now(), event });
    },
  });
  const outcomes: string[] = [];
  const call = async (operation: string, input: object) => {
    const calling = simulator.call<Record<string, Record<string, string>>>(operation, input);
    // Two microtasks: one for the operation, one for the wait before the response.
    for (let i = 0; i < 2; i++) await Promise.resolve();
    clock.advance(faults.latencyMs ?? 0);
    return calling.then(
      (output) => {
        outcomes.push(`${operation} ok`);
        return output;
      },
      (error: Error) => {
        outcomes.push(`${operation} ${error.name}`);
        return undefined;
      },
    );
  };
  for (let i = 0; i < 40; i++) {
    const created = await call('CreateChannel', { name: `channel-${i}` });
    const streamKey = created?.streamKey?.value;
    if (!streamKey) continue;
    const { streamId, channelArn } = simulator.connectEncoder({ streamKey });
    clock.advance(700);
    await call('PutMetadata', { channelArn, metadata: `${i}` });
    simulator.disconnectEncoder(streamId);
    clock.advance(900);
  }
  clock.advance(60_000);
  return { events, log, outcomes, simulator };
}

describe('events', () => {
  test('without faults are delivered once, in order and at once', async () => {
    const { events, log } = await play({});
    expect(events).toHaveLength(160);
    for (const { at, event } of log) expect(at - Date.parse(event.time)).toBeLessThan(1_000);
  });

  test('can be dropped', async () => {
    expect((await play({ drop: 1 })).events).toEqual([]);
    const { events } = await play({ drop: 0.3 });
    expect(events.length).toBeGreaterThan(80);
    expect(events.length).toBeLessThan(140);
  });

  test('can be delivered twice, with the same id', async () => {
    const { events } = await play({ duplicate: 1 });
    expect(events).toHaveLength(320);
    expect(new Set(events.map(({ id }) => id)).size).toBe(160);
    for (const event of events) {
      expect(events.filter(({ id }) => id === event.id)).toEqual([event, event]);
    }
  });

  test('can be delayed without a change of their order', async () => {
    const fair = await play({});
    const late = await play({ delayMs: 5_000 });
    expect(late.events).toEqual(fair.events);
    expect(late.log[0]?.at).toBe((fair.log[0]?.at ?? 0) + 5_000);
  });

  test('can be reordered without loss', async () => {
    const fair = await play({});
    const mixed = await play({ reorder: 0.5 });
    const ids = (events: IvsEventBridgeEvent[]) => events.map(({ id }) => id);
    expect(ids(mixed.events)).not.toEqual(ids(fair.events));
    expect(ids(mixed.events).sort()).toEqual(ids(fair.events).sort());
  });
});

describe('operations', () => {
  const count = (outcomes: string[], outcome: string) =>
    outcomes.filter((one) => one === outcome).length;

  test('can be throttled or fail, and are then not performed', async () => {
    const { outcomes, simulator } = await play({
      throttle: { PutMetadata: 0.5 },
      fail: { CreateChannel: 0.5 },
    });
    expect(count(outcomes, 'PutMetadata ThrottlingException')).toBeGreaterThan(3);
    expect(count(outcomes, 'CreateChannel InternalServerException')).toBeGreaterThan(3);
    expect(count(outcomes, 'CreateChannel ServiceUnavailable')).toBeGreaterThan(3);
    const { requests, violations } = simulator.report();
    expect(simulator.cues()).toHaveLength(requests.PutMetadata?.ok ?? -1);
    expect(requests.PutMetadata?.throttled).toBeGreaterThan(3);
    expect(violations).toEqual([]);
  });

  test('can be cut: they are performed, but the response is lost', async () => {
    const { outcomes, simulator } = await play({ cut: { PutMetadata: 1 } });
    expect(count(outcomes, 'PutMetadata ConnectionCutError')).toBe(40);
    expect(simulator.cues()).toHaveLength(40);
    const { requests } = simulator.report();
    expect(requests.PutMetadata).toEqual({ ok: 40, throttled: 0, failed: 0 });
    expect(new ConnectionCutError('x').name).toBe('ConnectionCutError');
  });

  test('can have a slow response, but are performed at once', async () => {
    const clock = manualClock();
    const simulator = createSimulator({ clock, faults: { latencyMs: 300 } });
    let answered = false;
    const calling = simulator.call('CreateChannel').then(() => {
      answered = true;
    });
    clock.advance(299);
    await Promise.resolve();
    expect(answered).toBe(false);
    clock.advance(1);
    await calling;
    expect(simulator.report().requests.CreateChannel?.ok).toBe(1);
  });
});

describe('chosen errors', () => {
  const set = async (errors: NonNullable<Faults['errors']>) => {
    const simulator = createSimulator({ quotas: { enforce: false } });
    const create = async () =>
      (await simulator.call<{ channel: { arn: string } }>('CreateChannel')).channel.arn;
    const [one, other] = [await create(), await create()];
    simulator.setFaults({
      errors: errors.map((fault) => (fault.resource ? { ...fault, resource: one } : fault)),
    });
    const errorOf = (operation: string, input: object) =>
      simulator.call<object>(operation, input).then(
        () => undefined,
        ({ name, status }: ServiceError) => `${name} ${status}`,
      );
    return { simulator, one, other, errorOf };
  };

  test('are what each request of the operation gets, and nothing is performed', async () => {
    const fault = { operation: 'CreateStreamKey', error: 'PendingVerification' };
    const { simulator, one, errorOf } = await set([fault]);
    for (const channelArn of [one, one, one])
      expect(await errorOf('CreateStreamKey', { channelArn })).toBe('PendingVerification 403');
    expect(simulator.report().requests.CreateStreamKey).toEqual({ ok: 0, throttled: 0, failed: 3 });
    expect(await errorOf('ListStreamKeys', { channelArn: one })).toBeUndefined();
  });

  test('can be limited to a number of requests, and to those that name an ARN', async () => {
    const limits = { resource: 'one', times: 2 };
    const fault = { operation: 'DeleteChannel', error: 'ConflictException', ...limits };
    const { one, other, errorOf } = await set([fault]);
    expect(await errorOf('DeleteChannel', { arn: other })).toBeUndefined();
    expect(await errorOf('DeleteChannel', { arn: one })).toBe('ConflictException 409');
    expect(await errorOf('DeleteChannel', { arn: one })).toBe('ConflictException 409');
    expect(await errorOf('DeleteChannel', { arn: one })).toBeUndefined();
  });

  test('of one resource in a Batch operation are in its response', async () => {
    const fault = { operation: 'BatchGetChannel', error: 'ServiceUnavailable', resource: 'one' };
    const { simulator, one, other } = await set([fault]);
    expect(await simulator.call('BatchGetChannel', { arns: [one, other] })).toMatchObject({
      channels: [{ arn: other }],
      errors: [{ arn: one, code: 'ServiceUnavailable' }],
    });
  });

  test.each([
    [{ operation: 'DeleteShow', error: 'ConflictException' }, 'errors[0].operation'],
    [{ operation: 'DeleteChannel', error: 'Conflict' }, 'errors[0].error'],
    [{ operation: 'DeleteChannel', error: 'ConflictException', times: 0 }, 'errors[0].times'],
  ])('%j is refused with an error that names the member', (fault, member) => {
    const simulator = createSimulator();
    expect(() => simulator.setFaults({ errors: [fault] })).toThrow(`${member}: expected`);
  });
});

describe('the same seed, clock and requests', () => {
  const storm: Faults = {
    seed: 11,
    duplicate: 0.2,
    drop: 0.2,
    delayMs: 100,
    reorder: 0.3,
    throttle: { PutMetadata: 0.2, CreateChannel: 0.1 },
    fail: { CreateChannel: 0.1 },
    cut: { PutMetadata: 0.1 },
    latencyMs: 20,
  };

  test('give the same events and the same responses', async () => {
    const [one, other] = [await play(storm), await play(storm)];
    expect(one.log.length).toBeGreaterThan(50);
    expect(other.log).toEqual(one.log);
    expect(other.outcomes).toEqual(one.outcomes);
    expect(other.simulator.report()).toEqual(one.simulator.report());
    expect(other.simulator.cues()).toEqual(one.simulator.cues());
  });

  test('give other events with another seed', async () => {
    const one = await play(storm);
    expect((await play({ ...storm, seed: 12 })).log).not.toEqual(one.log);
    const ids = await play(storm, 2);
    expect(ids.log[0]?.event.id).not.toBe(one.log[0]?.event.id);
  });

  test('give the same faults for one operation, whatever faults another has', async () => {
    const alone = await play({ seed: 4, throttle: { PutMetadata: 0.5 } });
    const both = await play({ seed: 4, throttle: { PutMetadata: 0.5 }, duplicate: 0.5 });
    expect(both.outcomes).toEqual(alone.outcomes);
  });
});
