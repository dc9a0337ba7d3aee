type Faults = Record<string, unknown>;

/** A common fault, as a button. */
export interface FaultPreset {
  name: string;
  /** What can be seen then. */
  effect: string;
  faults: Faults;
}

const SOME = 0.5;
const EACH = ['BatchGetChannel', 'DeleteChannel', 'GetStream', 'ListChannels', 'ListStreams'];

export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    name: 'IVS throttles metadata',
    effect: 'Messages take longer, and none is lost.',
    faults: { throttle: { PutMetadata: SOME } },
  },
  {
    name: 'IVS throttles all that cleanup needs',
    effect: 'Deletions take longer, and none is left out.',
    faults: { throttle: Object.fromEntries(EACH.map((operation) => [operation, SOME])) },
  },
  {
    name: 'IVS refuses metadata',
    effect: 'Each message becomes a dead letter. Remove the fault, and retry them.',
    faults: { errors: [{ operation: 'PutMetadata', error: 'ValidationException' }] },
  },
  {
    name: 'IVS answers slowly',
    effect: 'Each answer takes 2 s.',
    faults: { latencyMs: 2_000 },
  },
  {
    name: 'Events are lost',
    effect: 'Half of them. Reconcile repairs the sessions within 5 minutes.',
    faults: { drop: SOME },
  },
  {
    name: 'Events come twice',
    effect: 'Half of them. Sessions show each event once.',
    faults: { duplicate: SOME },
  },
  {
    name: 'Events come out of order',
    effect: 'Up to 10 s late. Sessions end in the same state.',
    faults: { reorder: SOME, reorderMs: 10_000 },
  },
  {
    name: 'DynamoDB cannot be reached',
    effect: 'Functions fail, and this console shows their errors. Events wait for a retry.',
    faults: { services: { dynamodb: { refuse: { '*': 1 } } } },
  },
];

/** Whether all faults of the preset are set. */
export const isActive = (current: unknown, { faults }: FaultPreset): boolean =>
  contains(current, faults);

/** Sets the faults of a preset, or takes them away. The others stay. */
export function toggled(current: unknown, preset: FaultPreset): Faults {
  const before = isMap(current) ? current : {};
  return isActive(current, preset) ? without(before, preset.faults) : merged(before, preset.faults);
}

function contains(whole: unknown, part: unknown): boolean {
  if (isMap(part))
    return isMap(whole) && Object.entries(part).every(([key, one]) => contains(whole[key], one));
  if (Array.isArray(part))
    return Array.isArray(whole) && part.every((one) => whole.some((other) => same(one, other)));
  return whole === part;
}

function merged(whole: Faults, part: Faults): Faults {
  const result = { ...whole };
  for (const [key, value] of Object.entries(part)) {
    const before = result[key];
    if (isMap(value) && isMap(before)) result[key] = merged(before, value);
    else if (Array.isArray(value) && Array.isArray(before)) result[key] = [...before, ...value];
    else result[key] = value;
  }
  return result;
}

function without(whole: Faults, part: Faults): Faults {
  const result = { ...whole };
  for (const [key, value] of Object.entries(part)) {
    const before = result[key];
    if (isMap(value) && isMap(before)) result[key] = without(before, value);
    else if (Array.isArray(value) && Array.isArray(before))
      result[key] = before.filter((one) => !value.some((other) => same(one, other)));
    else delete result[key];
    if (isEmpty(result[key])) delete result[key];
  }
  return result;
}

const same = (one: unknown, other: unknown): boolean =>
  contains(one, other) && contains(other, one);
const isMap = (value: unknown): value is Faults =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  (isMap(value) && Object.keys(value).length === 0) || (Array.isArray(value) && value.length === 0);
