import { type Clock, isoTime } from '../platform/clock.ts';
import type { DueKind } from './record.ts';
import type { ChannelStore, DuePage } from './store.ts';

/** The first page is not read again for this long, ms. The index itself may be as old. */
const FRESH_MS = 2_000;

export interface DueListOptions {
  kind: DueKind;
  channels: Pick<ChannelStore, 'listDue'>;
  clock: Clock;
}

/**
 * The channels that are due when the list is made, page by page. A pass goes over them several times within a moment: to
 * see whether there are any, to count them, and to handle them.
 */
export class DueList {
  /** Channels that become due later are not listed, ISO 8601. */
  readonly now: string;
  readonly kind: DueKind;
  readonly #channels: DueListOptions['channels'];
  readonly #clock: Clock;
  #first: { page: DuePage; readAt: number } | undefined;

  constructor({ kind, channels, clock }: DueListOptions) {
    this.kind = kind;
    this.now = isoTime(clock.now());
    this.#channels = channels;
    this.#clock = clock;
  }

  /** @param next of the page before; without it, the first page */
  async page(next?: string): Promise<DuePage> {
    if (next !== undefined) return this.#channels.listDue(this.kind, this.now, next);
    if (this.isFresh && this.#first) return this.#first.page;
    const readAt = this.#clock.now();
    const page = await this.#channels.listDue(this.kind, this.now);
    this.#first = { page, readAt };
    return page;
  }

  /** Whether the first page was read a moment ago. */
  get isFresh(): boolean {
    return this.#first !== undefined && this.#clock.now() - this.#first.readAt <= FRESH_MS;
  }
}
