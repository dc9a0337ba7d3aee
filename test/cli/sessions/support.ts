import type { AnsweredSession } from '../../../src/cli/answers.ts';
import { addSessionCommands } from '../../../src/cli/session-commands.ts';
import { runCommands } from '../../support/cli.ts';

export const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
export const session = (n: number): AnsweredSession => ({
  channelArn: ARN,
  streamId: `st-${n}`,
  state: 'ended',
  startedAt: '2026-11-21T11:00:00.000Z',
  durationMs: 60_000,
});

export type Request = { nextToken?: string } & Record<string, unknown>;

/** Answers getSessions with three pages of two sessions. */
export const paged = (_: string, payload: unknown) => {
  const page = Number((payload as Request).nextToken ?? 0);
  const sessions = [session(page * 2), session(page * 2 + 1)];
  return { sessions, ...(page < 2 && { nextToken: `${page + 1}` }) };
};

export const run = (args: string, answer = paged as Parameters<typeof runCommands>[2], more = {}) =>
  runCommands(addSessionCommands, args.split(' '), answer, more);
export const streamsIn = (text: string): string[] => text.match(/\bst-\d+/g) ?? [];
