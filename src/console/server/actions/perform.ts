import { InputError } from '../../../platform/errors.ts';
import { checked } from '../../../platform/schema.ts';
import { type Action, type ActionName, actionSchema } from '../../protocol/actions.ts';
import type { TopicName } from '../../protocol/topics.ts';
import type { Invoke } from '../options.ts';
import { isSimulatorAction, type Simulator, type StageAction } from '../simulator/simulator.ts';
import { confirmRevocation } from './confirm-revocation.ts';

interface Stage {
  invoke: Invoke;
  simulator?: Simulator | undefined;
}

/** @throws InputError that names the member which is wrong */
export function readAction(body: unknown): Action {
  const { action } = Object(body) as { action?: unknown };
  const names = actionSchema.def.options.flatMap((one) => [...one.def.shape.action.def.values]);
  if (!names.includes(action as ActionName))
    throw new InputError('action', `one of ${names.join(', ')}`, action);
  return checked(actionSchema, body, 'body');
}

/**
 * Does what an operator has confirmed.
 *
 * @returns the answer of the function or of the simulator
 * @throws InputError for what cannot be done; else an error with a message for operators
 */
export async function perform(action: Action, { invoke, simulator }: Stage): Promise<unknown> {
  if (!isSimulatorAction(action)) return performOnStage(action, invoke);
  if (!simulator)
    throw new InputError('action', 'an action on a stage: AWS has no simulator', action.action);
  return simulator.act(action);
}

async function performOnStage(action: StageAction, invoke: Invoke): Promise<unknown> {
  switch (action.action) {
    case 'approve':
      return invoke('deleteDueChannels', { approve: action.id });
    case 'revoke': {
      await confirmRevocation(action, invoke);
      const { channelArn, revocationId, protected: isProtected } = action;
      const protection = isProtected && { protected: true };
      return invoke('revokeStreamKey', { channelArn, revocationId, ...protection });
    }
    case 'sendMessage': {
      const { channelArn, payload } = action;
      return invoke('enqueueMetadata', { messages: [{ channelArn, payload }] });
    }
    case 'retryLetters': {
      const { ids, ttlSeconds } = action;
      const retry = { ids, ...(ttlSeconds !== undefined && { ttlSeconds }) };
      return invoke('retryDeadLetters', { retry });
    }
    case 'dropLetters':
      return invoke('retryDeadLetters', { drop: { ids: action.ids } });
  }
}

const STREAMS = ['live', 'channel', 'sessions', 'session', 'overview'] as const;

/** The topics whose answers an action may change. */
export const CHANGES: Record<ActionName, readonly TopicName[]> = {
  approve: ['cleanup', 'overview', 'plan', 'channel'],
  revoke: [...STREAMS, 'audit'],
  sendMessage: ['metadata', 'overview', 'session'],
  retryLetters: ['letters', 'letter', 'overview', 'metadata', 'audit'],
  dropLetters: ['letters', 'letter', 'overview', 'audit'],
  createChannel: ['simulator', 'find', 'plan'],
  connectEncoder: ['simulator', ...STREAMS],
  disconnectEncoder: ['simulator', ...STREAMS],
  starveEncoder: ['simulator', ...STREAMS],
  recoverEncoder: ['simulator', ...STREAMS],
  failStream: ['simulator', ...STREAMS],
  setViewers: ['simulator'],
  setFaults: ['simulator'],
  setQuotas: ['simulator'],
  resetSimulator: ['simulator', ...STREAMS, 'plan', 'cleanup', 'letters', 'audit', 'metadata'],
};
