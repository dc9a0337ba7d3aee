import type { KeyAnnouncement } from '../../channels/record.ts';
import type { AutopilotEvent } from '../../platform/bus.ts';

/** What an event says about a channel's new key. */
export interface AnnouncedKey extends Omit<KeyAnnouncement, 'failed'> {
  channelArn: string;
  channelName?: string | undefined;
  /** The secret that holds the key's value; absent if values are not stored. */
  secretName?: string;
}

const DETAIL_TYPE = { rotated: 'Stream Key Rotated', revoked: 'Stream Key Revoked' } as const;

/** `rotated` by the channel's policy, or `revoked` by an operator. */
export type KeyEventKind = keyof typeof DETAIL_TYPE;

/** The event that a channel has a new key. Its id is made of the key's id, so each key has one event. */
export function keyEvent(kind: KeyEventKind, key: AnnouncedKey): AutopilotEvent {
  const { channelArn, channelName, keyArn, oldKeyArn, reason, at, secretName } = key;
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
