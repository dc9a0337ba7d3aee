import type { CleanupStatus } from '../../cleanup/status.ts';
import type { LettersAnswer } from '../../dead-letters/list.ts';
import type { ShownLetter } from '../../dead-letters/show.ts';
import type { OverviewAnswer } from '../../doctor/overview/overview.ts';
import type { AuditAnswer } from '../../explain/audit-trail.ts';
import type { Explanation, NoChannel } from '../../explain/explanation.ts';
import type { FoundChannels } from '../../explain/find-channels.ts';
import type { PlanAnswer } from '../../explain/plan.ts';
import type { ChannelMetadataAnswer } from '../../metadata/history/channel-metadata.ts';
import type { AccountAnswer } from '../../sessions/queries/account.ts';
import type { SessionsAnswer } from '../../sessions/queries/list.ts';
import type { SessionAnswer } from '../../sessions/queries/one.ts';
import type { TotalsAnswer } from '../../sessions/queries/totals.ts';
import type { ViewersAnswer } from '../../sessions/queries/viewers.ts';
import type { SimulatorState } from './simulator.ts';

/**
 * What the page can watch: topics, by their names. The address of a topic is its name and its parameters, with slashes
 * between them: `session/AbCdEf123456/st-1A2b3C`. The server asks the function while a page watches the topic, and tells
 * the page when the answer changes.
 *
 * | topic | parameters | question |
 * |---|---|---|
 * | `overview` | – | `doctor {overview: true}` |
 * | `live` | – | `getSessions {live: true}`, all pages |
 * | `viewers` | a day in UTC | `getSessions {viewers: true, day}` |
 * | `totals` | a day in UTC | `getSessions {totals: true, day}` |
 * | `failed` | a number of days | `getSessions {failed: true, from, to}` |
 * | `breaches` | – | `getSessions {account: true}` |
 * | `channel` | channel id | `explainChannels {channelArn}` |
 * | `sessions` | channel id | `getSessions {channelArn}` |
 * | `session` | channel id, stream id | `getSessions {channelArn, streamId}` |
 * | `audit` | channel id | `explainChannels {audit}` |
 * | `metadata` | channel id | `explainChannels {metadata}` |
 * | `plan` | – | `explainChannels {plan: true}`, all pages |
 * | `cleanup` | – | `deleteDueChannels {status: true}`, all pages |
 * | `letters` | – | `getDeadLetters {list: {}}` |
 * | `letter` | letter id | `getDeadLetters {show}` |
 * | `find` | a channel's name, id or ARN | `explainChannels {find}` |
 * | `simulator` | – | the routes of the simulator under `/_sim/`; on the one-machine stack only |
 */
export interface TopicAnswers {
  overview: OverviewAnswer;
  live: SessionsAnswer;
  viewers: ViewersAnswer;
  totals: TotalsAnswer;
  failed: SessionsAnswer;
  breaches: AccountAnswer;
  channel: Explanation | NoChannel;
  sessions: SessionsAnswer;
  session: SessionAnswer;
  audit: AuditAnswer;
  metadata: ChannelMetadataAnswer;
  plan: PlanAnswer;
  cleanup: CleanupStatus;
  letters: LettersAnswer;
  letter: { letter: ShownLetter };
  find: FoundChannels;
  simulator: SimulatorState;
}

export type TopicName = keyof TopicAnswers;

/** @param parameters see `TopicAnswers` */
export const addressOf = (name: TopicName, ...parameters: readonly (string | number)[]): string =>
  [name, ...parameters.map((one) => encodeURIComponent(one))].join('/');
