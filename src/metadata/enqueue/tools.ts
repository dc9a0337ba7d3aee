import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { Backlog } from '../queue/backlog.ts';
import type { EagerBacklog } from '../queue/eager-backlog.ts';
import type { ProducerQueue } from '../queue/send-in-order.ts';
import type { StickyTools } from '../sticky/store-messages.ts';
import type { EnqueueSettings } from './settings.ts';

/** What `enqueue` works with. */
export interface EnqueueTools extends Observability {
  queue: ProducerQueue;
  backlog: Backlog & Partial<Pick<EagerBacklog, 'settled'>>;
  clock: Clock;
  settings: EnqueueSettings;
  /**
   * After this time (ms since the epoch) no further work starts. The remaining messages are answered as
   * not queued while there is still time to answer.
   */
  until?: number;
  /** Without it, sticky messages are rejected. */
  sticky?: StickyTools;
}
