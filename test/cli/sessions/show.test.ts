import { describe, expect, test } from 'vitest';
import { ARN, type Request, run, session } from './support.ts';

describe('sessions show', () => {
  const entries = ['Session Created', 'Stream Start', 'Stream End'].map((name, n) => ({
    at: `2026-11-21T11:00:0${n}.000Z`,
    name,
  }));
  const answer = (_: string, payload: unknown) => {
    const { streamId, nextToken } = payload as Request;
    if (streamId === undefined) return { sessions: [session(7), session(6)] };
    if (nextToken) return { sessions: [], timeline: entries.slice(2) };
    return { sessions: [session(7)], timeline: entries.slice(0, 2), nextToken: 'more' };
  };

  test('prints the properties once, and the time line page by page', async () => {
    const { printed, invoked } = await run(`sessions show ${ARN} st-7`, answer);
    expect(printed).toBe(`st-7  ended
  channel  ${ARN}
  stream   st-7
  started  2026-11-21 12:00:00
  lasted   1m 00s

time line
  TIME           ELAPSED       GAP  EVENT
  2026-11-21 (Europe/Berlin, UTC+01:00)
  12:00:00.000                      Session Created
  12:00:01.000                 +1s  Stream Start
  12:00:02.000                 +1s  Stream End
`);
    expect(invoked.map(({ payload }) => payload)).toEqual([
      { channelArn: ARN, streamId: 'st-7' },
      { channelArn: ARN, streamId: 'st-7', nextToken: 'more' },
    ]);
  });

  test('draws the viewers over time between the properties and the time line', async () => {
    const viewers = {
      curve: { from: '2026-11-21T11:00:00.000Z', stepSeconds: 60, counts: [3, 6, 1] },
      lastAt: '2026-11-21T11:02:00.000Z',
    };
    const one = { ...session(7), viewers };
    const watched = (_: string, __: unknown) => ({ sessions: [one], timeline: entries });
    const { printed } = await run(`sessions show ${ARN} st-7`, watched);
    expect(printed).toContain(`
viewers over time
  6 │    ████
    │    ████
    │████████
  0 │████████▅▅▅▅
     12:00  12:02

time line
`);
    const json = await run(`sessions show ${ARN} st-7`, watched, { json: true });
    expect(JSON.parse(json.printed)).toEqual({ session: one, timeline: entries });
  });

  test('shows the newest session if no stream is named', async () => {
    const { invoked } = await run(`sessions show ${ARN}`, answer);
    expect(invoked[1]?.payload).toEqual({ channelArn: ARN, streamId: 'st-7' });
  });

  test('with --json prints one object', async () => {
    const { printed } = await run(`sessions show ${ARN} st-7`, answer, { json: true });
    expect(JSON.parse(printed)).toEqual({ session: session(7), timeline: entries });
  });

  test('accepts an answer without a time line', async () => {
    const { printed } = await run(`sessions show ${ARN} st-7`, () => ({ sessions: [session(7)] }));
    expect(printed).not.toContain('time line');
  });

  test.each([
    ['st-8', 'no session st-8 of this channel is recorded: "sessions list" lists those that are'],
    ['', 'no session of this channel is recorded'],
  ])('fails if the session %j does not exist', async (stream, message) => {
    const args = `sessions show ${ARN} ${stream}`.trim();
    await expect(run(args, () => ({ sessions: [] }))).rejects.toThrow(message);
  });
});
