import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../platform/clock.ts';
import { channelCountKey, type Table } from '../platform/table.ts';

/** What the last survey counted in the account and region. */
export interface ChannelCount {
  channels: number;
  /** When the counting began, ISO 8601. Channels that were deleted before are not in it. */
  countedAt: string;
  /**
   * Channels that may be due for deletion, but that the survey has only counted so far: it has not asked
   * IVS for their last stream, or has not marked them.
   */
  unmarked: number;
  /** Channels whose keys could be replaced suddenly, because their `rotate-key` age is new (`isSudden`). */
  newRules: number;
}

/** Stores the last count of channels. */
export interface ChannelCountStore {
  /** @param now ms since the epoch */
  save(count: ChannelCount, now: number): Promise<void>;
  /**
   * @param now ms since the epoch
   * @returns undefined if no survey has counted yet. `unmarked` and `newRules` are 0 if the survey has
   *   not continued for an hour
   */
  last(now: number): Promise<ChannelCount | undefined>;
}

/**
 * A survey that has not continued for so long, ms, does not work. Then cleanup does not wait for it: the
 * number of deletions is limited all the same.
 */
export const SURVEY_STALLED_MS = 3_600_000;

const NONE = { unmarked: 0, newRules: 0 };

export function dynamoChannelCountStore({ documents, name: TableName }: Table): ChannelCountStore {
  return {
    async save(count, now) {
      const Item = { ...channelCountKey, ...count, savedAt: isoTime(now) };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async last(now) {
      const get = new GetCommand({ TableName, Key: channelCountKey, ConsistentRead: true });
      const { Item = {} } = await documents.send(get);
      const { channels, countedAt, unmarked = 0, newRules = 0, savedAt } = Item;
      if (typeof channels !== 'number' || typeof countedAt !== 'string') return undefined;
      const isStalled = String(savedAt) < isoTime(now - SURVEY_STALLED_MS);
      const open = isStalled ? NONE : { unmarked: Number(unmarked), newRules: Number(newRules) };
      return { channels, countedAt, ...open };
    },
  };
}
