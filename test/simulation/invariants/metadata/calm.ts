import type { FunctionEnd } from '../../cloud/functions.ts';
import { OUTAGES, type TroubleKind } from '../../trouble/kinds.ts';

const MINUTE = 60_000;
/** How long the effects of a trouble last, ms: a message stays invisible for three minutes. */
const AFTERMATH_MS = 5 * MINUTE;
/** Functions that metadata and sticky values need. */
const FUNCTIONS =
  /enqueueMetadata|sendMetadata|repeatStickyMetadata|recordSessionEvent|markChannel/;
const REQUESTS = /^(dynamodb|sqs|lambda|ivs PutMetadata)\b/;
const CHANNEL = /\bchannel\/[A-Za-z0-9]+/;

/** Knows since when nothing has gone wrong that concerns metadata. */
export class Calm {
  readonly #now: () => number;
  /** When the last trouble that may concern every channel was over, and that of each channel. */
  #all = 0;
  readonly #byChannel = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Something goes wrong. @param what as in the story */
  disturb(kind: TroubleKind, what: string): void {
    if (kind === 'clocks apart') return;
    if (kind.startsWith('event ')) this.#disturbChannel(what);
    else if (kind in OUTAGES) this.#disturbAll(this.#now() + outageMs(what));
    else if (kind.startsWith('request ')) {
      if (!REQUESTS.test(what)) return;
      this.#disturbAll(this.#now());
    } else if (/^(instance|killed|invocation|tick)/.test(kind) && !FUNCTIONS.test(what)) return;
    else if (what !== 'PutEvents') this.#disturbAll(this.#now());
  }

  /** A function ends. A wrong setting that somebody deployed stops it until it is corrected. */
  functionEnded({ name, outcome }: FunctionEnd): void {
    const isRefused = 'error' in outcome && outcome.error.errorType === 'SettingError';
    if (isRefused && FUNCTIONS.test(name)) this.#disturbAll(this.#now());
  }

  /** Something of a channel makes its metadata uncertain for a while. */
  disturbChannel(channelArn: string): void {
    this.#disturbChannel(channelArn);
  }

  /** Whether nothing went wrong from this time on, nor shortly before. */
  since(time: number, channelArn: string): boolean {
    const own = this.#byChannel.get(CHANNEL.exec(channelArn)?.[0] ?? '') ?? 0;
    return time - AFTERMATH_MS > Math.max(this.#all, own);
  }

  #disturbAll(until: number): void {
    this.#all = Math.max(this.#all, until);
  }

  #disturbChannel(what: string): void {
    this.#byChannel.set(CHANNEL.exec(what)?.[0] ?? '', this.#now());
  }
}

/** How long an outage lasts, ms; see Troubles. */
function outageMs(what: string): number {
  const [, minutes] = /\bfor (\d+) min$/.exec(what) ?? [];
  return (Number(minutes) + 1) * MINUTE;
}
