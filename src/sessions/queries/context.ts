import * as z from 'zod/mini';
import type { AccountRegion } from '../../ivs/accept.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { DetailStore } from '../details/store.ts';
import { decodeToken, encodeToken } from '../page-token.ts';
import type { SessionStore } from '../store.ts';
import type { ListedSession } from '../summary.ts';
import type { ViewerStore } from '../viewers/store.ts';

/** What questions are answered from. */
export interface QueryContext extends Observability {
  store: SessionStore;
  details: Pick<DetailStore, 'get'>;
  viewers: Pick<ViewerStore, 'get'>;
  clock: Clock;
  accountRegion: AccountRegion;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
}

/** A long answer stops this long before the deadline, at least; the next page goes on. */
const RESERVE_MS = 5_000;

export const isNearDeadline = ({ clock, deadline }: QueryContext): boolean =>
  clock.now() > deadline - RESERVE_MS;

/** A page's own part of an answer stays below this: Lambda's limit is 6 MB, with all that is around it. */
export const LARGEST_PAGE_BYTES = 2_500_000;

export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** As many of the first ones as fit into a page, and one at least. */
export function firstThatFit<T>(all: T[], left = LARGEST_PAGE_BYTES): T[] {
  let bytes = 0;
  const tooMany = all.findIndex((one, i) => {
    bytes += bytesOf(one);
    return i > 0 && bytes > left;
  });
  return tooMany === -1 ? all : all.slice(0, tooMany);
}

/** A session's place in an index, in a token. */
export const sessionPositionSchema = z.tuple([z.string(), z.string(), z.string()]);
export type SessionPosition = z.infer<typeof sessionPositionSchema>;

export const positionOf = ({ sessionAt, channelArn, streamId }: ListedSession): SessionPosition => [
  sessionAt,
  channelArn,
  streamId,
];

export const listedSessionAt = ([
  sessionAt,
  channelArn,
  streamId,
]: SessionPosition): ListedSession => ({
  ...{ channelArn, streamId, sessionAt },
});

/** Makes and reads the tokens of one question; one of another question is refused. */
export function pageTokens<S extends z.ZodMiniType>(question: unknown, schema: S) {
  const scope = JSON.stringify(question);
  return {
    /** @throws InputError that names `nextToken` */
    read: (token: string | undefined): z.infer<S> | undefined =>
      token === undefined ? undefined : decodeToken(scope, token, schema),
    make: (place: z.infer<S>): string => encodeToken(scope, place),
  };
}
