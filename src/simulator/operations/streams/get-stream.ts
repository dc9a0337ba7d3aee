import { operation } from '../operation.ts';
import { liveStreamOf, streamSummary } from './stream.ts';

export const getStream = operation<{ channelArn: string }>('GetStream', (input, service) => {
  const session = liveStreamOf(service, input.channelArn);
  const { playbackUrl } = session.channel;
  return { stream: { ...streamSummary(session, service), playbackUrl } };
});
