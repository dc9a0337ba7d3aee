import type { ServerResponse } from 'node:http';
import { withoutStreamKeyValues } from '../../../ivs/stream-key-value.ts';
import type { TopicMessage } from '../../protocol/messages.ts';
import type { Watcher } from '../polling/poller.ts';
import type { Pollers } from '../polling/pollers.ts';
import type { Timers } from '../timers.ts';

/** The browser connects again after so long, ms. */
const RETRY_MS = 1_000;
/** A comment, so that both sides notice a broken connection, ms. */
const HEARTBEAT_MS = 15_000;
/** A browser that has not taken so many bytes gets the newest answers when it has, and nothing before. */
const MAX_BUFFERED_BYTES = 1_000_000;

/**
 * Sends what is known of topics as server-sent events, until the browser closes the connection.
 *
 * @throws the error of an address that is no topic's, before anything is sent
 * @returns ends the response
 */
export function sendEvents(
  response: ServerResponse,
  addresses: readonly string[],
  { pollers, timers }: { pollers: Pollers; timers: Timers },
): () => void {
  const early: TopicMessage[] = [];
  const behind = new Set<string>();
  let send = (message: TopicMessage): void => void early.push(message);
  const end = watchAll(addresses, pollers, (message) => send(message));
  let cancelHeartbeat = timers.after(HEARTBEAT_MS, beat);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(`retry: ${RETRY_MS}\n\n`);
  send = (message) => {
    if (behind.has(message.address) || response.writableLength > MAX_BUFFERED_BYTES)
      behind.add(message.address);
    else response.write(`data: ${withoutStreamKeyValues(JSON.stringify(message))}\n\n`);
  };
  for (const message of early) send(message);
  response.on('drain', catchUp);
  response.once('close', stop);
  return () => void response.end();

  function catchUp(): void {
    const missed = [...behind];
    behind.clear();
    for (const address of missed) for (const message of pollers.newest(address)) send(message);
  }
  function beat(): void {
    if (response.writableLength === 0) response.write(':\n\n');
    cancelHeartbeat = timers.after(HEARTBEAT_MS, beat);
  }
  function stop(): void {
    cancelHeartbeat();
    end();
  }
}

/** Watches all topics, or none if one address is no topic's. @returns ends the watch */
function watchAll(addresses: readonly string[], pollers: Pollers, watcher: Watcher): () => void {
  const ends: (() => void)[] = [];
  const endAll = (): void => {
    for (const end of ends) end();
  };
  try {
    for (const address of addresses) ends.push(pollers.watch(address, watcher));
  } catch (error) {
    endAll();
    throw error;
  }
  return endAll;
}
