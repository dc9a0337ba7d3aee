import { parseArn } from '../../../../ivs/arn.ts';

/**
 * Where players find a channel of the one-machine stack.
 *
 * @param origin of the stack
 * @returns undefined for a text that is no ARN
 */
export function playbackUrl(channelArn: string, origin: string): string | undefined {
  const arn = parseArn(channelArn);
  return arn && `${origin}/api/video/v1/${arn.region}.${arn.account}.channel.${arn.id}.m3u8`;
}
