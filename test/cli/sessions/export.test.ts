import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/context.ts';
import { addSessionCommands } from '../../../src/cli/session-commands.ts';
import { runCommands } from '../../support/cli.ts';
import { ARN, paged, run, session } from './support.ts';

describe('sessions export', () => {
  test('prints one JSON object per line, and requests a page only when the page before is printed', async () => {
    const steps: string[] = [];
    const answer = (name: string, payload: unknown) => {
      steps.push('asked');
      return paged(name, payload);
    };
    const print = async (text: string) => {
      await new Promise(setImmediate);
      for (const line of text.split('\n')) steps.push(JSON.parse(line).streamId);
    };
    await run('sessions export --from 2026-11-21', answer, { print });
    expect(steps.join(' ')).toBe('asked st-0 st-1 asked st-2 st-3 asked st-4 st-5');
  });

  test('prints nothing for an empty page', async () => {
    const answer = (name: string, payload: unknown) => ({ ...paged(name, payload), sessions: [] });
    expect((await run('sessions export --from 2026-11-21', answer)).printed).toBe('');
  });

  test('with --events, each session has its events of all pages, and no stream key', async () => {
    const entry = (name: string) => ({
      at: '2026-11-21T11:00:00Z',
      id: name,
      name,
      sinceStartMs: 0,
    });
    const key = 'sk_us-west-2_AbCdEfGhIjKl_MnOpQr';
    const answer = (name: string, payload: unknown) => {
      const { streamId, nextToken } = payload as Record<string, string>;
      if (streamId === undefined) return { sessions: [session(0), session(1)] };
      if (streamId === 'st-1') return { sessions: [] };
      return nextToken
        ? { sessions: [session(0)], timeline: [{ ...entry('b'), detail: { reason: key } }] }
        : { sessions: [session(0)], timeline: [entry('a')], nextToken: name };
    };
    const { printed, invoked } = await run('sessions export --from 2026-11-21 --events', answer);
    expect(invoked[1]?.payload).toEqual({ channelArn: ARN, streamId: 'st-0', events: true });
    // The second session has expired in the meantime.
    expect(printed.trimEnd().split('\n')).toHaveLength(1);
    const { sinceStartMs: _, ...first } = entry('a');
    expect(JSON.parse(printed)).toMatchObject({
      ...session(0),
      events: [first, { id: 'b', detail: { reason: '[stream key value]' } }],
    });
    expect(printed).not.toContain('sinceStartMs');
  });

  test('reads local times, and ends now without --to', async () => {
    const args = ['sessions', 'export', '--from', '2026-11-20 14:00', '--channel', ARN];
    const { invoked } = await runCommands(addSessionCommands, args, () => ({ sessions: [] }));
    expect(invoked[0]?.payload).toEqual({
      from: '2026-11-20T13:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
      channelArn: ARN,
    });
  });

  test('refuses a text that is not a time', async () => {
    await expect(run('sessions export --from 2026-11-20 --to soon')).rejects.toThrow(
      '--to: expected a date or a time such as 2026-11-21, "2026-11-21 14:00" or 2026-11-21T13:00:00Z, received "soon"',
    );
  });

  test.each([
    [
      '--from 2026-11-20 --to 2026-11-19',
      '--from: expected a time before --to (2026-11-19), received 2026-11-20',
    ],
    [
      '--from 2026-11-20 --to 2026-11-20',
      '--from: expected a time before --to (2026-11-20), received 2026-11-20',
    ],
    [
      '--from 2027-11-20',
      '--from: expected a time before now, the default of --to, received 2027-11-20',
    ],
  ])('refuses %s as a wrong command line', async (range, message) => {
    const error = await run(`sessions export ${range}`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toHaveProperty('message', message);
  });
});
