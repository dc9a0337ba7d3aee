import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../platform/clock.ts';
import { channelCountKey, type Table } from '../platform/table.ts';

/** How many channels there are, as the last whole survey counted. */
export interface ChannelCountStore {
  /** @param now ms since the epoch */
  save(count: number, now: number): Promise<void>;
  /** @returns undefined if none has counted yet */
  lastCount(): Promise<number | undefined>;
}

export function dynamoChannelCountStore({ documents, name: TableName }: Table): ChannelCountStore {
  return {
    async save(channels, now) {
      const Item = { ...channelCountKey, channels, countedAt: isoTime(now) };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async lastCount() {
      const get = new GetCommand({ TableName, Key: channelCountKey });
      const channels: unknown = (await documents.send(get)).Item?.channels;
      return typeof channels === 'number' ? channels : undefined;
    },
  };
}
