import type { AuditLog } from '../../channels/audit.ts';
import type { Backlog } from '../../metadata/queue/backlog.ts';
import type { RequestSettings } from '../../metadata/queue/request-settings.ts';
import type { ProducerQueue } from '../../metadata/queue/send-in-order.ts';
import type { StickyState } from '../../metadata/sticky/state.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { DeadLetterStore } from '../store.ts';

/** What retrying works with. */
export interface RetryTools extends Observability {
  store: DeadLetterStore;
  audit: AuditLog;
  queue: ProducerQueue;
  backlog: Backlog;
  settings: RequestSettings;
  /** The sticky values of a channel. */
  stickyState(channelArn: string): Promise<StickyState>;
  /**
   * Which keyed messages of a channel viewers got last.
   *
   * @returns a function that tells for a key when the message was queued, ms since the epoch; undefined if that is not known
   */
  deliveredKeys(channelArn: string): Promise<(key: string) => number | undefined>;
  /** Invokes a function asynchronously. @param functionName in serverless.yml @throws the SDK's error */
  invoke(functionName: string, payload: unknown): Promise<void>;
  clock: Clock;
  /** Who asks. */
  caller: string;
  /** No letter is begun after this time, ms since the epoch. */
  until: number;
}

/**
 * SQS recognises a message that is sent again for five minutes. A retry that began less than this before, ms, is
 * continued as the same attempt.
 */
export const ATTEMPT_MS = 4 * 60_000;
