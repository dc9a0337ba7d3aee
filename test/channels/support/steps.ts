import { MINUTE } from '../../support/autopilot.ts';
import * as fc from '../../support/fast-check.ts';
import type { PassFault } from './pass-faults.ts';

/** What AWS does not document, so that cleanup and rotation must be right in each case. */
export const ivsBehavior = fc.record({
  unstartedSessions: fc.constantFrom('endTime' as const, 'untimed' as const, 'hidden' as const),
  takeoverKeepsStreamId: fc.boolean(),
  deleteStreamKeyEndsStream: fc.boolean(),
  /** How late GetStreamSession and ListStreamSessions show the end and the events of a session. */
  delays: fc.record({
    sessionEndTimeMs: fc.constantFrom(0, 0, 90_000),
    sessionEventsMs: fc.constantFrom(0, 0, 20_000),
  }),
});

/** Tags that the channels have at the beginning, or get during a run. */
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
const doing = <T extends string>(action: T) => fc.record({ do: fc.constant(action), channel });

/** What encoders do. `stream`: a short stream. `visit`: an encoder that leaves before its stream starts. */
const streaming = fc.oneof(
  { weight: 3, arbitrary: doing('connect') },
  { weight: 3, arbitrary: doing('start') },
  { weight: 2, arbitrary: doing('disconnect') },
  { weight: 2, arbitrary: doing('stream') },
  doing('visit'),
  doing('starve'),
  doing('takeOver'),
  doing('fail'),
);
const retag = fc.record({ do: fc.constant('tag' as const), channel, tags });
const deliver = fc.record({ do: fc.constant('deliver' as const), seed: fc.nat() });

/** The number of a call, or a method whose calls change most. */
const call = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 40 }) },
  fc.constantFrom('deleteStreamKey', 'createStreamKey', 'deleteChannel', 'put'),
);
const fault: fc.Arbitrary<PassFault> = fc.oneof(
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
    step: fc.oneof({ weight: 4, arbitrary: streaming }, retag, deliver),
  }),
  { maxLength: 3 },
);
/** What happens during a pass. */
const conditions = { faults: fc.array(fault, { maxLength: 2 }), meanwhile };
const pass = fc.record({
  do: fc.constantFrom('cleanup' as const, 'rotate' as const, 'survey' as const),
  ...conditions,
});
/** Several passes at the same time, each with its own faults. */
const together = fc.record({
  do: fc.constant('together' as const),
  passes: fc.array(pass, { minLength: 2, maxLength: 3 }),
});
const wait = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(200, 1_000, 30_000, 2 * MINUTE, 6 * MINUTE, 11 * MINUTE, 40 * MINUTE),
});

export const step = fc.oneof(
  { weight: 6, arbitrary: streaming },
  { weight: 4, arbitrary: deliver },
  { weight: 4, arbitrary: wait },
  { weight: 2, arbitrary: retag },
  { weight: 5, arbitrary: pass },
  { weight: 1, arbitrary: together },
);

type Of<T> = T extends fc.Arbitrary<infer U> ? U : never;
export type IvsBehavior = Of<typeof ivsBehavior>;
export type Step = Of<typeof step>;
export type StreamStep = Of<typeof streaming>;
export type TagStep = Of<typeof retag>;
export type DeliverStep = Of<typeof deliver>;
export type PassStep = Of<typeof pass>;

const undisturbed = { faults: [], meanwhile: [] };
/**
 * Rarely generated: a rotation is interrupted between the deletion and the creation of a key, and then
 * the tag is removed.
 */
const INTERRUPTED: Step[] = [
  { do: 'survey', ...undisturbed },
  { do: 'rotate', ...undisturbed },
  { do: 'wait', ms: 40 * MINUTE },
  { do: 'rotate', faults: [{ call: 'createStreamKey', kind: 'crash-before' }], meanwhile: [] },
  { do: 'tag', channel: 0, tags: 0 },
];
const HALF_HOURLY = TAGS.findIndex((each) => each['autopilot:rotate-key'] === '30m');

const DOCUMENTED: IvsBehavior = {
  unstartedSessions: 'endTime',
  takeoverKeepsStreamId: true,
  deleteStreamKeyEndsStream: false,
  delays: { sessionEndTimeMs: 0, sessionEventsMs: 0 },
};

/** Runs that are done with every seed: the behavior of IVS, the tags of the channels, and the steps. */
export const EXAMPLES: [IvsBehavior, number[], Step[]][] = [
  [DOCUMENTED, [HALF_HOURLY, 0, 0], INTERRUPTED],
];
