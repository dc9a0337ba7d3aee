import { operation } from '../operation.ts';
import { channelOf } from './channel.ts';

export const getChannel = operation<{ arn: string }>('GetChannel', ({ arn }, service) => ({
  channel: channelOf(service, arn),
}));
