import { serviceError } from '../../model/service-error.ts';
import type { Channel } from '../../state/resources.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';
import { channelSummary } from './channel.ts';

interface ListChannelsRequest extends PageInput {
  filterByName?: string;
  filterByRecordingConfigurationArn?: string;
  filterByPlaybackRestrictionPolicyArn?: string;
  filterByAdConfigurationArn?: string;
}

const PAGE_SIZE = 100;

export const listChannels = operation<ListChannelsRequest>('ListChannels', (input, service) => {
  const filters = filtersOf(input);
  if (filters.length > 1) {
    throw serviceError('ConflictException', 'Only one filter is allowed in a request');
  }
  const list = { operation: 'ListChannels', filters, pageSize: PAGE_SIZE };
  const accept = (channel: Channel) =>
    filters.every(([member, value]) => channel[member] === value);
  const page = pageOf(service, list, input, (after, limit) =>
    service.resources.channels.slice(after, limit, accept),
  );
  return { channels: page.items.map(channelSummary), nextToken: page.nextToken };
});

/** @returns the filters of a request; an empty filter counts as absent */
function filtersOf(input: ListChannelsRequest): [keyof Channel, string][] {
  const filters: [keyof Channel, string | undefined][] = [
    ['name', input.filterByName],
    ['recordingConfigurationArn', input.filterByRecordingConfigurationArn],
    ['playbackRestrictionPolicyArn', input.filterByPlaybackRestrictionPolicyArn],
    ['adConfigurationArn', input.filterByAdConfigurationArn],
  ];
  return filters.flatMap(([member, value]) => (value ? [[member, value]] : []));
}
