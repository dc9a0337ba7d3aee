import { expect, test } from 'vitest';
import { SnapshotExpiredError } from '../../../src/ivs/errors.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { interceptIvs } from './intercept.ts';
import { refusal } from './sdk-errors.ts';
import { simulatedIvs } from './simulated-ivs.ts';
import { ivsWorld } from './world.ts';

const MINUTE = 60_000;

test('requests take no time', async () => {
  const { ivs, clock, ...world } = ivsWorld();
  const arn = await world.createChannel();
  const start = clock.now();
  for (let i = 0; i < 20; i++) await ivs.getStream(arn);
  await ivs.waitForQuotaWindow();
  expect(clock.now()).toBe(start);
});

test('the deadline of the invocation and the end of a check are kept, as with the pace', async () => {
  const { sdk, clock, operations, ...world } = ivsWorld();
  const arn = await world.createChannel();
  const ivs = simulatedIvs(sdk, { clock, deadline: clock.now() + MINUTE });
  await expect(ivs.deleteChannel(arn, clock.now() - 1)).rejects.toThrow(SnapshotExpiredError);
  clock.advance(MINUTE - 5_499);
  await expect(ivs.getStream(arn)).rejects.toThrow(OutOfTimeError);
  await expect(ivs.reserve(['DeleteChannel'])).rejects.toThrow(OutOfTimeError);
  expect(operations()).toEqual([]);
});

test('single requests are replaced, also those that are reserved', async () => {
  const { ivs, operations, ...world } = ivsWorld();
  const arn = await world.createChannel();
  const other = interceptIvs(ivs, {
    getStream: () => Promise.reject(refusal('AccessDeniedException')),
    deleteChannel(send, channelArn, notAfter) {
      world.goLive(arn);
      return send(channelArn, notAfter);
    },
  });
  await expect(other.getStream(arn)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 403 },
  });
  const reserved = await other.reserve(['DeleteChannel']);
  expect(await reserved.deleteChannel(arn)).toBe('live');
  expect(await reserved.listStreamKeys(arn)).toHaveLength(1);
  expect(operations()).toEqual(['DeleteChannel', 'ListStreamKeys']);
});
