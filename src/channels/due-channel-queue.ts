import type { Channel, IvsApi } from '../ivs/api.ts';
import { type ChannelRecord, DUE_AT, type DueKind } from './record.ts';
import { type ChannelSnapshot, fetchSnapshots } from './snapshot.ts';
import type { ChannelStore } from './store.ts';

/** A due channel, as it was read and looked at. */
export interface DueChannel {
  record: ChannelRecord;
  /** Absent: it is gone. */
  channel?: Channel;
}

/** A due channel's record, and the look at it, which may have failed. */
export interface FetchedDueChannel {
  record: ChannelRecord;
  look: ChannelSnapshot;
}

export interface DueItemsOptions {
  kind: DueKind;
  channels: Pick<ChannelStore, 'listDue' | 'get'>;
  ivs: Pick<IvsApi, 'batchGetChannels'>;
  /** What is due then, ISO 8601. */
  now: string;
  /** The next page is fetched when fewer than this are left of the last. */
  low: number;
  /** Which channels to take; without it, all. Others cost no look. */
  wanted?: (channelArn: string) => boolean;
}

/**
 * What is due, longest first, for several workers at once: read and looked at page by page, so that
 * memory does not grow with what is due. The worker that finds little left fetches the next page, while
 * the others go on with the rest.
 */
export class DueChannelQueue {
  private readonly items: FetchedDueChannel[] = [];
  /** Taken or waiting, and not released. */
  private readonly active = new Set<string>();
  private next: string | undefined;
  private ended = false;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: DueItemsOptions) {}

  /** @returns undefined when all have been taken */
  async take(): Promise<FetchedDueChannel | undefined> {
    while (this.items.length < this.options.low && !this.ended) {
      if (!this.loading) await this.load();
      else if (this.items.length > 0) break;
      else await this.loading;
    }
    return this.items.shift();
  }

  /** Says that a channel is done with. */
  release({ record }: FetchedDueChannel): void {
    this.active.delete(record.channelArn);
  }

  private async load(): Promise<void> {
    this.loading = this.loadPage();
    try {
      await this.loading;
    } finally {
      this.loading = undefined;
    }
  }

  private async loadPage(): Promise<void> {
    const { kind, channels, ivs, now, wanted = () => true } = this.options;
    const page = await channels.listDue(kind, now, this.next);
    // A channel that an event marks anew may be listed twice in one pass: while it is being worked on,
    // a second worker would act on a record that is no longer true.
    const fresh = page.channelArns.filter((arn) => wanted(arn) && !this.active.has(arn));
    for (const arn of fresh) this.active.add(arn);
    // The index may lag behind: only what the record itself says is due counts.
    const records = (await channels.get(fresh)).filter(
      (record) => (record[DUE_AT[kind]] ?? '~') <= now,
    );
    const arns = records.map(({ channelArn }) => channelArn);
    const looks =
      arns.length > 0 ? await fetchSnapshots(ivs, arns) : new Map<string, ChannelSnapshot>();
    for (const arn of fresh) if (!looks.has(arn)) this.active.delete(arn);
    for (const record of records) {
      this.items.push({ record, look: looks.get(record.channelArn) ?? {} });
    }
    this.next = page.next;
    this.ended = page.next === undefined;
  }
}
