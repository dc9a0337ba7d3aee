import type { FunctionEnd } from '../../cloud/functions.ts';
import type { ObserverTools } from '../observer.ts';
import type { Calm } from './calm.ts';
import { isDeleted, type Ledger, type QueuedItem, type QueuedMessage, sizeOf } from './ledger.ts';

const REASON = 'metadata ends for a reason';
const COUNTED = 'metadata is counted as it ends';
const SUPERSEDED = 'superseded metadata is not sent';
const IN_TIME = 'metadata of live channels does not expire in calm weather';

export const OUTCOMES = ['Delivered', 'Expired', 'Superseded', 'Dropped', 'DeadLettered'] as const;
type Outcome = (typeof OUTCOMES)[number];
/** Clocks of instances are at most this far from the true time, ms. Times have whole ms. */
const SKEW_MS = 1_001;
/** After a request went wrong, the next one waits so long, ms. What expires before that has ended. */
const LONGEST_BACKOFF_MS = 8_000;
/** What does not expire within this time must be delivered, ms, if nothing goes wrong. A burst takes minutes. */
const SOON_MS = 300_000;
/** With more SQS messages waiting than this, some may expire. */
const FEW = 5;

export interface OutcomesOptions extends ObserverTools {
  ledger: Ledger;
  calm: Calm;
}

/** How each message in the queue ended, and how that was counted. */
export class Outcomes {
  readonly #options: OutcomesOptions;
  /** Channels with a request to IVS whose result the sender may not know: since when. */
  readonly #doubtAt = new Map<string, number>();
  /** How often messages have ended and may have been counted, since the last rest. */
  #ended = 0;
  #fewest = 0;
  #most = 0;

  constructor(options: OutcomesOptions) {
    this.#options = options;
  }

  /** A request to IVS about this channel went wrong. */
  doubt(channel: string): void {
    this.#doubtAt.set(channel, this.#options.timeline.now());
  }

  /** An SQS message is deleted: everything in it has ended. */
  deleted(message: QueuedMessage): void {
    const { ledger, checks } = this.#options;
    this.#ended += sizeOf(message);
    if (message.items.length === 0) {
      const isDead = ledger.isBodyDeadLettered(message);
      checks.expect(REASON, isDead, () => `${message.body} is lost`, message.channelArn);
    }
    for (const item of message.items) {
      const reasons = this.#reasonsFor(item);
      const what = () => `message ${item.n} is lost`;
      checks.expect(REASON, reasons.size > 0, what, message.channelArn);
      if (reasons.size === 1 && reasons.has('Expired')) this.#expectInTime(item);
    }
  }

  /** An invocation of enqueueMetadata has ended. It counts sticky messages that it need not queue. */
  enqueued({ metrics }: FunctionEnd): void {
    const { MetadataSuperseded: superseded = 0 } = metrics;
    this.#ended += superseded;
    this.#fewest += superseded;
    this.#most += superseded;
  }

  /** An invocation of sendMetadata has ended. */
  sent({ payload, outcome, metrics, startedAt }: FunctionEnd): void {
    const { ledger } = this.#options;
    const batch = messageIdsIn(payload).flatMap((id) => ledger.find(id) ?? []);
    const sum = OUTCOMES.reduce((total, one) => total + (metrics[`Metadata${one}`] ?? 0), 0);
    if ('error' in outcome) {
      const deleted = sizes(batch.filter(isDeleted));
      this.#fewest += Math.min(sum, deleted);
      this.#most += sizes(batch);
      this.#expectCount(sum <= sizes(batch), () => `${sum} counted in a batch of ${sizes(batch)}`);
      return;
    }
    const answer = JSON.parse(outcome.payload) as {
      batchItemFailures: { itemIdentifier: string }[];
    };
    const returned = new Set(answer.batchItemFailures.map((one) => one.itemIdentifier));
    const done = batch.filter(({ id }) => !returned.has(id));
    this.#fewest += sizes(done);
    this.#most += sizes(done);
    this.#expectCount(sum === sizes(done), () => `${sum} counted of ${sizes(done)}`);
    this.#expectEach(batch, done, metrics);
    this.#expectNewestOnly(batch, startedAt);
  }

  /** Everything has ended: each message is counted, and again only if it came again. */
  atRest(metrics: Readonly<Record<string, number>>): void {
    const sum = OUTCOMES.reduce((total, one) => total + (metrics[`Metadata${one}`] ?? 0), 0);
    const between = `${Math.max(this.#ended, this.#fewest)} and ${this.#most}`;
    const holds = sum >= this.#ended && sum >= this.#fewest && sum <= this.#most;
    this.#expectCount(holds, () => `expected from ${between} outcomes, received ${sum}`);
    this.#ended = 0;
    this.#fewest = 0;
    this.#most = 0;
    this.#doubtAt.clear();
  }

  #expectCount(holds: boolean, what: () => string): void {
    this.#options.checks.expect(COUNTED, holds, what);
  }

  /** Compares each count with the outcomes that are possible, and with those that are certain. */
  #expectEach(
    batch: readonly QueuedMessage[],
    done: readonly QueuedMessage[],
    metrics: FunctionEnd['metrics'],
  ): void {
    const certain = new Map<Outcome, number>();
    const possible = new Map<Outcome, number>();
    for (const message of done) {
      if (message.items.length === 0) {
        increase(certain, 'DeadLettered');
        increase(possible, 'DeadLettered');
      }
      for (const item of message.items) {
        const outcomes = this.#outcomesOf(item, batch);
        for (const one of outcomes) increase(possible, one);
        const [only] = outcomes;
        if (only && outcomes.size === 1) increase(certain, only);
      }
    }
    for (const one of OUTCOMES) {
      const count = metrics[`Metadata${one}`] ?? 0;
      const [least, most] = [certain.get(one) ?? 0, possible.get(one) ?? 0];
      const what = () => `${one}: expected from ${least} to ${most}, counted ${count}`;
      this.#expectCount(least <= count && count <= most, what);
    }
  }

  /** @param from the start of the invocation */
  #expectNewestOnly(batch: readonly QueuedMessage[], from: number): void {
    const { ledger, checks } = this.#options;
    const items = batch.filter(({ receives }) => receives === 1).flatMap((one) => one.items);
    for (const item of items) {
      const { n, key, message } = item;
      if (n === undefined || key === undefined || isRepeatedIn(batch, item)) continue;
      if (!isSupersededIn(batch, item) || ledger.itemsOf(n).length > 1) continue;
      const isSent = (ledger.takenAt(n) ?? 0) >= from;
      checks.expect(SUPERSEDED, !isSent, () => `message ${n} is sent`, message.channelArn);
    }
  }

  /** The outcomes that a message can have in an invocation that has just ended. */
  #outcomesOf(item: QueuedItem, batch: readonly QueuedMessage[]): Set<Outcome> {
    const { ledger } = this.#options;
    const isInOneMessage = !isRepeatedIn(batch, item) && !ledger.isRepeated(item);
    if (!this.#isInDoubt(item.message) && isInOneMessage) {
      if (ledger.isTaken(item)) return new Set(['Delivered']);
      if (ledger.isDeadLettered(item)) return new Set(['DeadLettered']);
    }
    const outcomes = this.#reasonsFor(item);
    if (!isSupersededIn(batch, item)) outcomes.delete('Superseded');
    return outcomes;
  }

  /** The sender may not know what happened to the messages in it. */
  #isInDoubt({ channelArn, receives, firstReceivedAt }: QueuedMessage): boolean {
    const doubtAt = this.#doubtAt.get(channelArn.split(':').at(-1) ?? '') ?? 0;
    return receives > 1 || doubtAt >= firstReceivedAt;
  }

  #reasonsFor(item: QueuedItem): Set<Outcome> {
    const { ledger, timeline } = this.#options;
    const reasons = new Set<Outcome>();
    if (ledger.isTaken(item)) reasons.add('Delivered');
    if (ledger.isDeadLettered(item)) reasons.add('DeadLettered');
    if (item.expiresAt <= timeline.now() + this.#earlyMs(item)) reasons.add('Expired');
    if (ledger.hasNewer(item)) reasons.add('Superseded');
    if (this.#mayBeDropped(item)) reasons.add('Dropped');
    return reasons;
  }

  /** How long before its time a message may be given up, ms. */
  #earlyMs({ message }: QueuedItem): number {
    const isCalm = this.#options.calm.since(message.queuedAt, message.channelArn);
    return isCalm ? SKEW_MS : SKEW_MS + LONGEST_BACKOFF_MS;
  }

  #mayBeDropped({ message }: QueuedItem): boolean {
    const { cloud } = this.#options;
    const settings = cloud.settings('METADATA_OFFLINE');
    return settings.includes('drop') && !this.#wasLiveSince(message.queuedAt, message.channelArn);
  }

  #expectInTime({ n, expiresAt, message }: QueuedItem): void {
    const { calm, ledger, checks } = this.#options;
    const { channelArn, queuedAt } = message;
    const isUrgent = expiresAt - queuedAt < SOON_MS;
    const isBusy = ledger.waiting(channelArn) > FEW || !calm.since(queuedAt, channelArn);
    if (isUrgent || isBusy || !this.#wasLiveSince(queuedAt, channelArn)) return;
    checks.expect(IN_TIME, false, () => `message ${n} has expired`, channelArn);
  }

  #wasLiveSince(time: number, channelArn: string): boolean {
    const [session] = this.#options.simulator.sessions({ channelArn, limit: 1 });
    return session?.startedAt !== undefined && session.live && session.startedAt <= time;
  }
}

/** The batch has the message several times: repeats of a sticky value, or of a call. */
const isRepeatedIn = (batch: readonly QueuedMessage[], item: QueuedItem): boolean =>
  batch.some(({ items }) => items.some((one) => one !== item && one.n === item.n));

/** Of the messages with a key that wait together, the newest is sent. */
function isSupersededIn(batch: readonly QueuedMessage[], { key, seq, message }: QueuedItem) {
  const others = batch.filter(({ channelArn }) => channelArn === message.channelArn);
  return others.some(({ items }) => items.some((one) => one.key === key && one.seq > seq));
}

const sizes = (messages: readonly QueuedMessage[]): number =>
  messages.reduce((sum, message) => sum + sizeOf(message), 0);

function increase(counts: Map<Outcome, number>, outcome: Outcome): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

/** The ids of the records of an event of SQS. Bodies are texts within the text, so that their quotes are escaped. */
const messageIdsIn = (payload: string): string[] =>
  Array.from(payload.matchAll(/"messageId":"([^"]*)"/g), ([, id = '']) => id);
