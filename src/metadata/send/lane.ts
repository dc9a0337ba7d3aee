import { isChannelArn } from '../../ivs/arn.ts';
import { type Enclosed, enclose } from '../format/envelope.ts';
import type { Message } from '../format/message.ts';
import { readQueued } from '../format/queue-body.ts';
import { isStickyId } from '../format/sticky-id.ts';
import type { QueueRecord } from './records.ts';

/** How a message ends. Each ends in exactly one way. */
export type Outcome = 'delivered' | 'expired' | 'superseded' | 'dropped' | 'deadLettered';

/** A message on its way, in its place among its channel's. */
export interface MessageStep extends Enclosed {
  kind: 'message';
  entry: Entry;
  message: Message;
  outcome?: Outcome;
}

/** In the place of an SQS message that can't be read. */
export interface MalformedStep {
  kind: 'malformed';
  entry: Entry;
  reason: string;
  outcome?: Outcome;
}

export type Step = MessageStep | MalformedStep;

/** One SQS message of the batch. */
export interface Entry {
  record: QueueRecord;
  queuedAt: number;
  steps: Step[];
  /** The newest message of each key in here. */
  newest: Map<string, MessageStep>;
}

/** One channel's share of the batch: its SQS messages and what is in them, in order. */
export interface Lane {
  group: string;
  entries: Entry[];
  steps: Step[];
  /** The newest message of each key in all of them: it supersedes those before it. */
  newest: Map<string, MessageStep>;
}

/** Groups a batch by channel. Within a channel the order is the batch's. */
export function toLanes(records: readonly QueueRecord[]): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const record of records) {
    const { group } = record;
    const lane = lanes.get(group) ?? emptyLane(group);
    lanes.set(group, lane);
    const entry = toEntry(record);
    lane.entries.push(entry);
    for (const step of entry.steps) {
      lane.steps.push(step);
      if (step.kind === 'message') {
        note(step, entry.newest);
        note(step, lane.newest);
      }
    }
  }
  return [...lanes.values()];
}

/** The last is the newest, but for a repeat of a sticky value that was under way when a newer was queued. */
function note(step: MessageStep, newest: Map<string, MessageStep>): void {
  const { key } = step.message;
  if (key === undefined) return;
  const before = newest.get(key)?.shortId ?? '';
  const sameSlot = isStickyId(step.shortId) && step.shortId.slice(0, 2) === before.slice(0, 2);
  if (!sameSlot || step.shortId >= before) newest.set(key, step);
}

const emptyLane = (group: string): Lane => ({
  group,
  entries: [],
  steps: [],
  newest: new Map(),
});

function toEntry(record: QueueRecord): Entry {
  const entry: Entry = { record, queuedAt: 0, steps: [], newest: new Map() };
  const queued = readQueued(record.body);
  if (!isChannelArn(record.group)) {
    const reason = 'MessageGroupId: expected the ARN of a channel';
    entry.steps.push({ kind: 'malformed', entry, reason });
  } else if ('malformed' in queued) {
    entry.steps.push({ kind: 'malformed', entry, reason: queued.malformed });
  } else {
    entry.queuedAt = queued.queuedAt;
    entry.steps.push(...toSteps(entry, queued.messages));
  }
  return entry;
}

/** JSON can be read at a depth at which it can't be written again; none of ours is that deep. */
function toSteps(entry: Entry, messages: readonly Message[]): Step[] {
  try {
    return messages.map((message) => toStep(entry, message));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ kind: 'malformed', entry, reason: 'a payload is nested too deeply' }];
  }
}

function toStep(entry: Entry, message: Message): MessageStep {
  return { kind: 'message', entry, message, ...enclose(message.id, message.payload) };
}

/** The SQS messages of a lane that go back: the first that is not done, and all behind it. */
export function undoneEntries({ entries }: Lane): Entry[] {
  const first = entries.findIndex(({ steps }) => steps.some(({ outcome }) => !outcome));
  return first === -1 ? [] : entries.slice(first);
}
