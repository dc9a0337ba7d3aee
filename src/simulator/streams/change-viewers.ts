import type { SimulatedService } from '../simulated-service.ts';

/** Changes the number of viewers. If the account comes over its quota by that, it publishes IVS Limit Breach. */
export function changeViewers(
  { viewers, publisher, quotas, now }: SimulatedService,
  change: (now: number) => void,
): void {
  const at = now();
  const value = quotas.resources.concurrentViewers;
  const wasOver = viewers.total(at) > value;
  change(at);
  const exceededBy = viewers.total(at) - value;
  if (wasOver || exceededBy <= 0) return;
  publisher.accountLimitBreach('Concurrent Viewers', { value, exceededBy, unit: 'viewers' });
}
