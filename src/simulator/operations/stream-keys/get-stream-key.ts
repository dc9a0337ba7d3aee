import { operation } from '../operation.ts';
import { streamKeyOf } from './stream-key.ts';

export const getStreamKey = operation<{ arn: string }>('GetStreamKey', ({ arn }, service) => ({
  streamKey: streamKeyOf(service, arn),
}));
