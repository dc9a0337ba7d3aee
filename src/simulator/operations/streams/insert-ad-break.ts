import { serviceError } from '../../model/service-error.ts';
import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

interface InsertAdBreakRequest {
  channelArn: string;
  durationSeconds: number;
}

/**
 * Begins an ad break. A channel without an ad configuration, or in an ad break, is a ConflictException (not
 * confirmed for AWS).
 */
export const insertAdBreak = operation<InsertAdBreakRequest>('InsertAdBreak', (input, service) => {
  const { channelArn, durationSeconds } = input;
  const session = liveStreamOf(service, channelArn);
  if (!channelOf(service, channelArn).adConfigurationArn) {
    throw serviceError('ConflictException', `Channel: ${channelArn} has no ad configuration`);
  }
  if (session.adBreakUntil !== undefined && session.adBreakUntil > service.now()) {
    throw serviceError('ConflictException', `Channel: ${channelArn} is in an ad break`);
  }
  session.adBreakUntil = service.now() + durationSeconds * 1_000;
  return { adBreakId: service.ids.short() };
});
