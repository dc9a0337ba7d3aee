import { serviceError } from '../model/service-error.ts';
import type { Quotas } from '../types/quotas.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Idle windows of channels are deleted when there are more windows than this. */
const MIN_WINDOWS_BEFORE_CLEANUP = 1_000;

interface CountedRequest {
  operation: string;
  channelArn: string | undefined;
  now: number;
}

/** A call rate that applies to a request. */
interface RateLimit {
  window: SlidingWindow;
  rule: string;
  resource: string;
}

/** Called with each call rate that a request exceeds, and what it applies to. */
export type ReportViolation = (rule: string, resource: string) => void;

/** Enforces call rates: one for each operation of the account, and one for PutMetadata of each channel. */
export class CallRates {
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #channelWindows = new Map<string, SlidingWindow>();
  readonly #account: string;
  #cleanUpAbove = MIN_WINDOWS_BEFORE_CLEANUP;

  constructor(account: string) {
    this.#account = account;
  }

  /**
   * Counts a request, or refuses it.
   *
   * @param request `channelArn`: the channel of a PutMetadata request; `now`: the time in ms
   * @throws ServiceError ThrottlingException over a call rate, if call rates are enforced
   */
  countRequest(request: CountedRequest, quotas: Quotas, report: ReportViolation): void {
    const limits = this.#rateLimitsOf(request, quotas);
    const exceeded = limits.filter(({ window }) => window.isFull(request.now));
    for (const { rule, resource } of exceeded) report(rule, resource);
    if (exceeded.length > 0 && quotas.enforce) {
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    for (const { window } of limits) window.add(request.now);
  }

  #rateLimitsOf(
    { operation, channelArn, now }: CountedRequest,
    { callRates, putMetadataPerChannel }: Quotas,
  ): RateLimit[] {
    const rate = callRates[operation] ?? 0;
    const window = windowOf(this.#windows, operation, rate);
    const limits = [{ window, rule: `${rate} per second per account`, resource: this.#account }];
    if (channelArn !== undefined) {
      this.#deleteIdleWindows(now);
      limits.push({
        window: windowOf(this.#channelWindows, channelArn, putMetadataPerChannel),
        rule: `${putMetadataPerChannel} per second per channel`,
        resource: channelArn,
      });
    }
    return limits;
  }

  #deleteIdleWindows(now: number): void {
    if (this.#channelWindows.size <= this.#cleanUpAbove) return;
    for (const [arn, window] of this.#channelWindows) {
      if (window.isIdle(now)) this.#channelWindows.delete(arn);
    }
    this.#cleanUpAbove = Math.max(MIN_WINDOWS_BEFORE_CLEANUP, 2 * this.#channelWindows.size);
  }
}

function windowOf(windows: Map<string, SlidingWindow>, key: string, limit: number): SlidingWindow {
  const known = windows.get(key);
  if (known?.limit === limit) return known;
  const window = new SlidingWindow(limit, known);
  windows.set(key, window);
  return window;
}
