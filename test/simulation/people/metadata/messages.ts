import type { Chance } from '../../time/randomness.ts';

/** What producers write into `payload`. It tells the observers what they need to know. */
export interface Payload {
  /** The number of the message. No other message has it. */
  n: number;
  /** The message is wrong, so that it must be refused. */
  wrong?: true;
  pad?: string;
  more?: unknown;
}

/** A message as a producer writes it. */
export interface ProducedMessage {
  channelArn: string;
  payload: Payload;
  [member: string]: unknown;
}

const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789é"\\ ';

/** A text that makes the payload larger: mostly short, sometimes so long that the message needs parts. */
export function someText(chance: Chance): string {
  if (chance.happens(0.85)) return 'é'.repeat(Math.floor(chance.number() ** 3 * 200));
  const length = chance.whole(600, 3_200);
  if (chance.happens(0.3)) return 'quiz '.repeat(length / 5);
  return Array.from({ length }, () => String.fromCharCode(97 + chance.whole(0, 25))).join('');
}

export const someId = (chance: Chance): string =>
  Array.from({ length: chance.whole(1, 40) }, () => chance.one([...ID_CHARACTERS])).join('');

/** What else a payload may hold. */
export const someMore = (chance: Chance): object =>
  chance.happens(0.1) ? { more: chance.one([[1, 2.5, 'three', null], { share: 0.25 }]) } : {};

/** When a message expires: mostly not given, sometimes in seconds, sometimes after hours. */
export function someExpiry(chance: Chance, now: number): object {
  const number = chance.number();
  if (number < 0.4) return {};
  if (number < 0.6) return { ttlSeconds: chance.whole(1, 20) };
  if (number < 0.8) return { ttlSeconds: chance.between(30, 1_200) };
  if (number < 0.95) return { expiresAt: now + chance.whole(10_000, 1_200_000) };
  return { expiresAt: new Date(now + chance.whole(3_600_000, 20_000_000)).toISOString() };
}

/** An object in an object, and so on. */
const nested = (levels: number, innermost: object): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ branch: inner }), innermost);

/** Makes a correct message wrong. */
export function spoil(chance: Chance, message: ProducedMessage, now: number): ProducedMessage {
  const { channelArn } = message;
  const fault = chance.one([
    { channelArn: channelArn.replace('us-west-2', 'eu-central-1') },
    { channelArn: channelArn.replace('123456789012', '210987654321') },
    { channelArn: 'my channel' },
    { channelArn: 17 },
    { ttlSeconds: -1 },
    { ttlSeconds: 'soon' },
    { ttlSeconds: 90_000 },
    { ttlSeconds: 5, expiresAt: now + 5_000 },
    { expiresAt: now - 60_000 },
    { expiresAt: 'tomorrow' },
    { id: '' },
    { id: '~0abcdef' },
    { key: 'k'.repeat(129) },
    { sticky: true, key: undefined },
    { sticky: 'yes' },
    { colour: 'red' },
    { channelArn: null },
    { key: null },
    { payload: { n: 2 ** 53 } },
    { payload: { pad: 'x'.repeat(9_000) } },
    { payload: { scores: [1, 2.5, { 'of all teams': { ['team'.repeat(12)]: 2 ** 60 } }] } },
    { payload: { tree: nested(60, { leaves: 2 ** 60 }) } },
    { payload: { tree: nested(1_000, {}) } },
  ]);
  const { payload, ...members } = { ...message, ...fault };
  return {
    ...members,
    payload: { ...message.payload, ...payload, wrong: true },
  } as unknown as ProducedMessage;
}

/** Requests that cannot be read at all. */
export const UNREADABLE: readonly unknown[] = [
  null,
  [],
  'messages',
  {},
  { messages: {} },
  { messages: [], more: 1 },
  { message: [] },
  { 'detail-type': 'IVS Metadata', id: 'by hand', detail: { messages: [] } },
  { 'detail-type': 'IVS Metadata', id: 'by hand', time: 'now', detail: { messages: [] } },
  { messages: ['hello', null, 17, [], {}, { channelArn: 'my channel' }] },
];

/** What a function finds in a call. What is no message counts as a wrong one. */
export const readMessages = (messages: readonly unknown[]): ProducedMessage[] =>
  messages.map((raw) =>
    isMessage(raw) ? raw : { channelArn: '', payload: { n: 0, wrong: true } },
  );

function isMessage(raw: unknown): raw is ProducedMessage {
  const { payload } = Object(raw) as { payload?: Payload };
  return payload !== undefined;
}
