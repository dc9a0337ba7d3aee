import { dynamoChannelCountStore } from '../../channels/channel-count.ts';
import type { PassSummary } from '../../channels/pass.ts';
import { dynamoRollingCountStore } from '../../channels/rolling-count-store.ts';
import { quotaShare } from '../../ivs/settings.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { dynamoRevocationStore } from '../../revocation/dynamo-store.ts';
import { KeyCreations } from '../../rotation/key-creations.ts';
import type { RotationOutcome } from '../../rotation/outcome.ts';
import { rotateStreamKeys } from '../../rotation/rotate-stream-keys.ts';
import { overdueAlarm, rotationLimits, rotationSettings } from '../../rotation/settings.ts';
import type { Aws } from '../aws.ts';
import { openHandOver } from '../hand-over.ts';
import type { IvsRunAws } from '../ivs-run.ts';
import { openPasses } from '../passes.ts';
import { stageTable } from '../stage.ts';

/** Opens `rotateStreamKeys`: once per Lambda instance. @throws SettingError that names the variable */
export function openRotateStreamKeys(
  env: Environment,
  aws: IvsRunAws & Pick<Aws, 'documents' | 'eventBridge' | 'secretsManager'>,
): UseCase<PassSummary<RotationOutcome>> {
  const settings = rotationSettings(env);
  const overdueAlarmMs = overdueAlarm(env);
  const table = stageTable(env, aws);
  const passDeps = openPasses(env, aws, table, quotaShare(env));
  const rotation = {
    ...{ settings, overdueAlarmMs, ...openHandOver(env, aws) },
    creations: new KeyCreations(),
    revocations: dynamoRevocationStore(table),
    limits: rotationLimits(env),
    channelCounts: dynamoChannelCountStore(table),
    rotations: dynamoRollingCountStore(table, 'rotations'),
  };
  return (_event, invocation) => rotateStreamKeys({ ...rotation, ...passDeps(invocation) });
}
