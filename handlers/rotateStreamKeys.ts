import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { dynamoRevocationStore } from '../src/revocation/store.ts';
import { rotateStreamKeys } from '../src/rotation/rotate-stream-keys.ts';
import { overdueAlarm, rotationSettings } from '../src/rotation/settings.ts';
import { openHandOver } from '../src/wiring/key-handover.ts';
import { openPasses } from '../src/wiring/passes.ts';

const settings = rotationSettings(process.env);
const overdueAlarmMs = overdueAlarm(process.env);
const passes = openPasses(textSetting(process.env, 'TABLE_NAME'), quotaShare(process.env));
const rotation = {
  ...{ settings, overdueAlarmMs, ...openHandOver(process.env) },
  revocations: dynamoRevocationStore(passes.table),
};

/** One pass over the stream keys that are due for rotation; answers how many came to each end. */
export const handler = lambdaHandler('rotateStreamKeys', (_event, invocation) =>
  rotateStreamKeys({ ...rotation, ...passes.during(invocation) }),
);
