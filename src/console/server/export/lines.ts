import { HttpError } from '../../../http/respond.ts';
import type { Invoke } from '../options.ts';
import type { Page } from '../polling/source.ts';
import type { ExportRequest } from './read-query.ts';

/**
 * Asks page by page for what is exported. The next page is asked for when this one is written, so that one page is in memory.
 *
 * @returns texts that together are newline-delimited JSON
 */
export async function* exportTexts(
  { payload, isSession }: ExportRequest,
  invoke: Invoke,
): AsyncGenerator<string> {
  const pages = pagesOf(payload, invoke);
  yield* isSession ? sessionTexts(pages) : listTexts(pages);
}

async function* pagesOf(payload: object, invoke: Invoke): AsyncGenerator<Page> {
  let nextToken: string | undefined;
  do {
    const request = { ...payload, ...(nextToken !== undefined && { nextToken }) };
    const page = await invoke<Page>('getSessions', request);
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

async function* listTexts(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  for await (const { sessions } of pages)
    yield (sessions as unknown[]).map((session) => `${JSON.stringify(session)}\n`).join('');
}

/** One line, whose entries come page by page: `{"session":{…},"timeline":[…]}`. */
async function* sessionTexts(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  let before = '';
  for await (const { sessions, timeline = [] } of pages) {
    if (before === '') yield headOf((sessions as unknown[])[0]);
    before ||= '[';
    for (const entry of timeline as unknown[]) {
      yield before + JSON.stringify(entry);
      before = ',';
    }
  }
  yield before === '[' ? '[]}\n' : ']}\n';
}

function headOf(session: unknown): string {
  if (session === undefined) throw new HttpError(404, 'stream: the session is not known');
  return `{"session":${JSON.stringify(session)},"timeline":`;
}
