import { ask } from './ask.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'getSessions tells the truth';
/** So many channels are asked about, those with the most sessions. */
const CHANNELS = 3;

interface Answer {
  sessions?: { streamId: string }[];
  totals?: { sessions: number };
  nextToken?: string;
}

/** When nothing goes wrong any more, the answers about a channel have all sessions that IVS has. */
export function answersAreTrue(tools: ObserverTools): Observer {
  const { checks, simulator } = tools;
  return {
    async atRest() {
      for (const channelArn of channelsWithMostSessions(tools)) {
        const truth = simulator.sessions({ channelArn }).map(({ streamId }) => streamId);
        const pages = await allPages(tools, { channelArn });
        const found = pages.flatMap(({ sessions = [] }) => sessions.map((one) => one.streamId));
        const what = () => `expected ${truth.length} sessions, found ${found.length}`;
        const isSame = `${found.toSorted()}` === `${truth.toSorted()}`;
        checks.expect(NAME, isSame, what, channelArn);
        const totals = (await allPages(tools, { channelArn, totals: true })).at(-1)?.totals;
        const count = () => `totals of ${totals?.sessions} sessions, expected ${truth.length}`;
        checks.expect(NAME, totals?.sessions === truth.length, count, channelArn);
      }
    },
  };
}

function channelsWithMostSessions({ simulator }: ObserverTools): string[] {
  const counts = new Map<string, number>();
  for (const { channelArn } of simulator.sessions())
    counts.set(channelArn, (counts.get(channelArn) ?? 0) + 1);
  return simulator
    .channels()
    .map(({ arn }) => arn)
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .slice(0, CHANNELS);
}

async function allPages(tools: ObserverTools, question: object): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let nextToken: string | undefined; ; ) {
    const input = { ...question, ...(nextToken !== undefined && { nextToken }) };
    const answer = await ask<Answer>(tools, 'getSessions', input);
    pages.push(answer);
    nextToken = answer.nextToken;
    if (nextToken === undefined) return pages;
  }
}
