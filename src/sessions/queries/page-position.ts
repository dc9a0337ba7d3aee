import * as z from 'zod/mini';
import { isEventId, isStreamId, MAX_ARN_LENGTH } from '../../ivs/accept.ts';
import { isChannelArn } from '../../ivs/arn.ts';
import { isoTimeSchema } from '../../platform/page-tokens.ts';
import type { ListedSession } from '../summary.ts';
import type { EventPosition } from '../timeline/event.ts';

/** Which sessions a query can reach. Absent members do not limit it. */
export interface Reach {
  channelArn?: string;
  /** `sessionAt` is earlier than `to`, ISO 8601. */
  range?: { to: string };
}

const sessionPosition = z.tuple([
  isoTimeSchema,
  z.string().check(z.refine(isChannelArn), z.maxLength(MAX_ARN_LENGTH)),
  z.string().check(z.refine(isStreamId)),
]);
export type SessionPosition = z.infer<typeof sessionPosition>;

/**
 * A session's position in an index, as a page token contains it: `sessionAt`, channel ARN, stream id.
 * Positions that the query cannot reach are refused: DynamoDB would refuse some of them.
 */
export const sessionPositionSchema = ({ channelArn, range }: Reach = {}) =>
  sessionPosition.check(
    z.refine(([, arn]) => channelArn === undefined || arn === channelArn),
    z.refine(([sessionAt]) => range === undefined || sessionAt < range.to),
  );

export const positionOf = ({ sessionAt, channelArn, streamId }: ListedSession): SessionPosition => [
  sessionAt,
  channelArn,
  streamId,
];

export const listedSessionAt = (position: SessionPosition): ListedSession => {
  const [sessionAt, channelArn, streamId] = position;
  return { channelArn, streamId, sessionAt };
};

/** An event's position in a list of events, as a page token contains it. */
export const eventPositionSchema = z.object({
  time: isoTimeSchema,
  id: z.string().check(z.refine(isEventId)),
});

export const eventPositionOf = ({ time, id }: EventPosition): EventPosition => ({ time, id });
