import { countsIn } from '../../../src/sessions/viewers/counts-text.ts';
import type { ViewerDay } from '../../../src/sessions/viewers/day/day.ts';
import type { ViewerRecord } from '../../../src/sessions/viewers/store.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'viewers over time reach their peak';

type Stored<T> = T & { pk: string; sk: string };

/** Whatever samples are lost, late or counted twice, the greatest count of a curve is the peak. */
export function viewersReachTheirPeak({ checks }: ObserverTools): Observer {
  function expectPeak(counts: string, peak: number | undefined, at: string): void {
    const known = countsIn(counts).filter((count) => count !== null);
    const greatest = known.length > 0 ? Math.max(...known) : undefined;
    checks.expect(NAME, greatest === peak, () => `${at}: ${greatest} instead of ${peak}`);
  }

  return {
    onRequest(service, input) {
      const { Item: item } = input as { Item?: Stored<ViewerRecord> | Stored<ViewerDay> };
      if (service !== 'dynamodb' || !item) return;
      if (item.sk.startsWith('VIEWERS#') && 'curve' in item && item.curve)
        expectPeak(item.curve.counts, item.peak, item.sk);
      if (item.pk === 'VIEWERS' && 'viewers' in item) expectPeak(item.viewers, item.peak, item.sk);
    },
  };
}
