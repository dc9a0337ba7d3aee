import type { Deed, DeedOperation } from '../cloud/observed-ivs.ts';
import type { Service } from '../cloud/service-names.ts';
import type { Observer, ObserverTools } from './observer.ts';

/** The actions in the audit that a change may belong to. */
const ACTIONS: Record<DeedOperation, readonly string[]> = {
  CreateStreamKey: ['rotate-key', 'create-key', 'revoke-key'],
  DeleteChannel: ['delete-channel'],
  DeleteStreamKey: ['rotate-key', 'revoke-key'],
  StopStream: ['stop-stream', 'revoke-key'],
};
/** A run writes its record before it acts, and no run is longer than this, ms. */
const LONGEST_RUN_MS = 120_000;

/** Every change of a channel is in the audit before it is made. */
export function changesAreAudited({ checks, timeline }: ObserverTools): Observer {
  /** When the last record of an action was written. */
  const written = new Map<string, number>();
  const key = (channelArn: string, action: string) => `${channelArn} ${action}`;
  return {
    onRequest(service: Service, input: object) {
      if (service !== 'dynamodb') return;
      const { Item } = input as { Item?: { pk?: string; sk?: string; action?: string } };
      if (!Item?.sk?.startsWith('AUDIT#') || !Item.pk || !Item.action) return;
      written.set(key(Item.pk.slice('CHANNEL#'.length), Item.action), timeline.now());
    },
    onDeed({ operation, channelArn, by, at }: Deed) {
      const times = ACTIONS[operation].map((action) => written.get(key(channelArn, action)) ?? 0);
      const isAudited = at - Math.max(...times) <= LONGEST_RUN_MS;
      const what = () => `${by} ${operation} without a record in the audit`;
      checks.expect('every change is in the audit', isAudited, what, channelArn);
    },
  };
}
