import type { Chance, Randomness } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import {
  OUTAGES,
  type Outage,
  TROUBLE_KINDS,
  TROUBLE_RATES,
  type Trouble,
  type TroubleKind,
} from './kinds.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How often each weather is chosen, and how much trouble it brings. */
const STORM = 10;
const WEATHERS = [
  { upTo: 0.6, factor: 0.1 },
  { upTo: 0.92, factor: 1 },
  { upTo: 1, factor: STORM },
];
/** An outage of this subject concerns each one. */
const EVERY = 'everything';
/** Clocks of instances are up to this far from the true time, ms: two of them up to twice as far apart. */
const SKEW_MS = 1_000;

export interface TroublesOptions {
  timeline: Timeline;
  randomness: Randomness;
  /** Kinds that never happen. */
  without?: ReadonlySet<TroubleKind>;
  /** There is as much trouble in every hour as otherwise in a stormy one. */
  stormy?: boolean;
  /** Every service is slow, all the time. */
  slow?: boolean;
  /** For so long, no event of IVS arrives, and no schedule fires, ms: the stack is not installed yet. Default 0. */
  installedAfterMs?: number;
  /** Hears of each trouble. @param what it happened to; it may name a channel */
  tell(kind: TroubleKind, what: string): void;
}

/** Everything that goes wrong. It decides when, and counts how often. */
export class Troubles {
  readonly counts: Record<string, number> = {};
  readonly #options: TroublesOptions;
  readonly #chances = new Map<TroubleKind, Chance>();
  readonly #weather: Chance;
  #factor = 0;
  #stopped = false;
  /** The end of each outage, ms since the epoch, by kind and what it concerns. */
  readonly #outages = new Map<string, number>();

  constructor(options: TroublesOptions) {
    this.#options = options;
    const { randomness } = options;
    this.#weather = randomness.stream('weather');
    for (const kind of TROUBLE_KINDS) this.#chances.set(kind, randomness.stream(`trouble ${kind}`));
    this.#changeWeather();
  }

  /** Whether this trouble happens now. @param what it happens to, for the story */
  strikes(trouble: Trouble, what: () => string): boolean {
    if (this.#stopped) return false;
    const rate = Math.min(0.5, TROUBLE_RATES[trouble] * this.#factor);
    // The number is drawn even if the kind never happens, so that the others stay the same.
    if (!this.chance(trouble).happens(rate) || this.#options.without?.has(trouble)) return false;
    this.#count(trouble, what());
    return true;
  }

  /** The random numbers of a kind: how late, how long, at which place. */
  chance(kind: TroubleKind): Chance {
    const chance = this.#chances.get(kind);
    if (!chance) throw new Error(`unknown kind of trouble ${kind}`);
    return chance;
  }

  /** Whether an outage of this kind lasts. @param subject a schedule or a service */
  isOut(outage: Outage, subject: string): boolean {
    if (this.#outages.size === 0) return false;
    const until = Math.max(
      this.#outages.get(`${outage} ${subject}`) ?? 0,
      this.#outages.get(`${outage} ${EVERY}`) ?? 0,
    );
    return until > this.#options.timeline.now();
  }

  /** How far the clock of a new instance is from the true time, ms. */
  clockSkew(): number {
    const skew = this.chance('clocks apart').between(-SKEW_MS, SKEW_MS);
    return this.#options.without?.has('clocks apart') ? 0 : Math.round(skew);
  }

  /** Lets outages begin by chance. @param subjects what each kind may concern */
  startOutages(subjects: Record<Outage, readonly string[]>): void {
    for (const kind of Object.keys(OUTAGES) as Outage[]) this.#awaitOutage(kind, subjects[kind]);
    const { timeline, slow, installedAfterMs = 0 } = this.#options;
    if (slow) timeline.after(0, () => this.#staySlow());
    if (installedAfterMs === 0) return;
    this.#beginOutage('events silent', EVERY, installedAfterMs);
    this.#beginOutage('schedule silent', EVERY, installedAfterMs);
  }

  /** Nothing goes wrong, until `goOn`. Outages end. */
  stop(): void {
    this.#stopped = true;
    this.#outages.clear();
  }

  goOn(): void {
    this.#stopped = false;
  }

  get hasStopped(): boolean {
    return this.#stopped;
  }

  #staySlow(): void {
    if (!this.#stopped) this.#beginOutage('service slow', EVERY, HOUR);
    this.#options.timeline.after(HOUR, () => this.#staySlow());
  }

  #beginOutage(kind: Outage, subject: string, ms: number): void {
    const { timeline } = this.#options;
    const outage = `${kind} ${subject}`;
    this.#outages.set(outage, timeline.now() + ms);
    timeline.after(ms, () => {
      if ((this.#outages.get(outage) ?? 0) <= timeline.now()) this.#outages.delete(outage);
    });
    this.#count(kind, `${subject} for ${Math.round(ms / 60_000)} min`.trim());
  }

  #awaitOutage(kind: Outage, subjects: readonly string[]): void {
    const { everyDays, longestMs } = OUTAGES[kind];
    const chance = this.chance(kind);
    const storms = this.#options.stormy ? STORM : 1;
    const pause = (-Math.log(1 - chance.number()) * everyDays * DAY) / storms;
    const subject = chance.one(subjects);
    const lasts = Math.round(longestMs * chance.number() ** 2);
    const { timeline, without } = this.#options;
    timeline.after(pause, () => {
      if (!this.#stopped && !without?.has(kind)) this.#beginOutage(kind, subject, lasts);
      this.#awaitOutage(kind, subjects);
    });
  }

  #changeWeather(): void {
    const number = this.#weather.number();
    const weather = WEATHERS.find(({ upTo }) => number < upTo);
    this.#factor = this.#options.stormy ? STORM : (weather?.factor ?? 1);
    this.#options.timeline.after(this.#weather.between(HOUR / 4, 3 * HOUR), () =>
      this.#changeWeather(),
    );
  }

  #count(kind: TroubleKind, what: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.#options.tell(kind, what);
  }
}
