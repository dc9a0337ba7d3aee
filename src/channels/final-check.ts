import type { Channel, IvsApi, StreamSession } from '../ivs/api.ts';
import type { InvocationIvs, ReservableOperation } from '../ivs/client.ts';
import type { Clock } from '../platform/clock.ts';
import type { ChannelRecord } from './record.ts';
import { fetchChannel } from './snapshot.ts';
import type { ChannelStore } from './store.ts';

/**
 * How old the answers of a final check may be when DeleteChannel or DeleteStreamKey is sent, ms. The age
 * counts from before the requests were sent, because IVS may have read its data long before a slow answer
 * arrives. In 1 s IVS answers the check, also on a slow day, and few encoders connect.
 */
export const FINAL_CHECK_VALID_MS = 1_000;

/** What IVS and the table said right before a deletion. */
export interface FinalEvidence {
  channel: Channel;
  record: ChannelRecord;
  /** The newest session; absent if the channel has none. */
  session?: StreamSession;
  /** Until when the evidence may be relied on, ms since the epoch. */
  validUntil: number;
}

export interface FinalCheckDeps {
  ivs: Pick<InvocationIvs, 'reserve'>;
  channels: Pick<ChannelStore, 'get'>;
  clock: Pick<Clock, 'now'>;
}

type ReservedIvs = Pick<
  IvsApi,
  'batchGetChannels' | 'getStreamSession' | 'deleteChannel' | 'deleteStreamKey'
>;

/**
 * The check right before a deletion. All waiting for the IVS quotas comes before it. Then the tags and
 * the newest session are read at the same time, then the record, and the deletion is the next request:
 *
 *     reserve the three requests -> (caller: audit, event)
 *     -> BatchGetChannel and GetStreamSession -> the record -> (caller: decides) -> DeleteChannel
 *
 * GetStreamSession shows a session from Session Created on, and GetStream only from Stream Start on.
 */
export class FinalCheck {
  readonly ivs: ReservedIvs;
  readonly #deps: FinalCheckDeps;

  private constructor(ivs: ReservedIvs, deps: FinalCheckDeps) {
    this.ivs = ivs;
    this.#deps = deps;
  }

  /** @throws OutOfTimeError if the invocation has too little time left */
  static async reserve(
    deletion: Extract<ReservableOperation, `Delete${string}`>,
    deps: FinalCheckDeps,
  ): Promise<FinalCheck> {
    const ivs = await deps.ivs.reserve(['BatchGetChannel', 'GetStreamSession', deletion]);
    return new FinalCheck(ivs, deps);
  }

  /** @returns `gone` if the channel does not exist any more; `changed` if its record does not */
  async read(channelArn: string): Promise<FinalEvidence | 'gone' | 'changed'> {
    const { channels, clock } = this.#deps;
    const validUntil = clock.now() + FINAL_CHECK_VALID_MS;
    const [channel, session] = await Promise.all([
      fetchChannel(this.ivs, channelArn),
      this.ivs.getStreamSession(channelArn),
    ]);
    if (!channel) return 'gone';
    // An event may have recorded a start while IVS was asked, and IVS may not show that session yet.
    const [record] = await channels.get([channelArn]);
    if (!record) return 'changed';
    return { channel, record, validUntil, ...(session && { session }) };
  }
}
