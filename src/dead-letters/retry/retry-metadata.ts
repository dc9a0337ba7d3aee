import { createHash } from 'node:crypto';
import type { MetadataMessage } from '../../metadata/format/message.ts';
import { parseQueueBody } from '../../metadata/format/queue-body.ts';
import { jsonText, utf8Bytes } from '../../metadata/format/text.ts';
import { sendingCosts } from '../../metadata/queue/backlog.ts';
import { packQueueMessages, type QueueMessage } from '../../metadata/queue/queue-messages.ts';
import { sendInOrder } from '../../metadata/queue/send-in-order.ts';
import { errorName } from '../../platform/errors.ts';
import { inParallel } from '../../platform/parallel.ts';
import type { RetryMark, StoredLetter } from '../letter.ts';
import { beginAttempt, openAttempt } from './attempt.ts';
import { endLetter } from './finish-letter.ts';
import {
  type LetterContent,
  type MetadataPlan,
  type MetadataRules,
  planMetadata,
  withExpiry,
} from './plan-metadata.ts';
import { type LetterResult, resultOf } from './result.ts';
import type { RetryTools } from './tools.ts';

const CONCURRENT_WRITES = 10;
const IN_ORDER = 'to keep the order: an earlier letter of the channel could not be queued';

export interface RetryOptions {
  ttlMs?: number;
  dryRun: boolean;
}

/**
 * Queues the letters of one channel again, in their original order, behind what waits in the queue now. If one cannot be
 * queued, those behind it wait.
 *
 * 1. The mark of each attempt is written.
 * 2. The messages are sent, one letter after the other, with a deduplication id of the attempt.
 * 3. Each letter ends.
 *
 * @param contents of one channel, in their order
 */
export async function retryMetadata(
  contents: readonly LetterContent[],
  options: RetryOptions,
  tools: RetryTools,
): Promise<LetterResult[]> {
  const { clock, settings: format } = tools;
  const channelArn = contents[0]?.letter.channelArn;
  const { sticky, deliveredAt } = await knownOf(channelArn, tools);
  const { ttlMs, dryRun } = options;
  const known = { now: clock.now(), format, sticky, deliveredAt };
  const rules = { ...known, ...(ttlMs !== undefined && { ttlMs }) };
  const plans = planMetadata(contents, rules);
  if (dryRun) return contents.map(({ letter }, i) => foreseen(letter, plans[i], rules.now));
  const prepared = await inParallel(
    contents.map((content, i) => ({ content, plan: plans[i] })),
    CONCURRENT_WRITES,
    ({ content, plan }) => prepare(content, plan, tools),
  );
  return sendAll(prepared, tools);
}

/** What the table tells about newer values. */
async function knownOf(
  channelArn: string | undefined,
  tools: RetryTools,
): Promise<Pick<MetadataRules, 'sticky' | 'deliveredAt'>> {
  if (channelArn === undefined) return { sticky: { values: [] }, deliveredAt: () => undefined };
  const [sticky, deliveredAt] = await Promise.all([
    tools.stickyState(channelArn),
    tools.deliveredKeys(channelArn),
  ]);
  return { sticky, deliveredAt };
}

/** A letter whose attempt has begun, or what has become of it instead. */
type Prepared =
  | { letter: StoredLetter; queueMessages: QueueMessage[]; detail?: string }
  | { letter: StoredLetter; result: LetterResult | Promise<LetterResult> };

async function prepare(
  { letter, body }: LetterContent,
  plan: MetadataPlan | undefined,
  tools: RetryTools,
): Promise<Prepared> {
  const open = openAttempt(letter, tools.clock.now());
  const sent = open ? 0 : await sentBefore(letter, tools);
  if (sent > 0) return { letter, result: endQueued(letter, sent, undefined, tools) };
  if (!plan || (plan.kind !== 'queue' && !open))
    return { letter, result: declined(letter, plan, tools) };
  const facts = plan.kind === 'queue' ? factsOf(plan) : {};
  const mark = await beginAttempt(letter, facts, tools);
  if (!mark) return { letter, result: resultOf(letter, 'waits', 'another run retries it now') };
  const queueMessages = queueMessagesOf(letter, body, mark, tools);
  const count = mark.superseded?.length ?? 0;
  return {
    letter,
    queueMessages,
    ...(count > 0 && { detail: `${count} of its messages are superseded` }),
  };
}

/**
 * An attempt that was interrupted long ago may have queued the letter. Then its messages have ended since, or wait.
 *
 * @returns how many messages it queued; 0 unless all of them have ended
 */
async function sentBefore(
  { id, retry, messages = 0 }: StoredLetter,
  { store }: RetryTools,
): Promise<number> {
  if (!retry) return 0;
  const delivery = await store.delivery(id, retry.attempt);
  const ended = Object.values(delivery ?? {}).reduce((sum, count) => sum + count, 0);
  const expected = messages - (retry.superseded?.length ?? 0);
  return ended >= expected ? ended : 0;
}

function factsOf({ superseded, messagesExpireAt }: MetadataPlan & { kind: 'queue' }) {
  return {
    ...(superseded.length > 0 && { superseded }),
    ...(messagesExpireAt !== undefined && { messagesExpireAt }),
  };
}

/** Letters that are not queued. One whose messages are all superseded ends. */
async function declined(
  letter: StoredLetter,
  plan: MetadataPlan | undefined,
  tools: RetryTools,
): Promise<LetterResult> {
  if (!plan || plan.kind === 'queue') return resultOf(letter, 'failed');
  const { kind, detail } = plan;
  return kind === 'superseded'
    ? endLetter(letter, kind, tools, { detail })
    : resultOf(letter, kind, detail);
}

/** Everything derives from the letter and the mark, so a repeated attempt sends the same. */
function queueMessagesOf(
  { id, channelArn = '' }: StoredLetter,
  body: string,
  mark: RetryMark,
  { settings }: RetryTools,
): QueueMessage[] {
  const content = parseQueueBody(body);
  const all = 'malformed' in content ? [] : content.messages;
  const sent = all.filter((_, index) => !mark.superseded?.includes(index));
  const messages = withExpiry(sent, mark).map((message, index) =>
    valid(message, index, channelArn),
  );
  const format = { ...settings, queuedAt: mark.at };
  return packQueueMessages(channelArn, messages, format).map((message, part) => ({
    ...message,
    letter: { letterId: id, attempt: mark.attempt, part },
    // Not that of the first time, which SQS may still remember.
    deduplicationId: digest(`dead letter ${id} ${mark.attempt} ${part}`),
  }));
}

function valid(message: MetadataMessage, index: number, channelArn: string) {
  return { ...message, index, channelArn, bytes: utf8Bytes(jsonText(message.payload) ?? '') };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** While one letter is sent, the ones before it end. */
async function sendAll(prepared: readonly Prepared[], tools: RetryTools): Promise<LetterResult[]> {
  const results: (LetterResult | Promise<LetterResult>)[] = [];
  let problem: LetterResult | undefined;
  for (const one of prepared) {
    if ('result' in one) {
      results.push(one.result);
      continue;
    }
    const { letter, queueMessages, detail } = one;
    problem &&= resultOf(letter, 'waits', IN_ORDER);
    problem ??= await send(letter, queueMessages, tools);
    results.push(problem ?? endQueued(letter, sizeOf(queueMessages), detail, tools));
  }
  return Promise.all(results);
}

/** @returns why the letter is not queued; undefined if it is */
async function send(
  letter: StoredLetter,
  queueMessages: readonly QueueMessage[],
  { queue, backlog, clock, settings, until }: RetryTools,
): Promise<LetterResult | undefined> {
  const now = clock.now();
  if (now >= until) return resultOf(letter, 'waits', 'the time of the call is over');
  try {
    const costs = sendingCosts(queueMessages, settings.gapMs);
    const room = await backlog.reserve(letter.channelArn ?? '', costs, now);
    if (room.count < costs.length) {
      const seconds = Math.ceil(room.retryAfterMs / 1_000);
      return resultOf(
        letter,
        'waits',
        `the backlog of the channel is full: try again in ${seconds} s`,
      );
    }
  } catch (error) {
    return resultOf(letter, 'failed', `the table did not answer (${errorName(error)})`);
  }
  const [[, unsent] = []] = await sendInOrder([queueMessages], queue, clock);
  if (!unsent) return undefined;
  const reason = unsent.cause === 'sqs' ? unsent.reason : unsent.cause;
  return resultOf(letter, 'failed', `SQS did not confirm it (${reason}): repeat the command`);
}

const sizeOf = (queueMessages: readonly QueueMessage[]): number =>
  queueMessages.reduce((sum, { messages }) => sum + messages.length, 0);

/** @param count of the messages that are queued */
function endQueued(
  letter: StoredLetter,
  count: number,
  detail: string | undefined,
  tools: RetryTools,
): Promise<LetterResult> {
  return endLetter(letter, 'queued', tools, {
    ...(detail !== undefined && { detail }),
    onEnd: () => tools.metrics.add('MetadataQueued', count),
  });
}

/** What would become of a letter. */
function foreseen(letter: StoredLetter, plan: MetadataPlan | undefined, now: number): LetterResult {
  if (!plan || plan.kind === 'queue' || openAttempt(letter, now)) return resultOf(letter, 'queued');
  return resultOf(letter, plan.kind, plan.detail);
}
