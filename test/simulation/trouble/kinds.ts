/**
 * Every kind of trouble, with the probability of it at each opportunity in rough weather. Calm weather has a
 * tenth of it, a storm ten times as much.
 */
export const TROUBLE_RATES = {
  /** An event of IVS never arrives. */
  'event lost': 0.01,
  'event doubled': 0.02,
  /** Seconds to minutes late, so that later events overtake it. */
  'event overtaken': 0.02,
  /** Up to six hours late. */
  'event late by hours': 0.002,
  /** A request is refused because of too many requests. */
  'request throttled': 0.002,
  /** A request fails with a server error. Nothing was done. */
  'request failed': 0.002,
  /** A request is done, and its answer is lost. */
  'request cut': 0.001,
  /** A request does not arrive, and nothing answers until the client gives up. */
  'request lost': 0.0005,
  /** A request takes about as long as the client waits. In the end it is done. */
  'request slow': 0.0005,
  /** EventBridge or SQS takes only some of the entries of a request. */
  'batch partly failed': 0.005,
  /** Lambda ends an instance at any wait of its code. */
  'instance killed': 0.0005,
  /** Lambda ends an instance just after it has changed something in IVS: by chance alone, it would happen once in years. */
  'killed after a change': 0.02,
  /** A wait of an instance never ends, so that it runs into its timeout. */
  'instance stuck': 0.0001,
  /** Lambda delivers an asynchronous event twice. */
  'invocation doubled': 0.002,
  /** The answer of a function to its event source is lost: its messages come again. */
  'messages redelivered': 0.005,
  /** Somebody changes a channel about which a function has just asked IVS. */
  coincidence: 0.03,
  /** One tick of a schedule is dropped. */
  'tick lost': 0.005,
} as const;

/** Troubles that last. They begin by chance, whatever the weather is. */
export const OUTAGES = {
  /** EventBridge delivers no event of IVS, for up to a day. */
  'events silent': { everyDays: 8, longestMs: 24 * 3_600_000 },
  /** A schedule does not fire, for up to an hour. */
  'schedule silent': { everyDays: 2, longestMs: 3_600_000 },
  /** A service fails every request, for up to ten minutes. */
  'service down': { everyDays: 2, longestMs: 600_000 },
  /** A service takes seconds for each request, for up to half an hour. */
  'service slow': { everyDays: 1, longestMs: 1_800_000 },
  /** A policy forbids the functions every request to a service, for up to ten minutes. */
  'access denied': { everyDays: 3, longestMs: 600_000 },
  /** A policy forbids the functions one of the operations by which they change IVS, for up to six hours. */
  'change denied': { everyDays: 4, longestMs: 6 * 3_600_000 },
} as const;

export type Trouble = keyof typeof TROUBLE_RATES;
export type Outage = keyof typeof OUTAGES;
/** The wall clocks of two instances differ by up to 2 s. */
export type TroubleKind = Trouble | Outage | 'clocks apart';

export const TROUBLE_KINDS: readonly TroubleKind[] = [
  ...(Object.keys(TROUBLE_RATES) as Trouble[]),
  ...(Object.keys(OUTAGES) as Outage[]),
  'clocks apart',
];
