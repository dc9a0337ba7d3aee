import { operation } from '../operation.ts';
import { channelOf } from './channel.ts';

export const getChannel = operation<{ arn: string }>('GetChannel', ({ arn }, world) => ({
  channel: channelOf(world, arn),
}));
