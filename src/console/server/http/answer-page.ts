import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError, send, urlOf } from '../../../http/respond.ts';
import type { Secrets } from '../access/secrets.ts';
import type { ConsoleOptions } from '../options.ts';

/** The query parameter with the token that opens the console. */
export const TOKEN_PARAMETER = 'token';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

type PageOptions = Pick<ConsoleOptions, 'entry' | 'findAsset'>;

/** Answers a request for the page: the same HTML for each path, if the browser may use the console. */
export async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  secrets: Secrets,
  { entry, findAsset }: PageOptions,
): Promise<void> {
  const url = urlOf(request);
  const token = url.searchParams.get(TOKEN_PARAMETER);
  if (token !== null) return exchangeToken(request, response, { secrets, url, token });
  if (entry === 'page' && isNavigation(request) && !secrets.hasSession(request))
    response.setHeader('Set-Cookie', secrets.cookieFor(request));
  else if (!isFromElsewhere(request) && !secrets.hasSession(request))
    return refuse(response, 401, NOT_OPENED);
  const html = await findAsset('index.html');
  send(response, html ? 200 : 500, html?.body ?? 'The page is not built: npm run build\n', HTML);
}

/** Gives the cookie for the token, which works once. The token does not stay in the address bar and in the history. */
function exchangeToken(
  request: IncomingMessage,
  response: ServerResponse,
  { secrets, url, token }: { secrets: Secrets; url: URL; token: string },
): void {
  // Browsers load pages in advance that nobody may ever see.
  if (request.headers['sec-purpose'] !== undefined || request.method !== 'GET')
    throw new HttpError(503, 'The token is for a page that somebody looks at.');
  const isOpen = secrets.hasSession(request);
  if (!isOpen && !secrets.exchange(token)) {
    refuse(response, 403, WRONG_TOKEN);
    return;
  }
  if (!isOpen) response.setHeader('Set-Cookie', secrets.cookieFor(request));
  url.searchParams.delete(TOKEN_PARAMETER);
  send(response, 303, '', { location: url.pathname + url.search });
}

export const NOT_OPENED =
  'This browser has not opened the console. Open the URL that the command "ivs-autopilot console" has printed; if it was used already, start the command again.';
const WRONG_TOKEN =
  'The token of this URL was used already, or is not that of this console: each works once. Use the browser that has opened it, or start the command "ivs-autopilot console" again and open the URL that it prints.';

/** A link on another page was followed: then a browser does not send the cookie with this request, but with those of the page. */
const isFromElsewhere = (request: IncomingMessage): boolean =>
  ['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site'])) &&
  isNavigation(request);

/** Whether somebody opens the page in a tab. Programs and old browsers send no such header. */
function isNavigation({ headers }: IncomingMessage): boolean {
  const destination = headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document';
}

function refuse(response: ServerResponse, status: number, text: string): void {
  const title = 'ivs-autopilot console';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  const html = `<!doctype html><html lang="en">${head}<h1>${title}</h1><p>${text.replaceAll('"', '&quot;')}</p></html>\n`;
  send(response, status, html, HTML);
}
