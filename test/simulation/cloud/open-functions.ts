import type { UseCase } from '../../../src/platform/lambda.ts';
import type { Environment } from '../../../src/platform/settings.ts';
import type { Aws } from '../../../src/wiring/aws.ts';
import { openDeleteDueChannels } from '../../../src/wiring/functions/deleteDueChannels.ts';
import { openDoctor } from '../../../src/wiring/functions/doctor.ts';
import { openEnqueueMetadata } from '../../../src/wiring/functions/enqueueMetadata.ts';
import { openExplainChannels } from '../../../src/wiring/functions/explainChannels.ts';
import { openGetDeadLetters } from '../../../src/wiring/functions/getDeadLetters.ts';
import { openGetSessions } from '../../../src/wiring/functions/getSessions.ts';
import { openMarkChannel } from '../../../src/wiring/functions/markChannel.ts';
import { openReconcile } from '../../../src/wiring/functions/reconcile.ts';
import { openRecordSessionEvent } from '../../../src/wiring/functions/recordSessionEvent.ts';
import { openRepeatStickyMetadata } from '../../../src/wiring/functions/repeatStickyMetadata.ts';
import { openRetryDeadLetters } from '../../../src/wiring/functions/retryDeadLetters.ts';
import { openRevokeStreamKey } from '../../../src/wiring/functions/revokeStreamKey.ts';
import { openRotateStreamKeys } from '../../../src/wiring/functions/rotateStreamKeys.ts';
import { openSampleViewers } from '../../../src/wiring/functions/sampleViewers.ts';
import { openSendMetadata } from '../../../src/wiring/functions/sendMetadata.ts';

/** What the handler of each function does when an instance starts. */
const OPEN: Record<string, (env: Environment, aws: Aws) => UseCase<unknown>> = {
  deleteDueChannels: openDeleteDueChannels,
  doctor: openDoctor,
  enqueueMetadata: openEnqueueMetadata,
  explainChannels: openExplainChannels,
  getDeadLetters: openGetDeadLetters,
  getSessions: openGetSessions,
  markChannel: openMarkChannel,
  reconcile: openReconcile,
  recordSessionEvent: openRecordSessionEvent,
  repeatStickyMetadata: openRepeatStickyMetadata,
  retryDeadLetters: openRetryDeadLetters,
  revokeStreamKey: openRevokeStreamKey,
  rotateStreamKeys: openRotateStreamKeys,
  sampleViewers: openSampleViewers,
  sendMetadata: openSendMetadata,
};

/** Makes the code of a function. @throws Error for a function of serverless.yml that is not in the list */
export function openFunction(name: string, env: Environment, aws: Aws): UseCase<unknown> {
  const open = OPEN[name];
  if (!open) throw new Error(`the simulation does not know the function ${name}`);
  return open(env, aws);
}
