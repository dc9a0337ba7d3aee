import type { CliContext } from './context.ts';

/**
 * The pages of an answer, one at a time: the next one is asked for when this one has been used.
 *
 * @param request the payload, which each further page repeats beside its `nextToken`
 */
export async function* pages<Page extends { nextToken?: string }>(
  { invoke }: Pick<CliContext, 'invoke'>,
  functionName: string,
  request: object,
): AsyncGenerator<Page> {
  let nextToken: string | undefined;
  do {
    const page = await invoke<Page>(functionName, { ...request, ...(nextToken && { nextToken }) });
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
