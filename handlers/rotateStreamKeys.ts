import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import { dynamoRollingCountStore } from '../src/channels/rolling-count-store.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoRevocationStore } from '../src/revocation/dynamo-store.ts';
import { rotateStreamKeys } from '../src/rotation/rotate-stream-keys.ts';
import { overdueAlarm, rotationLimits, rotationSettings } from '../src/rotation/settings.ts';
import { openHandOver } from '../src/wiring/hand-over.ts';
import { openPasses } from '../src/wiring/passes.ts';
import { stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const settings = rotationSettings(env);
const overdueAlarmMs = overdueAlarm(env);
const table = stageTable(env);
const passDeps = openPasses(table, quotaShare(env));
const rotation = {
  ...{ settings, overdueAlarmMs, ...openHandOver(env) },
  revocations: dynamoRevocationStore(table),
  limits: rotationLimits(env),
  channelCounts: dynamoChannelCountStore(table),
  rotations: dynamoRollingCountStore(table, 'rotations'),
};

/** Rotates the stream keys that are due, and returns how many channels had each outcome. */
export const handler = lambdaHandler('rotateStreamKeys', (_event, invocation) =>
  rotateStreamKeys({ ...rotation, ...passDeps(invocation) }),
);
