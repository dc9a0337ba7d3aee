import { LIST_LIMITS, type SessionHealth, type StarvationSpell } from '../details/health.ts';

const SECOND_MS = 1_000;

/** Folds starvation spells. Takes events in time order. */
export interface StarvationFold {
  add(what: 'start' | 'end', at: string): void;
  /** To be called once, after the last event. */
  result(): SessionHealth['starvation'];
}

/**
 * A stream starves or does not: there is one spell at a time. So a second start with no end in between
 * says that an end got lost, and an end without a start that a start did; such spells are listed, and
 * left out of the total, which is true of what is known rather than a guess.
 *
 * Within one second, order says nothing: event times are whole seconds, and filled-in ones finer. There
 * an end goes first if a spell is open, else a start.
 *
 * @param sessionEnd ISO 8601, undefined while the session lasts; what comes later says nothing of it
 */
export function starvationFold(sessionEnd: string | undefined): StarvationFold {
  const result = { spells: [] as StarvationSpell[], count: 0, incomplete: 0, totalMs: 0 };
  let since: string | undefined;
  let second = Number.NaN;
  const starts: string[] = [];
  const ends: string[] = [];

  const list = (spell: StarvationSpell) => {
    result.count += 1;
    if (result.spells.length < LIST_LIMITS.spells) result.spells.push(spell);
  };
  const listIncomplete = (spell: StarvationSpell) => {
    result.incomplete += 1;
    list(spell);
  };
  const close = (from: string, end: string) => {
    const to = end < from ? from : end;
    result.totalMs += Date.parse(to) - Date.parse(from);
    list({ from, to });
    since = undefined;
  };
  const settleOne = (start: string | undefined, end: string | undefined) => {
    if (since !== undefined && end !== undefined) {
      ends.shift();
      close(since, end);
    } else if (start !== undefined) {
      starts.shift();
      if (since !== undefined) listIncomplete({ from: since });
      since = start;
    } else if (end !== undefined) {
      ends.shift();
      listIncomplete({ to: end });
    }
  };
  const settleSecond = () => {
    while (starts.length + ends.length > 0) settleOne(starts[0], ends[0]);
  };

  return {
    add(what, at) {
      if (sessionEnd !== undefined && at > sessionEnd) return;
      const within = Math.floor(Date.parse(at) / SECOND_MS);
      if (within !== second) settleSecond();
      second = within;
      (what === 'start' ? starts : ends).push(at);
    },
    result() {
      settleSecond();
      if (since !== undefined && sessionEnd !== undefined) close(since, sessionEnd);
      else if (since !== undefined) list({ from: since });
      return result;
    },
  };
}
