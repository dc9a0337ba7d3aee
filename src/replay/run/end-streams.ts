import { errorMessage } from '../../platform/errors.ts';
import { sessionIdText } from '../../sessions/session-id.ts';
import type { Step } from '../timeline/steps.ts';
import type { ReplayTools } from './stack.ts';

/**
 * Ends the streams that these steps have left live: streams of a replay that stopped would be live for ever. A stream
 * ends as it is now, because what would have come later has not happened.
 *
 * @param steps that were done
 * @throws the error of the first stream that could not be ended, after the others have ended
 */
export async function endLiveStreams(
  steps: readonly Step[],
  { stack, note }: Pick<ReplayTools, 'stack' | 'note'>,
): Promise<void> {
  const last = new Map<string, Step & { kind: 'session' }>();
  for (const step of steps) if (step.kind === 'session') last.set(sessionIdText(step.id), step);
  const failures: unknown[] = [];
  for (const step of last.values()) {
    if (step.isOver) continue;
    try {
      await stack.putSession({ ...step.body(), endedAt: step.at });
    } catch (error) {
      note(`${step.id.streamId}: its stream could not be ended: ${errorMessage(error)}`);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
