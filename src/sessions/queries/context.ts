import type { AccountRegion } from '../../ivs/accept.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import type { Observability } from '../../platform/observability.ts';
import type { DetailStore } from '../details/store.ts';
import type { SessionStore } from '../store.ts';
import type { ViewerDayStore } from '../viewers/day/store.ts';
import type { ViewerStore } from '../viewers/store.ts';

/** What is needed to answer queries. */
export interface QueryContext extends Observability {
  store: SessionStore;
  details: Pick<DetailStore, 'get'>;
  viewers: Pick<ViewerStore, 'get'>;
  viewerDays: Pick<ViewerDayStore, 'get'>;
  /** Where totals store how far they are if the time is not sufficient. */
  cursors: Pick<CursorStore, 'load' | 'save'>;
  clock: Clock;
  accountRegion: AccountRegion;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

/** A page that takes long to compute ends this long before the deadline. */
const RESERVE_MS = 5_000;

/** Whether a page must end now, so that the answer can be sent before the deadline. */
export const isNearDeadline = ({ clock, deadline }: QueryContext): boolean =>
  clock.now() > deadline - RESERVE_MS;
