import { operation } from '../operation.ts';
import { liveStreamOf, streamSummary } from './stream.ts';

export const getStream = operation<{ channelArn: string }>('GetStream', (input, world) => {
  const session = liveStreamOf(world, input.channelArn);
  const { playbackUrl } = session.channel;
  return { stream: { ...streamSummary(session, world), playbackUrl } };
});
