import type { StoredLetter } from '../../../../dead-letters/letter.ts';
import type { LetterOutcome, LetterResult } from '../../../../dead-letters/retry/result.ts';

export interface RetryAnswer {
  results: LetterResult[];
}

type Tone = 'good' | 'warn' | 'bad' | 'quiet';

const OUTCOMES: Record<LetterOutcome, [tone: Tone, text: string]> = {
  queued: ['good', 'Its messages are in the queue again.'],
  invoked: ['good', 'The function was invoked again.'],
  superseded: ['quiet', 'Newer values have replaced its messages.'],
  dropped: ['good', 'It is not sent.'],
  ended: ['quiet', 'It had ended before.'],
  unknown: ['warn', 'There is no such letter any more.'],
  expired: ['warn', 'Its messages have expired. Retry it with a new time to live.'],
  refused: ['bad', 'It would fail again.'],
  unreadable: ['bad', 'It cannot be read, so it can only be dropped.'],
  waits: ['warn', 'Not now. Retry it later.'],
  failed: ['bad', 'A service did not answer. Retry it later.'],
};

/** What became of a letter, in words. */
export function outcomeTexts({ outcome, detail }: LetterResult): { tone: Tone; text: string } {
  const [tone, text] = OUTCOMES[outcome] ?? ['warn', ''];
  return { tone, text: detail === undefined ? text : `${text} ${detail}`.trim() };
}

/** `3 queued, 1 expired` */
export function countsOf(results: readonly LetterResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** Whether all messages of a letter have expired, so that a retry needs a new time to live. */
export const isExpired = ({ kind, messagesExpireAt }: StoredLetter, now: number): boolean =>
  kind === 'metadata' && messagesExpireAt !== undefined && Date.parse(messagesExpireAt) <= now;

/** What to do about a letter: by its reason. */
export function adviceFor({ kind, isMasked, reason, functionName }: StoredLetter): string {
  if (isMasked)
    return 'It held the value of a stream key, which is not stored. Drop it, and send the rest anew.';
  const known = ADVICE.find(([pattern]) => pattern.test(reason));
  if (known) return known[1];
  if (kind === 'metadata') return 'Mend the cause, then retry it.';
  const name = functionName ?? 'the function';
  return `The log of ${name} has the details. Mend the cause, then retry it.`;
}

/** The same as in docs/dead-letters.md. */
const ADVICE: readonly [pattern: RegExp, text: string][] = [
  [
    /ResourceNotFoundException/,
    'The channel was deleted, or its ARN is wrong. Drop it, and send the message to the right channel.',
  ],
  [
    /ValidationException/,
    'IVS does not take this content. If the format of your messages was wrong, drop it. Otherwise retry it.',
  ],
  [
    /^payload: expected/,
    'Another program wrote it, or a setting has changed. Correct the setting and retry it, or drop it.',
  ],
  [/^(id|messages[^:]*):|is not JSON/, 'Another program wrote it to the queue. Drop it.'],
  [
    /never sent/,
    'sendMetadata failed each time, for example because IAM denied it. Its log says why. Mend that and retry it.',
  ],
  [
    /EventBridge could not invoke/,
    'The function or its permission is gone. Deploy again, then retry it.',
  ],
];
