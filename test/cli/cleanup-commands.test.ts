import { describe, expect, test } from 'vitest';
import type { CleanupStatus } from '../../src/cleanup/approve.ts';
import { addCleanupCommands } from '../../src/cli/cleanup-commands.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { runCommands } from '../support/cli.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/';
const CALM: CleanupStatus = { mode: 'apply', allowed: 100, channels: 1_200, approved: [] };
const STOPPED: NonNullable<CleanupStatus['stopped']> = {
  ...{ id: '3f1c0a5be2d94c17', channels: 3, allowed: 2 },
  at: '2026-11-21T11:00:00.000Z',
  recountAt: '2026-11-21T11:10:00.000Z',
  expiresAt: '2026-11-28T11:00:00.000Z',
  members: [
    { channelArn: `${ARN}aaaaaaaaaaaa`, end: 'st-1 2026-11-21T10:00:00.000Z' },
    { channelArn: `${ARN}bbbbbbbbbbbb`, end: 'st-2 2026-11-21T10:30:00.000Z' },
  ],
};
const LAST = [{ channelArn: `${ARN}cccccccccccc`, end: 'never-live 2026-11-01T10:00:00.000Z' }];
const EXPIRES = '2026-11-22T12:00:00.000Z';

type Asked = { approve?: string; nextToken?: string };

/** Two pages of a set that waits. */
function answer(_: string, payload: unknown) {
  const { approve, nextToken } = payload as Asked;
  if (approve !== undefined) return { approved: approve, expiresAt: EXPIRES };
  if (nextToken) return { ...CALM, stopped: { ...STOPPED, members: LAST } };
  return { ...CALM, stopped: STOPPED, nextToken: `${STOPPED.id}.1` };
}

const run = (args: string, more: Partial<CliContext> = {}, by: typeof answer = answer) =>
  runCommands(addCleanupCommands, args.split(' '), by, more);
const approvals = (invoked: { payload: unknown }[]) =>
  invoked.flatMap(({ payload }) => (payload as Asked).approve ?? []);

describe('cleanup status', () => {
  test('shows a set that waits, all of it', async () => {
    const { printed, invoked } = await run('cleanup status');
    expect(invoked.every(({ functionName }) => functionName === 'deleteDueChannels')).toBe(true);
    expect(printed.trimEnd().split('\n')).toEqual([
      'cleanup mode: apply; up to 100 channels a run (of 1,200)',
      'stopped: 3 channels due, 2 allowed',
      '  set        3f1c0a5be2d94c17',
      '  since      2026-11-21 12:00:00',
      '  forgotten  2026-11-28 12:00:00',
      '',
      'CHANNEL                                                  LAST STREAM ENDED    STREAM',
      `${ARN}aaaaaaaaaaaa  2026-11-21 11:00:00  st-1`,
      `${ARN}bbbbbbbbbbbb  2026-11-21 11:30:00  st-2`,
      '',
      'CHANNEL                                                  LAST STREAM ENDED',
      `${ARN}cccccccccccc  never live, seen 2026-11-01 11:00:00`,
    ]);
  });

  test('shows that all is well, and what is approved', async () => {
    const approval = { id: 'abc', channels: 5, approvedAt: EXPIRES, expiresAt: EXPIRES };
    const calm = (() => ({ ...CALM, approved: [approval] })) as unknown as typeof answer;
    const { printed } = await run('cleanup status', {}, calm);
    expect(printed).toBe(
      'cleanup mode: apply; up to 100 channels a run (of 1,200)\napproved until 2026-11-22 13:00:00: 5 channels, set abc\n',
    );
  });

  test('prints each page as a line of JSON', async () => {
    const { printed } = await run('cleanup status', { json: true });
    const lines = printed.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).stopped.members.length)).toEqual([2, 1]);
  });
});

describe('cleanup approve', () => {
  test('shows the set, asks, and approves exactly that', async () => {
    const asked: string[] = [];
    const confirm = async (question: string) => asked.push(question) > 0;
    const { printed, invoked } = await run('cleanup approve', { confirm });
    expect(asked).toEqual(['\nLet 3 channels be deleted?']);
    expect(printed).toContain('cccccccccccc');
    expect(printed).toContain('approved: the next run looks at each again');
    expect(approvals(invoked)).toEqual([STOPPED.id]);
  });

  test('approves nothing after a no, or where nobody can be asked', async () => {
    const invoked: unknown[] = [];
    const noted = (name: string, payload: unknown) => {
      invoked.push(payload);
      return answer(name, payload);
    };
    const no = run('cleanup approve', { confirm: async () => false }, noted);
    await expect(no).rejects.toThrow('not approved: nothing is deleted');
    await expect(run('cleanup approve', {}, noted)).rejects.toThrow('--yes');
    expect(invoked.some((payload) => 'approve' in (payload as Asked))).toBe(false);
  });

  test('does not ask with --yes', async () => {
    const { invoked } = await run('cleanup approve --yes');
    expect(approvals(invoked)).toEqual([STOPPED.id]);
  });

  test('says so where nothing waits', async () => {
    const calm = (() => CALM) as unknown as typeof answer;
    await expect(run('cleanup approve --yes', {}, calm)).rejects.toThrow(
      'no set of channels waits',
    );
  });
});
