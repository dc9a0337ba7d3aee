import type { KeyAnnouncement } from '../../channels/record.ts';
import type { AutopilotEvent } from '../../platform/bus.ts';

/** What an event tells of a channel's new key. */
export interface ToldKey extends Omit<KeyAnnouncement, 'failed'> {
  channelArn: string;
  channelName?: string | undefined;
  /** Where its value is; absent if it is put nowhere. */
  secretName?: string;
}

const DETAIL_TYPE = { rotated: 'Stream Key Rotated', revoked: 'Stream Key Revoked' } as const;

/** What came about: `rotated` by policy, or `revoked` by an operator. */
export type KeyEvent = keyof typeof DETAIL_TYPE;

/** A channel has a new key. The id is made of that key: there is one such event for each. */
export function keyEvent(kind: KeyEvent, told: ToldKey): AutopilotEvent {
  const { channelArn, channelName, keyArn, oldKeyArn, reason, at, secretName } = told;
  return {
    detailType: DETAIL_TYPE[kind],
    time: at,
    resources: [channelArn, keyArn],
    detail: {
      id: `stream-key-${kind}:${keyArn.split('/').at(-1)}`,
      ...{ at, channelArn, ...(channelName && { channelName }), streamKeyArn: keyArn },
      ...(oldKeyArn !== undefined && { oldStreamKeyArn: oldKeyArn }),
      reason,
      ...(secretName !== undefined && { secretName }),
    },
  };
}
