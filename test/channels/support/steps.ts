import { MINUTE } from '../../support/autopilot.ts';
import * as fc from '../../support/fast-check.ts';
import type { Trouble } from './weather.ts';

/** Tags that channels of a chaotic run have, and are given midway. */
export const TAGS: Record<string, string>[] = [
  {},
  { 'autopilot:auto-delete': 'true' },
  { 'autopilot:auto-delete': '1m', 'autopilot:rotate-key': 'on-end' },
  { 'autopilot:auto-delete': '30s' },
  { 'autopilot:rotate-key': 'on-end' },
  { 'autopilot:rotate-key': '30m' },
  { 'autopilot:rotate-key': '30m', 'autopilot:auto-delete': '2h' },
  { 'autopilot:rotate-key': 'on-end', 'autopilot:protect': 'true' },
  { 'autopilot:auto-delete': 'true', 'autopilot:protect': 'true' },
  { 'autopilot:auto-delete': 'True' },
  { 'autopilot:rotate-key': 'never', 'autopilot:auto-delete': 'ture' },
];

const channel = fc.nat({ max: 2 });
export const tags = fc.nat({ max: TAGS.length - 1 });
const does = <T extends string>(word: T) => fc.record({ do: fc.constant(word), channel });

/** What owners and their encoders do. */
const worldly = fc.oneof(does('connect'), does('start'), does('disconnect'), does('stream'));
const retag = fc.record({ do: fc.constant('tag' as const), channel, tags });
const deliver = fc.record({ do: fc.constant('deliver' as const), seed: fc.nat() });

/** Any call, or one of those after which all is different. */
const call = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 40 }) },
  fc.constantFrom('deleteStreamKey', 'createStreamKey', 'deleteChannel', 'put'),
);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ call, kind: fc.constantFrom('crash-before', 'crash-after', 'cut', 'refuse') }),
  fc.record({
    call,
    kind: fc.constant('throttle' as const),
    ms: fc.constantFrom(700, 4_000, 6_000, 30_000, 58_000),
  }),
);
const meanwhile = fc.array(
  fc.record({
    call: fc.nat({ max: 30 }),
    step: fc.oneof({ weight: 4, arbitrary: worldly }, retag, deliver),
  }),
  { maxLength: 3 },
);
/** What a pass goes through: each trouble once, at its call. */
const weather = { troubles: fc.array(trouble, { maxLength: 2 }), meanwhile };
const pass = fc.record({
  do: fc.constantFrom('cleanup' as const, 'rotate' as const, 'survey' as const),
  ...weather,
});
/** Several runs at the same time, each in a weather of its own. */
const together = fc.record({
  do: fc.constant('together' as const),
  passes: fc.array(pass, { minLength: 2, maxLength: 3 }),
});
const wait = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(200, 1_000, 30_000, 2 * MINUTE, 6 * MINUTE, 11 * MINUTE, 40 * MINUTE),
});

export const step = fc.oneof(
  { weight: 6, arbitrary: worldly },
  { weight: 4, arbitrary: deliver },
  { weight: 4, arbitrary: wait },
  { weight: 2, arbitrary: retag },
  { weight: 5, arbitrary: pass },
  { weight: 1, arbitrary: together },
);

type Of<T> = T extends fc.Arbitrary<infer U> ? U : never;
export type Step = Of<typeof step>;
export type Worldly = Of<typeof worldly>;
export type Retag = Of<typeof retag>;
export type Deliver = Of<typeof deliver>;
export type Pass = Of<typeof pass>;

const calm = { troubles: [], meanwhile: [] };
/** What chance rarely finds: cut off between the deletion of a key and the next, and then not to be rotated. */
const CUT_OFF: Step[] = [
  { do: 'survey', ...calm },
  { do: 'rotate', ...calm },
  { do: 'wait', ms: 40 * MINUTE },
  { do: 'rotate', troubles: [{ call: 'createStreamKey', kind: 'crash-before' }], meanwhile: [] },
  { do: 'tag', channel: 0, tags: 0 },
];
const HALF_HOURLY = TAGS.findIndex((each) => each['autopilot:rotate-key'] === '30m');

/** Runs that are made whatever the seed: the channels' tags, then the steps. */
export const EXAMPLES: [number[], Step[]][] = [[[HALF_HOURLY, 0, 0], CUT_OFF]];
