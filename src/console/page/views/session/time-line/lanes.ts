import type { FullSessionView } from '../../../../../sessions/queries/full-view.ts';

/** A period on the time line; times in ms since the epoch. */
export interface Span {
  kind: 'connecting' | 'live' | 'ending' | 'starving' | 'recording';
  from: number;
  to: number;
  /** It goes on. */
  isOpen: boolean;
  text: string;
}

export interface Mark {
  kind: 'good' | 'bad' | 'plain';
  at: number;
  text: string;
}

/** A row of the time line. */
export interface Lane {
  name: string;
  spans: Span[];
  marks: Mark[];
}

/**
 * What the time line of a session shows. Lanes without anything are left out, except the first one.
 *
 * @param now ms since the epoch; what has not ended lasts until then
 */
export function lanesOf(session: FullSessionView, now: number): Lane[] {
  const end = endOf(session) ?? now;
  const further = [
    starvationLane(session, end),
    recordingLane(session, end),
    takeoverLane(session),
    breachLane(session),
  ];
  return [
    sessionLane(session, end),
    ...further.filter(({ spans, marks }) => spans.length + marks.length > 0),
  ];
}

/** @returns the end of a session, ms since the epoch; undefined while it is not known */
export function endOf({ endedAt, ingestEndedAt, failedAt }: FullSessionView): number | undefined {
  return timeOf(endedAt ?? ingestEndedAt ?? failedAt);
}

function sessionLane(session: FullSessionView, end: number): Lane {
  const [created, started] = [timeOf(session.createdAt), timeOf(session.startedAt)];
  const offline = timeOf(session.ingestEndedAt) ?? end;
  const isOpen = endOf(session) === undefined;
  const spans: Span[] = [];
  if (created !== undefined)
    spans.push(
      span('connecting', created, started ?? end, isOpen && started === undefined, 'connecting'),
    );
  if (started !== undefined) {
    spans.push(span('live', started, offline, isOpen, 'live'));
    if (end > offline) spans.push(span('ending', offline, end, false, 'ending'));
  }
  const marks = [
    ...mark('plain', session.createdAt, 'created'),
    ...mark('good', session.startedAt, 'started'),
    ...mark('bad', session.failedAt, 'failed'),
    ...mark('plain', session.ingestEndedAt, 'encoder disconnected'),
    ...mark('plain', session.endedAt, 'ended'),
  ];
  return { name: 'Session', spans, marks };
}

function starvationLane({ health, starvingSince }: FullSessionView, end: number): Lane {
  const spells = [...(health?.starvation.spells ?? [])];
  const isListed = spells.some(({ from, to }) => to === undefined && from === starvingSince);
  if (starvingSince !== undefined && !isListed) spells.push({ from: starvingSince });
  const spans = spells.flatMap(({ from, to }) => {
    if (from === undefined) return [];
    if (to !== undefined) return [span('starving', ms(from), ms(to), false, 'starving')];
    return from === starvingSince ? [span('starving', ms(from), end, true, 'starving')] : [];
  });
  const marks = spells.flatMap(({ from, to }) => {
    if (from === undefined) return mark('bad', to, 'starving until here; its start is not known');
    const isUnknown = to === undefined && from !== starvingSince;
    return isUnknown ? mark('bad', from, 'starving from here; its end is not known') : [];
  });
  return { name: 'Starving', spans, marks };
}

function recordingLane({ recordings = [] }: FullSessionView, end: number): Lane {
  const spans = recordings.flatMap(({ startedAt, endedAt, status }) => {
    if (startedAt === undefined || status === 'failed') return [];
    const isOpen = status === 'recording' && endedAt === undefined;
    return [span('recording', ms(startedAt), timeOf(endedAt) ?? end, isOpen, 'recording')];
  });
  const marks = recordings.flatMap(({ startedAt, endedAt, status, reason = '' }) =>
    status === 'failed'
      ? mark('bad', endedAt ?? startedAt, `recording failed ${reason}`.trim())
      : [],
  );
  return { name: 'Recording', spans, marks };
}

function takeoverLane({ health }: FullSessionView): Lane {
  const marks = (health?.takeovers ?? []).flatMap(({ at, outcome, code }) =>
    outcome === 'taken-over'
      ? mark('good', at, 'taken over')
      : mark('bad', at, `takeover refused${code === undefined ? '' : `: ${code}`}`),
  );
  return { name: 'Takeovers', spans: [], marks };
}

function breachLane({ health }: FullSessionView): Lane {
  const marks = (health?.breaches ?? []).flatMap(({ at, limit }) => mark('bad', at, limit));
  return { name: 'Limit breaches', spans: [], marks };
}

function span(kind: Span['kind'], from: number, to: number, isOpen: boolean, text: string): Span {
  return { kind, from, to: Math.max(from, to), isOpen, text };
}

function mark(kind: Mark['kind'], at: string | undefined, text: string): Mark[] {
  return at === undefined ? [] : [{ kind, at: ms(at), text }];
}

const ms = (at: string): number => Date.parse(at);
const timeOf = (at: string | undefined): number | undefined => (at === undefined ? at : ms(at));
