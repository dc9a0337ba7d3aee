import type { Channel, IvsApi } from '../ivs/api.ts';
import type { DueList } from './due-list.ts';
import { type ChannelRecord, DUE_AT } from './record.ts';
import { type ChannelSnapshot, fetchSnapshots } from './snapshot.ts';
import type { ChannelStore } from './store.ts';

/** A due channel: its record, and the channel as IVS has just returned it. */
export interface DueChannel {
  record: ChannelRecord;
  /** Absent if the channel no longer exists. */
  channel?: Channel;
}

/** A due channel's record and snapshot. The snapshot may be an error of this channel. */
export interface FetchedDueChannel {
  record: ChannelRecord;
  snapshot: ChannelSnapshot;
}

export interface DueChannelQueueOptions {
  due: DueList;
  channels: Pick<ChannelStore, 'get'>;
  ivs: Pick<IvsApi, 'batchGetChannels'>;
  /** The next page is fetched when fewer channels than this are waiting. */
  refillBelow: number;
  /** Which channels to take; without it, all. The others are not requested from IVS. */
  isWanted?: (channelArn: string) => boolean;
}

/**
 * The due channels, the longest due first, for several workers at once. Records and snapshots are
 * fetched page by page, so that memory does not grow with the number of due channels. The worker that
 * finds few channels waiting fetches the next page; the others continue with what is waiting.
 */
export class DueChannelQueue {
  readonly #options: DueChannelQueueOptions;
  readonly #waiting: FetchedDueChannel[] = [];
  /** ARNs of the channels that wait or that a worker has taken and not released. */
  readonly #active = new Set<string>();
  #nextPage: string | undefined;
  #hasMorePages = true;
  #loading: Promise<void> | undefined;

  constructor(options: DueChannelQueueOptions) {
    this.#options = options;
  }

  /** @returns undefined when all channels have been taken */
  async take(): Promise<FetchedDueChannel | undefined> {
    while (this.#waiting.length < this.#options.refillBelow && this.#hasMorePages) {
      if (!this.#loading) await this.#load();
      else if (this.#waiting.length > 0) break;
      else await this.#loading;
    }
    return this.#waiting.shift();
  }

  /** Call this when the work on a channel is finished, so that a later page may contain it again. */
  release({ record }: FetchedDueChannel): void {
    this.#active.delete(record.channelArn);
  }

  async #load(): Promise<void> {
    this.#loading = this.#loadPage();
    try {
      await this.#loading;
    } finally {
      this.#loading = undefined;
    }
  }

  async #loadPage(): Promise<void> {
    const page = await this.#options.due.page(this.#nextPage);
    const arns = this.#activate(page.channelArns);
    const records = await this.#dueRecords(arns);
    const snapshots = await this.#fetchSnapshots(records);
    for (const arn of arns) if (!snapshots.has(arn)) this.#active.delete(arn);
    for (const record of records) {
      this.#waiting.push({ record, snapshot: snapshots.get(record.channelArn) ?? {} });
    }
    this.#nextPage = page.next;
    this.#hasMorePages = page.next !== undefined;
  }

  /**
   * Selects the wanted channels that are not active yet. An event may mark a channel again, so that one
   * pass lists it twice. A second worker would then act on a record that is about to change.
   */
  #activate(channelArns: string[]): string[] {
    const { isWanted = () => true } = this.#options;
    const arns = channelArns.filter((arn) => isWanted(arn) && !this.#active.has(arn));
    for (const arn of arns) this.#active.add(arn);
    return arns;
  }

  /** The index may be older than the record, so the record itself must say that the channel is due. */
  async #dueRecords(channelArns: string[]): Promise<ChannelRecord[]> {
    const { due, channels } = this.#options;
    const isDue = (record: ChannelRecord) => (record[DUE_AT[due.kind]] ?? '~') <= due.now;
    return (await channels.get(channelArns)).filter(isDue);
  }

  async #fetchSnapshots(records: ChannelRecord[]): Promise<Map<string, ChannelSnapshot>> {
    const arns = records.map(({ channelArn }) => channelArn);
    return arns.length > 0 ? fetchSnapshots(this.#options.ivs, arns) : new Map();
  }
}
