import { isChannelArn, parseArn } from '../../ivs/arn.ts';
import { isAboutAccount } from '../../testing/trigger/kinds.ts';
import type { TriggerDetails } from '../../testing/trigger/trigger.ts';
import { CliError } from '../context.ts';
import type { SendToStack } from '../stack-request.ts';

interface StackChannel {
  arn: string;
  name: string;
}

/**
 * What the stack knows about a channel: its ARN, its name and its newest stream.
 *
 * @param channel ARN, id or name; an ARN need not exist
 * @returns nothing without a channel, and for a kind of event that is about the account
 * @throws CliError if no channel, or more than one, has the id or name
 */
export async function knownDetails(
  kind: string,
  channel: string | undefined,
  send: SendToStack,
): Promise<TriggerDetails> {
  if (channel === undefined || isAboutAccount(kind)) return {};
  const channels = (await send('GET', '/_sim/channels')) as StackChannel[];
  const found = channels.filter(
    ({ arn, name }) => arn === channel || name === channel || parseArn(arn)?.id === channel,
  );
  const [known, ...others] = found;
  if (!known && isChannelArn(channel)) return { channelArn: channel };
  if (!known) throw new CliError(`the stack has no channel ${channel}`);
  if (others.length > 0) {
    const arns = found.map(({ arn }) => arn).join('\n');
    throw new CliError(
      `${found.length} channels have the name ${channel}; pass the ARN of one:\n${arns}`,
    );
  }
  const query = new URLSearchParams({ channelArn: known.arn, limit: '1' });
  const [newest] = (await send('GET', `/_sim/sessions?${query}`)) as { streamId: string }[];
  return {
    ...{ channelArn: known.arn, channelName: known.name },
    ...(newest && { streamId: newest.streamId }),
  };
}
