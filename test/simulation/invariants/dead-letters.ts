import { letterId } from '../../../src/dead-letters/received.ts';
import { ENDED_LETTERS_PK, letterKey, OPEN_LETTERS_PK } from '../../../src/platform/table.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'each dead letter is kept until somebody ends it';

/** Every message of a dead-letter queue comes into the table, once, and is open or has ended there. */
export function deadLettersAreKept({ checks, cloud }: ObserverTools): Observer {
  const { queue: metadata } = cloud.eventSourceOf('sendMetadata');
  const kinds = new Map([
    [cloud.queues.plan(metadata).redrive?.queue ?? '', 'metadata' as const],
    [cloud.functions.plan('enqueueMetadata').onFailureQueue ?? '', 'function' as const],
  ]);
  const died = new Set<string>();
  return {
    onQueued(queue, messageId) {
      const kind = kinds.get(queue);
      if (kind) died.add(letterId({ kind, messageId }));
    },
    atRest() {
      for (const queue of kinds.keys()) {
        const { available, inFlight } = cloud.queues.counts(queue);
        checks.expect(NAME, available + inFlight === 0, () => `letters are left in ${queue}`);
      }
      const places = [OPEN_LETTERS_PK, ENDED_LETTERS_PK].flatMap((pk) => cloud.table.items(pk));
      const listed = places.map(({ id }) => String(id));
      const twice = listed.find((id, index) => listed.indexOf(id) !== index);
      checks.expect(NAME, twice === undefined, () => `letter ${twice} is listed twice`);
      const lost = [...died].find((id) => !listed.includes(id) || !cloud.table.get(letterKey(id)));
      checks.expect(NAME, lost === undefined, () => `letter ${lost} is lost`);
      died.clear();
    },
  };
}
