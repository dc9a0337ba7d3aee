import { LIST_LIMITS, type SessionHealth, type StarvationSpell } from '../details/health.ts';
import { LimitedList } from './limited-list.ts';

const SECOND_MS = 1_000;

/**
 * Computes the starvation spells of a session from its Starvation Start and Starvation End events,
 * which are added in time order.
 *
 * There is one spell at a time. So a second start without an end in between means that an end was
 * lost, and an end without a start means that a start was lost. Such a spell is listed as
 * incomplete and is not part of `totalMs`, since its length is unknown.
 *
 * Within one second the order of events is unknown: EventBridge's times are whole seconds, but
 * times of repairs are finer. If a spell is open, an end of that second counts first; else a start
 * does.
 */
export class StarvationFold {
  readonly #sessionEnd: string | undefined;
  readonly #spells = new LimitedList<StarvationSpell>(LIST_LIMITS.spells);
  #incomplete = 0;
  #totalMs = 0;
  /** The start of the open spell. */
  #openSince: string | undefined;
  /** The second of the events that are not processed yet, and their times. */
  #second = Number.NaN;
  readonly #starts: string[] = [];
  readonly #ends: string[] = [];

  /** @param sessionEnd ISO 8601; undefined while the session lasts. Later events are ignored. */
  constructor(sessionEnd: string | undefined) {
    this.#sessionEnd = sessionEnd;
  }

  /** @param at the time of the event, ISO 8601 */
  add(type: 'start' | 'end', at: string): void {
    if (this.#sessionEnd !== undefined && at > this.#sessionEnd) return;
    const second = Math.floor(Date.parse(at) / SECOND_MS);
    if (second !== this.#second) this.#processSecond();
    this.#second = second;
    (type === 'start' ? this.#starts : this.#ends).push(at);
  }

  /** To be called once, after the last event. The end of the session ends an open spell. */
  result(): SessionHealth['starvation'] {
    this.#processSecond();
    if (this.#openSince !== undefined && this.#sessionEnd !== undefined)
      this.#end(this.#sessionEnd);
    if (this.#openSince !== undefined) this.#spells.add({ from: this.#openSince });
    const { items: spells, count } = this.#spells;
    return { spells, count, incomplete: this.#incomplete, totalMs: this.#totalMs };
  }

  #processSecond(): void {
    for (;;) {
      const endIsNext = this.#openSince !== undefined || this.#starts.length === 0;
      const end = endIsNext ? this.#ends.shift() : undefined;
      const start = end === undefined ? this.#starts.shift() : undefined;
      if (end !== undefined) this.#end(end);
      else if (start !== undefined) this.#start(start);
      else return;
    }
  }

  #start(at: string): void {
    if (this.#openSince !== undefined) this.#addIncomplete({ from: this.#openSince });
    this.#openSince = at;
  }

  #end(at: string): void {
    if (this.#openSince === undefined) this.#addIncomplete({ to: at });
    else this.#close(this.#openSince, at);
  }

  #close(from: string, end: string): void {
    const to = end < from ? from : end;
    this.#totalMs += Date.parse(to) - Date.parse(from);
    this.#spells.add({ from, to });
    this.#openSince = undefined;
  }

  #addIncomplete(spell: StarvationSpell): void {
    this.#incomplete += 1;
    this.#spells.add(spell);
  }
}
