import type { StreamSession } from '../../ivs/api.ts';
import { parseArn } from '../../ivs/arn.ts';
import { type DetailType, NAME_MEMBER } from '../../ivs/events.ts';
import { type ClassifiedEvent, isStateChange, meaningOf } from '../event-meaning.ts';
import type { SessionId } from '../session-id.ts';

/** What an answer of IVS says about an event. */
export interface EventFields {
  detailType: DetailType;
  name: string;
  at: Date;
  code?: string;
}

/**
 * Makes the event that EventBridge did not deliver. Its id follows from its content, so repairing
 * twice has the effect of repairing once. A state change, which happens once in a session, has the
 * same id whatever its time is.
 *
 * @param session gives the channel's name; undefined if unknown
 */
export function repairEvent(
  { channelArn, streamId }: SessionId,
  { detailType, name, at, code }: EventFields,
  session: StreamSession | undefined,
): ClassifiedEvent {
  const { region = '', account = '' } = parseArn(channelArn) ?? {};
  const { name: channelName } = session?.channel ?? {};
  const time = at.toISOString();
  const meaning = meaningOf({ detailType, name });
  return {
    id: `reconcile:${streamId}:${name}${isStateChange(meaning) ? '' : `:${time}`}`,
    ...{ time, account, region, detailType, name, channelArn, streamId, meaning },
    ...(channelName && { channelName }),
    detail: {
      [NAME_MEMBER[detailType]]: name,
      stream_id: streamId,
      ...(channelName && { channel_name: channelName }),
      ...(code && { code }),
    },
  };
}
