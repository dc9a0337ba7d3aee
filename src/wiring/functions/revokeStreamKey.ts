import { quotaShare } from '../../ivs/settings.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import type { RevocationAnswer } from '../../revocation/answer.ts';
import { dynamoRevocationStore } from '../../revocation/dynamo-store.ts';
import { type RevocationPass, revokeStreamKeys } from '../../revocation/revoke-stream-keys.ts';
import type { Aws } from '../aws.ts';
import { openHandOver } from '../hand-over.ts';
import type { IvsRunAws } from '../ivs-run.ts';
import { openPasses } from '../passes.ts';
import { stageAccountRegion, stageTable } from '../stage.ts';

/** Opens `revokeStreamKey`: once per Lambda instance. @throws SettingError that names the variable */
export function openRevokeStreamKey(
  env: Environment,
  aws: IvsRunAws & Pick<Aws, 'documents' | 'eventBridge' | 'secretsManager'>,
): UseCase<RevocationAnswer | RevocationPass> {
  const { newId } = aws;
  const table = stageTable(env, aws);
  const passDeps = openPasses(env, aws, table, quotaShare(env));
  const revocation = {
    ...{ ...openHandOver(env, aws), newId },
    revocations: dynamoRevocationStore(table),
  };
  return (event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    const { caller } = invocation;
    const asked = { accountRegion, ...(caller !== undefined && { caller }) };
    return revokeStreamKeys(event, { ...revocation, ...passDeps(invocation), ...asked });
  };
}
