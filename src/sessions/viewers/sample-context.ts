import type { InvocationIvs } from '../../ivs/client.ts';
import type { LeaseStore } from '../../platform/lease-store.ts';
import type { KnownIngest } from '../details/known-ingest.ts';
import type { DetailStore } from '../details/store.ts';
import type { RepairContext } from '../repair/repair-session.ts';
import type { ViewerDayStore } from './day/store.ts';
import type { ViewerStore } from './store.ts';

/** What is needed to sample viewers. */
export interface SampleContext extends RepairContext {
  ivs: Pick<InvocationIvs, 'getStreamSession' | 'listStreams' | 'waitForQuotaWindow'>;
  viewers: ViewerStore;
  viewerDays: ViewerDayStore;
  details: Pick<DetailStore, 'get' | 'putLive'>;
  /** Of this Lambda instance. */
  knownIngest: KnownIngest;
  leases: LeaseStore;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

export interface SampleReport {
  /**
   * `busy`: an earlier run has not finished. `partial`: the next run continues where this one
   * stopped.
   */
  outcome: 'done' | 'partial' | 'busy';
  /** Live streams that IVS returned. */
  streams: number;
  /** Samples that were added. */
  sampled: number;
  /** Streams whose number of viewers IVS did not know. */
  unknown: number;
  /** Viewers of all streams that IVS returned. */
  viewers: number;
  /** Sessions that were added because no event had reported them. */
  found: number;
  /** Streams for which it became known what their encoder sends. */
  described: number;
  failed: number;
}
