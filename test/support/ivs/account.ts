import type { ChannelState, Simulator } from '../../../src/simulator/index.ts';

/** What the owner of the account does, and the state of its channels. */
export function accountOf(simulator: Simulator) {
  const channel = (arn: string): ChannelState | undefined =>
    simulator.channels({ channelArn: arn })[0];
  return {
    /** A channel as it is now. This is no request. */
    channel,
    /** The ARNs of a channel's stream keys. This is no request. */
    keyArns: (arn: string): string[] => (channel(arn)?.streamKeys ?? []).map((key) => key.arn),
    /** @returns the ARN of a new channel with one stream key */
    async createChannel(tags: Record<string, string> = {}, name = ''): Promise<string> {
      const input = { tags, name };
      const answer = await simulator.call<{ channel: { arn: string } }>('CreateChannel', input);
      return answer.channel.arn;
    },
    /** Sets tags; `undefined` removes one. */
    async tag(resourceArn: string, tags: Record<string, string | undefined>): Promise<void> {
      const set = Object.entries(tags).filter(([, value]) => value !== undefined);
      const tagKeys = Object.keys(tags).filter((key) => tags[key] === undefined);
      if (tagKeys.length > 0) await simulator.call('UntagResource', { resourceArn, tagKeys });
      if (set.length > 0)
        await simulator.call<object>('TagResource', { resourceArn, tags: Object.fromEntries(set) });
    },
  };
}
