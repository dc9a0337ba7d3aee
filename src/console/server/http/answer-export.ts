import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { withoutStreamKeyValues } from '../../../ivs/stream-key-value.ts';
import { exportTexts } from '../export/lines.ts';
import { readExportQuery } from '../export/read-query.ts';
import type { Console } from '../served.ts';

/**
 * Answers a download. A browser that is slow, or that has gone, is asked for no further page.
 *
 * @throws the error of the first page, before anything is sent. A later one breaks the download off, so that nobody takes a part of it
 *   for the whole.
 */
export async function answerExport(
  response: ServerResponse,
  query: URLSearchParams,
  { topics, invoke, options }: Console,
): Promise<void> {
  const { arns } = topics;
  const tools = { arnOf: (one: string) => arns.arnOf(one), now: () => options.timers.now() };
  const request = await readExportQuery(query, tools);
  for await (const text of exportTexts(request, invoke)) {
    if (response.destroyed) return;
    if (!response.headersSent) beginDownload(response, request.fileName);
    if (!response.write(withoutStreamKeyValues(text))) await drained(response);
  }
  response.end();
}

function beginDownload(response: ServerResponse, fileName: string): void {
  response.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName}"`,
  });
}

async function drained(response: ServerResponse): Promise<void> {
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}
