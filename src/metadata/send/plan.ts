import { MAX_INFLATED_BYTES } from '../format/compression.ts';
import { type Enclosed, enclosedBytes } from '../format/envelope.ts';
import { misfit, type Packed, packNext } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import type { Lane, MessageStep, Outcome, Step } from './lane.ts';

export interface Limits {
  /** When the request will start, ms since the epoch. */
  now: number;
  form: RequestFormat;
  /** At most so many messages in the envelope. */
  maxMessages: number;
}

/** A message that needs no request. */
export interface Settled {
  step: MessageStep;
  outcome: Outcome & ('expired' | 'superseded');
}

/** A message in a request; one that is superseded may be in it as withdrawn. */
export interface Item extends Enclosed {
  step: MessageStep;
}

/** What comes next on a channel. `settled` holds besides, whatever becomes of the request. */
export type Plan =
  | { kind: 'send'; settled: Settled[]; packed: Packed<Item> }
  | { kind: 'bury'; settled: Settled[]; step: Step; reason: string }
  | { kind: 'done'; settled: Settled[] };

/**
 * Plans a channel's next request: the first messages without an outcome that fit one envelope
 * together, in order. Superseded and expired ones among them are left out; a message keeps its own
 * place, that of one it supersedes stays empty. What can never be sent is planned by itself.
 */
export function planRequest(lane: Lane, limits: Limits): Plan {
  const { form, maxMessages } = limits;
  const settled: Settled[] = [];
  const items: Item[] = [];
  const isEmpty = () => items.every(({ withdrawn }) => withdrawn);
  let room = reach(form);
  for (const step of lane.steps) {
    if (step.outcome) continue;
    const reason = unsendable(step, form);
    if (reason !== undefined) {
      if (!isEmpty()) break;
      return { kind: 'bury', settled, step, reason };
    }
    if (step.kind === 'malformed') continue;
    const fate = fateOf(step, lane, limits);
    if (fate === 'expired' || fate === 'superseded') {
      settled.push({ step, outcome: fate });
      continue;
    }
    if (items.length === maxMessages || room < 0) {
      return { kind: 'send', settled, packed: packNext(items, 0, form) };
    }
    const { shortId, text, bytes } = step;
    const item = { step, shortId, text, bytes, withdrawn: fate === 'withdrawn' };
    items.push(item);
    room -= enclosedBytes(item);
  }
  if (!isEmpty()) return { kind: 'send', settled, packed: packNext(items, 0, form) };
  // Nothing is sent behind them any more, so nothing can overtake them if they come again.
  settled.push(...items.map(({ step }) => ({ step, outcome: 'superseded' as const })));
  return { kind: 'done', settled };
}

/** Bytes of messages of which one envelope may take some: no need to look at those behind. */
const reach = ({ compression, maxBytes }: RequestFormat): number =>
  compression === 'deflate' ? MAX_INFLATED_BYTES : maxBytes;

/**
 * Whether a message is sent. One that is superseded by a message in another SQS message may come again
 * without that one, in another batch, if the sender crashes; it would then be sent after what is sent
 * now. So players are told that it is withdrawn. (Not if the newer one has the same id.)
 */
function fateOf(
  step: MessageStep,
  { newest }: Lane,
  { now, form }: Limits,
): 'sent' | 'withdrawn' | Settled['outcome'] {
  const { key, expiresAt } = step.message;
  const newer = key === undefined ? step : newest.get(key);
  if (expiresAt <= now) return newer === step ? 'expired' : 'superseded';
  if (newer === step) return 'sent';
  const together = key !== undefined && step.entry.newest.get(key) !== step;
  const known = newer?.shortId === step.shortId;
  return together || known || form.mode === 'plain' ? 'superseded' : 'withdrawn';
}

function unsendable(step: Step, form: RequestFormat): string | undefined {
  if (step.kind === 'malformed') return step.reason;
  const wrong = misfit(step, form);
  return wrong && `payload: expected ${wrong.expected}, received ${wrong.got}`;
}
