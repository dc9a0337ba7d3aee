import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../platform/clock.ts';
import { fleetKey, type Table } from '../platform/table.ts';

/** How many channels there are, as the last whole survey counted. */
export interface FleetStore {
  /** @param now ms since the epoch */
  note(channels: number, now: number): Promise<void>;
  /** @returns undefined if none has counted yet */
  channels(): Promise<number | undefined>;
}

export function dynamoFleetStore({ documents, name: TableName }: Table): FleetStore {
  return {
    async note(channels, now) {
      const Item = { ...fleetKey, channels, countedAt: isoTime(now) };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async channels() {
      const get = new GetCommand({ TableName, Key: fleetKey });
      const channels: unknown = (await documents.send(get)).Item?.channels;
      return typeof channels === 'number' ? channels : undefined;
    },
  };
}
