import { describe, expect, test } from 'vitest';
import { lanesOf } from '../../../src/console/page/views/session/time-line/lanes.ts';
import { domainOf, ticksOf, xOf } from '../../../src/console/page/views/session/time-line/scale.ts';
import type { FullSessionView } from '../../../src/sessions/queries/full-view.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const at = (time: string): string => `2026-11-27T${time}.000Z`;
const ms = (time: string): number => Date.parse(at(time));

const ENDED: FullSessionView = {
  ...{ channelArn: CHANNEL, streamId: 'st-1', state: 'ended' },
  ...{ createdAt: at('10:00:00'), startedAt: at('10:00:06') },
  ...{ ingestEndedAt: at('11:00:00'), endedAt: at('11:00:08') },
};

const health = (changes: Partial<NonNullable<FullSessionView['health']>>) => ({
  starvation: { spells: [], count: 0, incomplete: 0, totalMs: 0 },
  ...{ takeovers: [], breaches: [], unknownEvents: 0, events: 0 },
  counts: { takeovers: 0, breaches: 0, recordings: 0 },
  ...changes,
});

describe('lanes of the time line', () => {
  test('a session that ended: connecting, live, ending, and its marks', () => {
    const [lane, ...others] = lanesOf(ENDED, ms('20:00:00'));
    expect(others).toEqual([]);
    expect(lane?.spans.map(({ kind, from, to, isOpen }) => [kind, from, to, isOpen])).toEqual([
      ['connecting', ms('10:00:00'), ms('10:00:06'), false],
      ['live', ms('10:00:06'), ms('11:00:00'), false],
      ['ending', ms('11:00:00'), ms('11:00:08'), false],
    ]);
    expect(lane?.marks.map(({ text }) => text)).toEqual([
      ...['created', 'started', 'encoder disconnected', 'ended'],
    ]);
  });

  test('a live session lasts until now, and so does its starvation', () => {
    const { endedAt: _1, ingestEndedAt: _2, ...live } = ENDED;
    const session: FullSessionView = {
      ...{ ...live, state: 'live', starvingSince: at('10:30:00') },
      health: health({
        starvation: { spells: [{ from: at('10:30:00') }], count: 1, incomplete: 0, totalMs: 0 },
      }),
    };
    const [first, starving] = lanesOf(session, ms('10:31:00'));
    expect(first?.spans.at(-1)).toMatchObject({ kind: 'live', to: ms('10:31:00'), isOpen: true });
    expect(starving?.spans).toEqual([
      {
        ...{ kind: 'starving', from: ms('10:30:00'), to: ms('10:31:00') },
        ...{ isOpen: true, text: 'starving' },
      },
    ]);
  });

  test('a spell of which one end is not known is a mark, not a period', () => {
    const spells = [{ from: at('10:10:00') }, { to: at('10:20:00') }];
    const starvation = { spells, count: 2, incomplete: 2, totalMs: 0 };
    const [, lane] = lanesOf({ ...ENDED, health: health({ starvation }) }, ms('20:00:00'));
    expect(lane?.spans).toEqual([]);
    expect(lane?.marks.map((mark) => mark.at)).toEqual([ms('10:10:00'), ms('10:20:00')]);
  });

  test('takeovers, breaches and recordings have lanes of their own', () => {
    const session: FullSessionView = {
      ...ENDED,
      health: health({
        takeovers: [
          { at: at('10:20:00'), outcome: 'taken-over' },
          { at: at('10:21:00'), outcome: 'refused', code: 'StreamTakeoverMediaMismatch' },
        ],
        breaches: [{ at: at('10:22:00'), limit: 'Ingest Bitrate' }],
      }),
      recordings: [
        { status: 'recorded', startedAt: at('10:00:07'), endedAt: at('11:00:09') },
        { status: 'failed', startedAt: at('10:00:07'), reason: 'AccessDenied' },
      ],
    };
    const lanes = lanesOf(session, ms('20:00:00'));
    expect(lanes.map(({ name }) => name)).toEqual([
      ...['Session', 'Recording', 'Takeovers', 'Limit breaches'],
    ]);
    expect(lanes[1]?.marks.map(({ text }) => text)).toEqual(['recording failed AccessDenied']);
    expect(lanes[2]?.marks.map(({ kind, text }) => [kind, text])).toEqual([
      ['good', 'taken over'],
      ['bad', 'takeover refused: StreamTakeoverMediaMismatch'],
    ]);
  });

  test('a session of which only another event is known has an empty lane', () => {
    const session: FullSessionView = {
      ...{ channelArn: CHANNEL, streamId: 'st-1', state: 'created', seenAt: at('10:00:00') },
    };
    expect(lanesOf(session, ms('10:00:10'))).toEqual([{ name: 'Session', spans: [], marks: [] }]);
  });
});

describe('scale of the time line', () => {
  test('an ended session fills the width', () => {
    const domain = domainOf(lanesOf(ENDED, 0), false);
    expect(domain).toEqual({ from: ms('10:00:00'), to: ms('11:00:08') });
    expect(xOf(domain.from, domain, 500)).toBe(0);
    expect(xOf(domain.to, domain, 500)).toBe(500);
  });

  test('a live session keeps its scale while it grows within a round length', () => {
    const { endedAt: _1, ingestEndedAt: _2, ...live } = ENDED;
    const lengthAt = (now: string): number => {
      const { from, to } = domainOf(lanesOf(live, ms(now)), true);
      return to - from;
    };
    expect(lengthAt('10:50:10')).toBe(lengthAt('10:54:50'));
    expect(lengthAt('10:50:10')).toBe(55 * 60_000);
  });

  test('ticks are round local times, and as many as fit', () => {
    const domain = { from: ms('10:07:00'), to: ms('12:52:00') };
    const offset = 5.5 * 3_600_000;
    expect(ticksOf(domain, 500, offset).map(({ text }) => text)).toEqual([
      ...['16:00', '16:30', '17:00', '17:30', '18:00'],
    ]);
    expect(ticksOf(domain, 320, offset).map(({ text }) => text)).toEqual([
      '16:00',
      '17:00',
      '18:00',
    ]);
    expect(ticksOf(domain, 90, offset).map(({ text }) => text)).toEqual(['18:00']);
  });

  test('midnight is shown by its date', () => {
    const domain = { from: ms('22:00:00'), to: ms('23:59:59') + 2 * 3_600_000 };
    expect(ticksOf(domain, 400, 0).map(({ text }) => text)).toEqual([
      ...['22:00', '23:00', '11-28', '01:00'],
    ]);
  });
});
