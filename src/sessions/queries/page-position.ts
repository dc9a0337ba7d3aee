import * as z from 'zod/mini';
import { decodeToken, encodeToken } from '../page-token.ts';
import type { ListedSession } from '../summary.ts';
import type { EventPosition } from '../timeline/event.ts';

/**
 * A session's position in an index, as a page token contains it: `sessionAt`, channel ARN, stream
 * id.
 */
export const sessionPositionSchema = z.tuple([z.string(), z.string(), z.string()]);
export type SessionPosition = z.infer<typeof sessionPositionSchema>;

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
export const eventPositionSchema = z.object({ time: z.string(), id: z.string() });

export const eventPositionOf = ({ time, id }: EventPosition): EventPosition => ({ time, id });

/**
 * Makes and reads the page tokens of one query.
 *
 * @param query a token of another query is refused
 * @param schema of the positions in the tokens
 */
export function pageTokens<S extends z.ZodMiniType>(query: unknown, schema: S) {
  const scope = JSON.stringify(query);
  return {
    /** @throws InputError that names `nextToken` */
    read: (token: string | undefined): z.infer<S> | undefined =>
      token === undefined ? undefined : decodeToken(scope, token, schema),
    make: (position: z.infer<S>): string => encodeToken(scope, position),
  };
}
