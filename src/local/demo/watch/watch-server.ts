import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { guarded } from '../../../http/access/guard.ts';
import { accessPolicy } from '../../../http/access/policy.ts';
import { JsonError, parseJsonBody } from '../../../http/json.ts';
import { HOST, listen } from '../../../http/listen.ts';
import { HttpError, readBody, send, sendJsonLine, urlOf } from '../../../http/respond.ts';

interface WatchServerOptions {
  port: number;
  playbackUrl: string;
  /** Queues a message for those who watch. */
  queueMessage: (text: string) => Promise<void>;
}

export interface WatchServer {
  /** The address of the page. */
  url: string;
  close(): void;
}

const PLAYER = join(import.meta.dirname, '../../../player/index.ts');
const JAVASCRIPT = 'text/javascript';
const MAX_TEXT = 500;

/** The files of the page, by path. */
const FILES: Record<string, { type: string; read: () => Promise<string | Buffer> }> = {
  '/': { type: 'text/html', read: () => readFile(join(import.meta.dirname, 'page.html')) },
  '/page.js': { type: JAVASCRIPT, read: () => readFile(join(import.meta.dirname, 'page.js')) },
  '/hls.js': { type: JAVASCRIPT, read: readHlsJs },
  '/player.js': { type: JAVASCRIPT, read: readPlayer },
};

/** Serves the watching page on this machine. Other web pages cannot send messages. */
export async function startWatchServer(options: WatchServerOptions): Promise<WatchServer> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response, options).catch((error) => {
      const status = error instanceof HttpError ? error.status : 500;
      sendJsonLine(response, status, {
        message: error instanceof Error ? error.message : `${error}`,
      });
    });
  };
  const server = createServer(
    guarded(accessPolicy({}), listener, (_request, response, message) =>
      sendJsonLine(response, 403, { message }),
    ),
  );
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { playbackUrl, queueMessage }: WatchServerOptions,
): Promise<void> {
  const { pathname } = urlOf(request);
  if (pathname === '/channel') return sendJsonLine(response, 200, { playbackUrl });
  if (pathname === '/message' && request.method === 'POST') {
    await queueMessage(textOf(await readBody(request)));
    return sendJsonLine(response, 202, {});
  }
  const file = Object.hasOwn(FILES, pathname) ? FILES[pathname] : undefined;
  if (!file) throw new HttpError(404, `${pathname}: unknown path`);
  send(response, 200, await file.read(), { 'content-type': `${file.type}; charset=utf-8` });
}

/** @throws HttpError 400 that says what was expected */
function textOf(body: Buffer): string {
  const { text } = Object(parse(body)) as { text?: unknown };
  if (typeof text === 'string' && text !== '' && text.length <= MAX_TEXT) return text;
  throw new HttpError(400, `text: expected a string of 1 to ${MAX_TEXT} characters`);
}

function parse(body: Buffer): unknown {
  try {
    return parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new HttpError(400, `body: expected JSON, received ${error.message}`);
  }
}

function readHlsJs(): Promise<Buffer> {
  const main = createRequire(import.meta.url).resolve('hls.js');
  return readFile(join(dirname(main), 'hls.min.js'));
}

/** The module `ivs-autopilot/player`, from its source. */
async function readPlayer(): Promise<string> {
  const source = await readFile(PLAYER, 'utf8');
  return (await transform(source, { loader: 'ts', format: 'esm' })).code;
}
