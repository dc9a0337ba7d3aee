import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TopicMessage } from '../../protocol/messages.ts';
import { addressOf, type TopicAnswers, type TopicName } from '../../protocol/topics.ts';
import { loadAbout } from './about.ts';
import { connection, offlineSince } from './connection.ts';
import { withChange } from './list-change.ts';

/** What the page knows of a topic. */
export interface TopicState<Answer> {
  /** The last answer. It stays while the console is offline. */
  answer?: Answer;
  /** When this answer was known to be true last, ISO 8601. */
  at?: string;
  /** Why there is no newer answer. */
  problem?: string;
}

/** The wait before a refused connection is tried again, ms. */
const RETRY_MS = 2_000;

const states = new Map<string, Signal<TopicState<unknown>>>();
const watchers = new Map<string, number>();
let source: EventSource | undefined;
let openAddresses = '';
let isScheduled = false;

/**
 * Watches a topic while the component is shown.
 *
 * @param parameters see `TopicAnswers`
 */
export function useTopic<Name extends TopicName>(
  name: Name,
  ...parameters: readonly (string | number)[]
): TopicState<TopicAnswers[Name]> {
  const address = addressOf(name, ...parameters);
  useEffect(() => watch(address), [address]);
  return stateOf(address).value as TopicState<TopicAnswers[Name]>;
}

function stateOf(address: string): Signal<TopicState<unknown>> {
  const known = states.get(address);
  if (known) return known;
  const made = signal<TopicState<unknown>>({});
  states.set(address, made);
  return made;
}

/** @returns ends the watch */
function watch(address: string): () => void {
  watchers.set(address, (watchers.get(address) ?? 0) + 1);
  connectSoon();
  return () => {
    const left = (watchers.get(address) ?? 1) - 1;
    if (left === 0) watchers.delete(address);
    else watchers.set(address, left);
    connectSoon();
  };
}

/** A page that is not shown asks for nothing: each answer costs an invocation. */
export function pauseWhileHidden(): void {
  document.addEventListener('visibilitychange', connectSoon);
}

/** Views change several topics at the same moment: they share one connection. */
function connectSoon(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    connect();
  });
}

function connect(): void {
  const addresses = document.hidden ? [] : [...watchers.keys()].sort();
  const query = addresses.map((one) => `address=${encodeURIComponent(one)}`).join('&');
  if (query === openAddresses) return;
  openAddresses = query;
  open();
}

function open(): void {
  source?.close();
  source = undefined;
  if (openAddresses === '') return;
  const opened = new EventSource(`/console/api/events?${openAddresses}`);
  source = opened;
  opened.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
  opened.addEventListener('open', () => {
    // It may be another server, which expects another token of actions.
    if (connection.value === 'offline') void loadAbout();
    connection.value = 'online';
    offlineSince.value = undefined;
  });
  opened.addEventListener('error', () => {
    connection.value = 'offline';
    offlineSince.value ??= Date.now();
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => reopen(opened), RETRY_MS);
  });
}

/** The browser connects again by itself, but not after an answer that is an error. */
async function reopen(closed: EventSource): Promise<void> {
  if (source !== closed) return;
  await loadAbout();
  if (source === closed) open();
}

function receive(message: TopicMessage): void {
  const state = stateOf(message.address);
  const { answer } = state.value;
  if ('problem' in message) state.value = { ...state.value, problem: message.problem };
  else if ('same' in message) state.value = { answer, at: message.at };
  else if ('change' in message)
    state.value = { answer: withChange(answer, message.change), at: message.at };
  else state.value = { answer: message.answer, at: message.at };
}
