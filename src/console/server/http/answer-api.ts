import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError, send, urlOf } from '../../../http/respond.ts';
import { withoutStreamKeyValues } from '../../../ivs/stream-key-value.ts';
import { InputError } from '../../../platform/errors.ts';
import type { About } from '../../protocol/messages.ts';
import { CHANGES, perform, readAction } from '../actions/perform.ts';
import type { Console } from '../served.ts';
import { expectOwnPage, readJson } from './answer-actions.ts';
import { answerExport } from './answer-export.ts';
import { NOT_OPENED } from './answer-page.ts';
import { sendEvents } from './event-stream.ts';

/** A page does not watch more topics at once. */
const MAX_ADDRESSES = 20;

/** Answers a request of the page. @throws HttpError, InputError, or an error of a function */
export async function answerApi(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  served: Console,
): Promise<void> {
  if (!served.secrets.hasSession(request)) {
    if (!isPageOfEarlierRun(request, served)) throw new HttpError(401, NOT_OPENED);
    response.setHeader('Set-Cookie', served.secrets.cookieFor(request));
  }
  response.setHeader('Cache-Control', 'no-store');
  if (name === 'actions') return act(request, response, served);
  if (request.method !== 'GET')
    throw new HttpError(405, `method: expected GET, received ${request.method}`);
  const { searchParams } = urlOf(request);
  switch (name) {
    case 'about':
      return answerJson(response, about(served));
    case 'answer':
      return answerOnce(response, searchParams, served);
    case 'export':
      return answerExport(response, searchParams, served);
    case 'events':
      return answerEvents(response, searchParams, served);
    default:
      throw new HttpError(404, `the console has no /console/api/${name}`);
  }
}

/**
 * Where everybody may open the page, a page that is open stays usable when the stack has been started again. No other page can send
 * this header, and an action still needs the token that only a page of this run knows.
 */
const isPageOfEarlierRun = ({ method, headers }: IncomingMessage, { options }: Console): boolean =>
  options.entry === 'page' && method === 'GET' && headers['sec-fetch-site'] === 'same-origin';

function about({ options, secrets, invocations }: Console): About {
  const { stage, region, version, isReadOnly, local } = options;
  return {
    ...{ stage, version, isReadOnly, ...(region !== undefined && { region }) },
    ...{ isLocal: local !== undefined, hasPicture: local?.hasPicture ?? false },
    ...(local && { mediaOrigin: local.mediaOrigin }),
    ...{ actionToken: secrets.actionToken, invocations },
  };
}

async function answerOnce(
  response: ServerResponse,
  query: URLSearchParams,
  { topics }: Console,
): Promise<void> {
  const ask = topics.askFor(query.get('address') ?? '');
  answerJson(response, await ask(query.get('nextToken') ?? undefined));
}

function answerEvents(
  response: ServerResponse,
  query: URLSearchParams,
  { pollers, options, streams }: Console,
): void {
  const addresses = [...new Set(query.getAll('address'))];
  if (addresses.length === 0 || addresses.length > MAX_ADDRESSES)
    throw new InputError('address', `1 to ${MAX_ADDRESSES} topics`, addresses.length);
  const end = sendEvents(response, addresses, { pollers, timers: options.timers });
  streams.add(end);
  response.once('close', () => streams.delete(end));
}

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  { options, secrets, pollers, invoke }: Console,
): Promise<void> {
  if (request.method !== 'POST')
    throw new HttpError(405, `method: expected POST, received ${request.method}`);
  expectOwnPage(request, secrets.actionToken);
  if (options.isReadOnly)
    throw new HttpError(403, 'this console is read only: start it without --read-only');
  const action = readAction(await readJson(request));
  try {
    const answer = await perform(action, { invoke, simulator: options.local?.simulator });
    answerJson(response, answer);
  } finally {
    pollers.askNow(CHANGES[action.action]);
  }
}

/** Nothing that a function has answered has the value of a stream key. Should one ever have, it stays here. */
export function answerJson(response: ServerResponse, answer: unknown, status = 200): void {
  const json = withoutStreamKeyValues(JSON.stringify(answer ?? null));
  send(response, status, `${json}\n`, { 'content-type': 'application/json; charset=utf-8' });
}
