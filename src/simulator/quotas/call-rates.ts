import { serviceError } from '../model/service-error.ts';
import type { Quotas } from '../types.ts';
import { SlidingWindow } from './sliding-window.ts';

/** So many windows of single channels are kept at least before idle ones are thrown away. */
const MIN_WINDOWS_BEFORE_CLEANUP = 1_000;

/** A limit that a request meets. */
interface RateLimit {
  window: SlidingWindow;
  rule: string;
  resource: string;
}

export type ReportViolation = (rule: string, resource: string) => void;

/** The call rates: per operation of the account, and for PutMetadata also per channel. */
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
   * @param channelArn the channel of a PutMetadata
   * @param breach is told every rule that the request breaks
   * @throws ServiceError ThrottlingException, if quotas are enforced
   */
  countRequest(
    request: { operation: string; channelArn: string | undefined; now: number },
    quotas: Quotas,
    breach: ReportViolation,
  ): void {
    const gates = this.#rateLimitsOf(request, quotas);
    const broken = gates.filter(({ window }) => window.isFull(request.now));
    for (const { rule, resource } of broken) breach(rule, resource);
    if (broken.length > 0 && quotas.enforce) {
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    for (const { window } of gates) window.add(request.now);
  }

  #rateLimitsOf(
    {
      operation,
      channelArn,
      now,
    }: { operation: string; channelArn: string | undefined; now: number },
    { callRates, putMetadataPerChannel }: Quotas,
  ): RateLimit[] {
    const rate = callRates[operation] ?? 0;
    const window = windowOf(this.#windows, operation, rate);
    const gates = [{ window, rule: `${rate} per second per account`, resource: this.#account }];
    if (channelArn !== undefined) {
      this.#deleteIdleWindows(now);
      gates.push({
        window: windowOf(this.#channelWindows, channelArn, putMetadataPerChannel),
        rule: `${putMetadataPerChannel} per second per channel`,
        resource: channelArn,
      });
    }
    return gates;
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
