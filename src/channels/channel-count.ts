import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../platform/clock.ts';
import { channelCountKey, type Table } from '../platform/table.ts';

/** The number of channels in the account and region, as counted by the last complete survey. */
export interface ChannelCountStore {
  /** @param now ms since the epoch */
  save(count: number, now: number): Promise<void>;
  /** @returns undefined if no survey has completed yet */
  lastCount(): Promise<number | undefined>;
}

export function dynamoChannelCountStore({ documents, name: TableName }: Table): ChannelCountStore {
  return {
    async save(count, now) {
      const Item = { ...channelCountKey, channels: count, countedAt: isoTime(now) };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async lastCount() {
      const get = new GetCommand({ TableName, Key: channelCountKey });
      const count: unknown = (await documents.send(get)).Item?.channels;
      return typeof count === 'number' ? count : undefined;
    },
  };
}
