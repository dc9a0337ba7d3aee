import type { Invoke } from '../../../src/console/server/options.ts';
import type { PlannedChannel } from '../../../src/explain/planned-channel.ts';
import type { FullSessionView } from '../../../src/sessions/queries/full-view.ts';

const PAGE = 100;
const START = Date.parse('2026-11-27T12:00:00Z');

const arnOf = (n: number): string =>
  `arn:aws:ivs:us-west-2:123456789012:channel/Crowd${String(n).padStart(7, '0')}`;

/** The answers of a large stage, page by page, without the functions. `asked` has each invocation. */
export function crowd({ live, channels }: { live: number; channels: number }) {
  const asked: { functionName: string; payload: Record<string, unknown> }[] = [];
  const viewers = new Map<number, number>();
  const invoke: Invoke = async <Answer>(functionName: string, raw: unknown): Promise<Answer> => {
    const payload = Object(raw) as Record<string, unknown>;
    asked.push({ functionName, payload });
    return answerOf(functionName, payload) as Answer;
  };

  function answerOf(functionName: string, payload: Record<string, unknown>): unknown {
    const from = Number(payload.nextToken ?? 0);
    const rest = (all: number) => (from + PAGE < all ? { nextToken: String(from + PAGE) } : {});
    const numbers = (all: number) =>
      Array.from({ length: Math.min(PAGE, all - from) }, (_, i) => from + i);
    if (functionName === 'explainChannels' && payload.plan)
      return { channels: numbers(channels).map(planned), ...rest(channels) };
    if (functionName !== 'getSessions')
      throw new Error(`the crowd has no answer of ${functionName}`);
    if (payload.home) return { region: 'us-west-2', account: '123456789012' };
    if (payload.live) return { sessions: numbers(live).map(session), ...rest(live) };
    throw new Error(`the crowd has no answer to ${JSON.stringify(payload)}`);
  }

  function session(n: number): FullSessionView {
    const startedAt = new Date(START - n * 1_000).toISOString();
    const count = viewers.get(n) ?? n;
    const curve = { from: startedAt, stepSeconds: 60, counts: [1, 5, 9, 12, 11, count] };
    return {
      ...{ channelArn: arnOf(n), channelName: `channel-${n}`, streamId: `st-${n}` },
      ...{ state: 'live', createdAt: startedAt, startedAt },
      viewers: { peak: count + 5, peakAt: startedAt, lastCount: count, lastAt: startedAt, curve },
      ...(n % 50 === 7 && { starvingSince: startedAt }),
    };
  }

  return {
    invoke,
    asked,
    /** Changes the viewers of a live stream. */
    setViewers: (n: number, count: number) => void viewers.set(n, count),
  };
}

function planned(n: number): PlannedChannel {
  return {
    ...{ channelArn: arnOf(n), name: `channel-${n}`, tags: { 'autopilot:auto-delete': '1d' } },
    ...{ next: 'delete-channel', at: new Date(START + n * 60_000).toISOString(), mode: 'apply' },
    ...{ reason: 'grace', why: 'Its stream has ended, and a day will have passed.' },
  };
}
