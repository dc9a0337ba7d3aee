import { describe, expect, test } from 'vitest';
import type { CleanupStatus, HeldDeletion } from '../../src/cleanup/status.ts';
import { addCleanupCommands } from '../../src/cli/cleanup-commands.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { runCommands } from '../support/cli.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/';
const LIMIT = { allowed: 100, deleted: 40, windowSeconds: 86_400, channels: 1_200 };
const RUNNING: CleanupStatus = { mode: 'apply', ...LIMIT, approved: [] };
/** An ended stream is why it is due. */
const GRACE_OVER = { reason: 'grace-over', reasonText: 'its grace is over' } as const;
const STOPPED: NonNullable<CleanupStatus['stopped']> = {
  ...{ id: '3f1c0a5be2d94c17', channels: 3, allowed: 42, deleted: 40 },
  at: '2026-11-21T11:00:00.000Z',
  recountAt: '2026-11-21T11:10:00.000Z',
  expiresAt: '2026-11-28T11:00:00.000Z',
  members: [
    {
      ...{ channelArn: `${ARN}aaaaaaaaaaaa`, end: 'st-1 2026-11-21T10:00:00.000Z', name: 'quiz' },
      ...GRACE_OVER,
    },
    { channelArn: `${ARN}bbbbbbbbbbbb`, end: 'st-2 2026-11-21T10:30:00.000Z', ...GRACE_OVER },
  ],
};
const NEVER_LIVE: HeldDeletion[] = [
  {
    ...{ channelArn: `${ARN}cccccccccccc`, end: 'never-live 2026-11-01T10:00:00.000Z' },
    ...{ reason: 'never-live', reasonText: 'it never went live' },
  },
];
const EXPIRES = '2026-11-22T12:00:00.000Z';

type CleanupPayload = { approve?: string; nextToken?: string };

/** Answers the status of a stopped cleanup in two pages, and any approval. */
function answer(_: string, payload: unknown) {
  const { approve, nextToken } = payload as CleanupPayload;
  if (approve !== undefined) return { approved: approve, expiresAt: EXPIRES };
  if (nextToken) return { ...RUNNING, stopped: { ...STOPPED, members: NEVER_LIVE } };
  return { ...RUNNING, stopped: STOPPED, nextToken: `${STOPPED.id}.1` };
}

const run = (args: string, more: Partial<CliContext> = {}, answerWith: typeof answer = answer) =>
  runCommands(addCleanupCommands, args.split(' '), answerWith, more);
const approvals = (invoked: { payload: unknown }[]) =>
  invoked.flatMap(({ payload }) => (payload as CleanupPayload).approve ?? []);

describe('cleanup status', () => {
  test('shows all channels that wait for approval', async () => {
    const { printed, invoked } = await run('cleanup status');
    expect(invoked.every(({ functionName }) => functionName === 'deleteDueChannels')).toBe(true);
    expect(printed.trimEnd().split('\n')).toEqual([
      'Cleanup mode: apply. Limit: 100 deletions in 24 hours, of 1,200 channels. Deleted in that time: 40.',
      'Cleanup has stopped: 3 channels are due, 40 deleted before, the limit is 42.',
      '  set         3f1c0a5be2d94c17',
      '  stopped at  2026-11-21 12:00:00',
      '  expires at  2026-11-28 12:00:00',
      '',
      'NAME  CHANNEL                                                  LAST STREAM ENDED    STREAM',
      `quiz  ${ARN}aaaaaaaaaaaa  2026-11-21 11:00:00  st-1`,
      `      ${ARN}bbbbbbbbbbbb  2026-11-21 11:30:00  st-2`,
      '',
      'CHANNEL                                                  LAST STREAM ENDED',
      `${ARN}cccccccccccc  never live, first seen 2026-11-01 11:00:00`,
    ]);
  });

  test('on a terminal shows the names and ids of the channels', async () => {
    const { printed } = await run('cleanup status', { width: 80 });
    expect(printed).toContain('\nquiz  aaaaaaaaaaaa  2026-11-21 11:00:00  st-1\n');
  });

  test('shows the approved sets of a cleanup that has not stopped', async () => {
    const approval = { id: 'abc', channels: 5, approvedAt: EXPIRES, expiresAt: EXPIRES };
    const running = (() => ({ ...RUNNING, approved: [approval] })) as unknown as typeof answer;
    const { printed } = await run('cleanup status', {}, running);
    expect(printed).toBe(
      'Cleanup mode: apply. Limit: 100 deletions in 24 hours, of 1,200 channels. Deleted in that time: 40.\nApproved until 2026-11-22 13:00:00: 5 channels (set abc).\n',
    );
  });

  test('of a stage that was deployed by an older version has what that stage knows', async () => {
    const { windowSeconds: _window, deleted: _deleted, ...old } = RUNNING;
    const { deleted: _before, ...stopped } = STOPPED;
    const older = (() => ({ ...old, stopped })) as unknown as typeof answer;
    const { printed } = await run('cleanup status', {}, older);
    expect(printed.split('\n').slice(0, 2)).toEqual([
      'Cleanup mode: apply. Limit: 100 deletions in one run, of 1,200 channels.',
      'Cleanup has stopped: 3 channels are due, the limit is 42.',
    ]);
  });

  test('with --json prints a line for each page', async () => {
    const { printed } = await run('cleanup status', { json: true });
    const lines = printed.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).stopped.members.length)).toEqual([2, 1]);
  });
});

test('cleanup status says that reconcile has not marked all channels yet', async () => {
  const waiting = (() => ({ ...RUNNING, unmarked: 500 })) as typeof answer;
  const { printed } = await run('cleanup status', {}, waiting);
  expect(printed).toContain('Up to 500 more channels may be due: reconcile is still asking IVS.');
});

describe('cleanup approve', () => {
  test('shows the channels, asks, and approves exactly these channels', async () => {
    const asked: string[] = [];
    const confirm = async (question: string) => asked.push(question) > 0;
    const { printed, invoked } = await run('cleanup approve', { confirm });
    expect(asked).toEqual(['\nApprove the deletion of 3 channels?']);
    expect(printed).toContain('cccccccccccc');
    expect(printed).toContain('The next run checks each channel again');
    expect(approvals(invoked)).toEqual([STOPPED.id]);
  });

  test('approves nothing if the answer is no, or if there is no terminal to ask on', async () => {
    const invoked: unknown[] = [];
    const answerAndNote = (name: string, payload: unknown) => {
      invoked.push(payload);
      return answer(name, payload);
    };
    const no = run('cleanup approve', { confirm: async () => false }, answerAndNote);
    await expect(no).rejects.toThrow('not approved: nothing was changed');
    await expect(run('cleanup approve', {}, answerAndNote)).rejects.toThrow('--yes');
    expect(invoked.some((payload) => 'approve' in (payload as CleanupPayload))).toBe(false);
  });

  test('does not ask with --yes', async () => {
    const { invoked } = await run('cleanup approve --yes');
    expect(approvals(invoked)).toEqual([STOPPED.id]);
  });

  test('fails if no channels wait for approval', async () => {
    const running = (() => RUNNING) as unknown as typeof answer;
    await expect(run('cleanup approve --yes', {}, running)).rejects.toThrow(
      'no channels wait for approval',
    );
  });
});
