import type { Explanation } from '../../../../explain/explanation.ts';
import type { RevocationAnswer } from '../../../../revocation/answer.ts';

const POLL_MS = 2_000;

/** Whether the name of the channel must be typed: its stream would be cut off, or may be. */
export const mayBeLive = ({ streams: { state } }: Pick<Explanation, 'streams'>): boolean =>
  state !== 'offline' && state !== 'never-streamed';

/** What must be typed. */
export const nameToType = ({ name, channelArn }: Pick<Explanation, 'name' | 'channelArn'>) =>
  name || (channelArn.split('/').pop() ?? channelArn);

interface Revoking {
  /** Asks for the same revocation again. */
  ask: () => Promise<RevocationAnswer>;
  report: (answer: RevocationAnswer) => void;
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Starts a revocation, and asks for its progress until it is done. The stage finishes it by itself, too.
 *
 * @returns the last answer
 * @throws what the first question throws
 */
export async function followRevocation(revoking: Revoking): Promise<RevocationAnswer> {
  const { ask, report, sleep, signal } = revoking;
  let answer = await ask();
  while (answer.state === 'open' && !signal.aborted) {
    report(answer);
    await sleep(POLL_MS);
    if (signal.aborted) break;
    const before: RevocationAnswer = answer;
    answer = await ask().catch((error: Error) => ({ ...before, problem: error.message }));
  }
  return answer;
}
