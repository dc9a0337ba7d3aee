import type { Explanation, NoChannel } from '../../../explain/explanation.ts';
import { parseArn } from '../../../ivs/arn.ts';
import { errorMessage, InputError } from '../../../platform/errors.ts';
import type { Invoke } from '../options.ts';
import type { StageAction } from '../simulator/simulator.ts';

type Revocation = Extract<StageAction, { action: 'revoke' }>;

/**
 * Revoking the key of a live channel stops its stream: the operator must have typed the name of the channel. This is checked here,
 * because a page cannot be trusted to have asked. If it is not known whether the channel is live, its id must have been typed.
 *
 * @throws InputError if the name is missing or another one
 */
export async function confirmRevocation(
  { channelArn, confirmedName }: Revocation,
  invoke: Invoke,
): Promise<void> {
  const id = parseArn(channelArn)?.id ?? channelArn;
  const { name, why } = await whatToType(channelArn, id, invoke);
  if (name === undefined || confirmedName === name) return;
  throw new InputError('confirmedName', `${JSON.stringify(name)}, because ${why}`, confirmedName);
}

async function whatToType(channelArn: string, id: string, invoke: Invoke) {
  try {
    const answer = await invoke<Explanation | NoChannel>('explainChannels', { channelArn });
    if ('gone' in answer) return {};
    const { state } = answer.streams;
    const isOff = state === 'offline' || state === 'never-streamed';
    return isOff ? {} : { name: answer.name || id, why: WHY[state] };
  } catch (error) {
    return {
      name: id,
      why: `it is not known whether the channel is live (${errorMessage(error)})`,
    };
  }
}

const WHY = {
  live: 'the channel is live, and its stream will stop',
  starting: 'a stream of the channel is starting, and it will stop',
  'end-unknown': 'a stream of the channel may be live, and it will stop',
};
