import { serviceError } from '../model/service-error.ts';
import type { Quotas } from '../types.ts';
import { SlidingWindow } from './sliding-window.ts';

/** So many windows of single channels are kept at least before idle ones are thrown away. */
const FEWEST_KEPT = 1_000;

/** A limit that a request meets. */
interface Gate {
  window: SlidingWindow;
  rule: string;
  resource: string;
}

export type Breach = (rule: string, resource: string) => void;

/** The call rates: per operation of the account, and for PutMetadata also per channel. */
export class CallRates {
  private readonly windows = new Map<string, SlidingWindow>();
  private readonly channelWindows = new Map<string, SlidingWindow>();
  private readonly account: string;
  private dropAbove = FEWEST_KEPT;

  constructor(account: string) {
    this.account = account;
  }

  /**
   * Counts a request, or refuses it.
   *
   * @param channelArn the channel of a PutMetadata
   * @param breach is told every rule that the request breaks
   * @throws ServiceError ThrottlingException, if quotas are enforced
   */
  admit(
    request: { operation: string; channelArn: string | undefined; now: number },
    quotas: Quotas,
    breach: Breach,
  ): void {
    const gates = this.gatesOf(request, quotas);
    const broken = gates.filter(({ window }) => window.isFull(request.now));
    for (const { rule, resource } of broken) breach(rule, resource);
    if (broken.length > 0 && quotas.enforce) {
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    for (const { window } of gates) window.take(request.now);
  }

  private gatesOf(
    {
      operation,
      channelArn,
      now,
    }: { operation: string; channelArn: string | undefined; now: number },
    { callRates, putMetadataPerChannel }: Quotas,
  ): Gate[] {
    const rate = callRates[operation] ?? 0;
    const window = windowOf(this.windows, operation, rate);
    const gates = [{ window, rule: `${rate} per second per account`, resource: this.account }];
    if (channelArn !== undefined) {
      this.dropIdle(now);
      gates.push({
        window: windowOf(this.channelWindows, channelArn, putMetadataPerChannel),
        rule: `${putMetadataPerChannel} per second per channel`,
        resource: channelArn,
      });
    }
    return gates;
  }

  private dropIdle(now: number): void {
    if (this.channelWindows.size <= this.dropAbove) return;
    for (const [arn, window] of this.channelWindows) {
      if (window.isIdle(now)) this.channelWindows.delete(arn);
    }
    this.dropAbove = Math.max(FEWEST_KEPT, 2 * this.channelWindows.size);
  }
}

function windowOf(windows: Map<string, SlidingWindow>, key: string, limit: number): SlidingWindow {
  const known = windows.get(key);
  if (known?.limit === limit) return known;
  const window = new SlidingWindow(limit, known);
  windows.set(key, window);
  return window;
}
