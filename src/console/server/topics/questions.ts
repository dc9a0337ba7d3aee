import { isoTime } from '../../../platform/clock.ts';
import { InputError } from '../../../platform/errors.ts';
import type { TopicName } from '../../protocol/topics.ts';
import { expectStream } from './channel-arns.ts';

/** A function of the stage, and what to ask it. */
export type Question = readonly [functionName: string, payload: Record<string, unknown>];

/** What a question is made with. */
export interface QuestionTools {
  /** Completes the id of a channel. */
  arnOf(channel: string): Promise<string>;
  now(): number;
}

/** Makes the question from the parameters of the topic. */
export type MakeQuestion = (
  tools: QuestionTools,
  ...parameters: string[]
) => Question | Promise<Question>;

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

/** The questions, by the names of the topics. The simulator is no function. */
export const QUESTIONS: Record<Exclude<TopicName, 'simulator'>, MakeQuestion> = {
  overview: () => ['doctor', { overview: true }],
  live: () => ['getSessions', { live: true }],
  viewers: (_, day = '') => ['getSessions', { viewers: true, day: expectDay(day) }],
  totals: (_, day = '') => ['getSessions', { totals: true, day: expectDay(day) }],
  failed: ({ now }, days = '') => ['getSessions', { failed: true, ...lastDays(days, now()) }],
  breaches: () => ['getSessions', { account: true }],
  channel: async ({ arnOf }, channel = '') => [
    'explainChannels',
    { channelArn: await arnOf(channel) },
  ],
  sessions: async ({ arnOf }, channel = '') => [
    'getSessions',
    { channelArn: await arnOf(channel) },
  ],
  session: async ({ arnOf }, channel = '', stream = '') => [
    'getSessions',
    { streamId: expectStream(stream), channelArn: await arnOf(channel) },
  ],
  audit: async ({ arnOf }, channel = '') => ['explainChannels', { audit: await arnOf(channel) }],
  metadata: async ({ arnOf }, channel = '') => [
    'explainChannels',
    { metadata: await arnOf(channel) },
  ],
  plan: () => ['explainChannels', { plan: true }],
  cleanup: () => ['deleteDueChannels', { status: true }],
  letters: () => ['getDeadLetters', { list: {} }],
  letter: (_, id = '') => ['getDeadLetters', { show: id }],
  find: (_, text = '') => ['explainChannels', { find: text }],
};

function expectDay(day: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))) return day;
  throw new InputError('day', 'a day such as 2026-11-21', day);
}

/** The days in UTC until today. The range is the same until midnight, so that its pages belong together. */
function lastDays(text: string, now: number): { from: string; to: string } {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_DAYS)
    throw new InputError('days', `a whole number from 1 to ${LONGEST_DAYS}`, text);
  const end = (Math.floor(now / DAY_MS) + 1) * DAY_MS;
  return { from: isoTime(end - days * DAY_MS), to: isoTime(end) };
}
