import type { IncomingMessage, ServerResponse } from 'node:http';
import { guarded } from '../../http/access/guard.ts';
import { accessPolicy } from '../../http/access/policy.ts';
import { HttpError, send, urlOf } from '../../http/respond.ts';
import { errorMessage, InputError } from '../../platform/errors.ts';
import { addSecurityHeaders } from './access/headers.ts';
import { Secrets } from './access/secrets.ts';
import { answerApi, answerJson } from './http/answer-api.ts';
import { answerPage, TOKEN_PARAMETER } from './http/answer-page.ts';
import { BASE, consolePath, isPublicConsoleRequest } from './http/paths.ts';
import type { ConsoleOptions, Invoke } from './options.ts';
import { Pollers } from './polling/pollers.ts';
import type { Console } from './served.ts';
import { Topics } from './topics/topics.ts';

export type { Console } from './served.ts';

/** Creates a console, without a server. Nothing is invoked before a page asks. */
export function createConsole(options: ConsoleOptions): Console {
  let invocations = 0;
  const invoke: Invoke = (functionName, payload) => {
    invocations++;
    return options.invoke(functionName, payload);
  };
  const { timers, local } = options;
  const topics = new Topics({ invoke, simulator: local?.simulator, now: () => timers.now() });
  const made: Console = {
    ...{ options, topics, invoke, streams: new Set() },
    secrets: new Secrets(options.newSecret, options.entry === 'token'),
    pollers: new Pollers((address) => topics.open(address), timers),
    get invocations() {
      return invocations;
    },
    listener: (request, response) => guard(request, response),
    entryPath() {
      const { token } = made.secrets;
      return token === undefined ? BASE : `${BASE}?${TOKEN_PARAMETER}=${token}`;
    },
    close() {
      for (const end of made.streams) end();
    },
  };
  const guard = guarded(
    accessPolicy({ allowedHosts: options.allowedHosts ?? [] }),
    (request, response) => void answer(request, response, made),
    (_, response, message) => answerError(response, new HttpError(403, message)),
    isPublicConsoleRequest,
  );
  return made;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  served: Console,
): Promise<void> {
  const { options, secrets } = served;
  try {
    addSecurityHeaders(response, options.local?.mediaOrigin);
    const path = consolePath(urlOf(request).pathname);
    if (path?.kind === 'api') return await answerApi(path.name, request, response, served);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HttpError(405, `method: expected GET, received ${request.method}`);
    if (path?.kind === 'page') return await answerPage(request, response, secrets, options);
    await answerAsset(path?.name ?? '', response, options);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else answerError(response, error);
  }
}

async function answerAsset(
  name: string,
  response: ServerResponse,
  { findAsset }: ConsoleOptions,
): Promise<void> {
  const asset = name === 'index.html' ? undefined : await findAsset(name);
  if (!asset) throw new HttpError(404, `the console has no file ${JSON.stringify(name)}`);
  send(response, 200, asset.body, { 'content-type': asset.type, 'cache-control': 'no-cache' });
}

function answerError(response: ServerResponse, error: unknown): void {
  const message = errorMessage(error).replace(/\s+/g, ' ');
  answerJson(response, { message }, statusOf(error));
}

/** What the functions refuse or cannot do is not a mistake of the page. */
function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  return error instanceof InputError ? 400 : 502;
}
