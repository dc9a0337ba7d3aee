import { type GetSessionsAnswer, getSessions } from '../../src/sessions/get-sessions.ts';
import type { QueryContext } from '../../src/sessions/queries/context.ts';
import { fakeClock } from './clock.ts';
import { memoryCursorStore } from './leases.ts';
import { memoryDetailStore, memoryViewerDayStore, memoryViewerStore } from './memory-details.ts';
import { memorySessionStore } from './memory-sessions.ts';
import { recordObservability } from './observability.ts';

/** The use case getSessions over stores in memory. The time is noon of 21 November 2026. */
export function sessionQueries() {
  const sessions = memorySessionStore();
  const clock = fakeClock();
  const seen = recordObservability();
  const context = {
    ...seen,
    ...{ store: sessions, details: memoryDetailStore(), viewers: memoryViewerStore() },
    viewerDays: memoryViewerDayStore(),
    ...{ cursors: memoryCursorStore(), clock, deadline: Number.POSITIVE_INFINITY },
    accountRegion: { region: 'us-west-2', account: '123456789012' },
  };
  const ask = <T extends GetSessionsAnswer>(input: unknown, other: Partial<QueryContext> = {}) =>
    getSessions(input, { ...context, ...other }) as Promise<T>;

  /** Reads all pages of an answer. */
  async function pages<T extends GetSessionsAnswer>(
    input: object,
    other: Partial<QueryContext> = {},
  ) {
    const all: T[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ask<T>({ ...input, ...(nextToken !== undefined && { nextToken }) }, other);
      all.push(page);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return all;
  }
  return { sessions, clock, seen, context, ask, pages };
}
