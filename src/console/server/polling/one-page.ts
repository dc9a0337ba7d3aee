import type { AskPage, Source } from './source.ts';

/** Asks for the first page only: the page asks for further ones itself. */
export const onePage = (ask: AskPage, restMs: number): Source => ({
  restMs,
  ask: () => ask(),
  restart: () => undefined,
});
