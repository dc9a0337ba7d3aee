import type { TopicName } from '../../protocol/topics.ts';
import type { ListOf } from '../polling/source.ts';

const SECOND = 1_000;

/** How often a topic is asked for, and how its answer is sent. */
export interface TopicRule {
  /** How many parameters its address has. */
  parameters: 0 | 1 | 2;
  /** The wait after an answer, ms. */
  restMs: number;
  /** A list that is sent in changes. */
  list?: ListOf;
  /**
   * How the pages of its answer are asked for, one by one. `live`: the first page each time, and another one in turn. `sweep`: one
   * after the other. Absent: the first page only.
   */
  pages?: 'live' | 'sweep';
  /** The member of the answer whose `at` is the time of the answer. Absent: the answer itself. */
  timeIn?: string;
  /** Topics of the same channel whose answers may have changed when this one has. */
  refreshes?: readonly TopicName[];
}

/**
 * What changes by itself is asked for so often that a change is on the page within 2 s. An explanation needs requests to IVS, whose
 * quotas the stage shares: it is asked for when the sessions of its channel change, and otherwise less often.
 */
export const RULES: Record<TopicName, TopicRule> = {
  overview: { parameters: 0, restMs: 1.5 * SECOND, timeIn: 'overview' },
  live: {
    ...{ parameters: 0, restMs: 1.5 * SECOND, pages: 'live' },
    list: { member: 'sessions', key: 'streamId' },
  },
  viewers: { parameters: 1, restMs: 30 * SECOND },
  totals: { parameters: 1, restMs: 60 * SECOND, pages: 'sweep' },
  failed: {
    ...{ parameters: 1, restMs: 30 * SECOND },
    list: { member: 'sessions', key: 'streamId' },
  },
  breaches: { parameters: 0, restMs: 30 * SECOND },
  channel: { parameters: 1, restMs: 5 * SECOND },
  sessions: {
    ...{ parameters: 1, restMs: 1.5 * SECOND, refreshes: ['channel', 'audit'] },
    list: { member: 'sessions', key: 'streamId' },
  },
  session: { parameters: 2, restMs: 1.5 * SECOND },
  audit: { parameters: 1, restMs: 5 * SECOND },
  metadata: { parameters: 1, restMs: 1.5 * SECOND },
  plan: {
    ...{ parameters: 0, restMs: 60 * SECOND, pages: 'sweep' },
    list: { member: 'channels', key: 'channelArn' },
  },
  cleanup: { parameters: 0, restMs: 5 * SECOND, pages: 'sweep' },
  letters: { parameters: 0, restMs: 5 * SECOND, list: { member: 'letters', key: 'id' } },
  letter: { parameters: 1, restMs: 10 * SECOND },
  find: { parameters: 1, restMs: 60 * SECOND },
  simulator: {
    ...{ parameters: 0, restMs: 1 * SECOND },
    list: { member: 'channels', key: 'channelArn' },
  },
};
