import type { CliContext } from './context.ts';
import { printJson } from './output.ts';

/**
 * Asks a function for all pages of an answer. The next page is requested when the caller has used this one.
 *
 * @param request the payload; further pages are requested with the same payload and their `nextToken`
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

/**
 * Prints lists of items: each item as a line of JSON with `--json`, otherwise a table for each list.
 *
 * @param table makes the table of one list
 * @param whenEmpty printed if there is no item at all, but not with `--json`
 */
export async function printLists<Item>(
  cli: CliContext,
  lists: AsyncIterable<readonly Item[]>,
  table: (items: readonly Item[], cli: CliContext) => string,
  whenEmpty: string,
): Promise<void> {
  let isEmpty = true;
  for await (const items of lists) {
    if (items.length === 0) continue;
    isEmpty = false;
    if (cli.json) for (const item of items) await printJson(cli, item);
    else await cli.print(table(items, cli));
  }
  if (isEmpty && !cli.json) await cli.print(whenEmpty);
}
