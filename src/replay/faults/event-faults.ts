import * as z from 'zod/mini';
import { DETAIL_TYPES } from '../../ivs/events.ts';
import { checked } from '../../platform/schema.ts';

/** What becomes of the deliveries that a fault applies to. */
export const FAULT_KINDS = ['lose', 'double', 'delay', 'reorder'] as const;

/** A fault of the way from IVS to the bus. Without a selection, it applies to every delivery. */
export interface EventFault {
  fault: (typeof FAULT_KINDS)[number];
  /** Only events of this name, such as `Stream End`. */
  name?: string | undefined;
  detailType?: (typeof DETAIL_TYPES)[number] | undefined;
  /** Only events of this stream. */
  streamId?: string | undefined;
  /** Only the delivery with this number in the time line, from 1. */
  index?: number | undefined;
  /** Only so many of those, by chance, from 0 to 1. Default 1. */
  probability?: number | undefined;
  /** `delay`: how long. `double`: how long after the delivery the next one comes. */
  seconds?: number | undefined;
  /** `double`: how many further deliveries. Default 1. */
  times?: number | undefined;
}

/** A file of faults. */
export interface ReplayFaults {
  /** Of the random numbers. Default 1. */
  seed?: number | undefined;
  events?: EventFault[] | undefined;
  /** The body of `PUT /_sim/faults`: faults of IVS and of the other services of the stack, while events arrive. */
  stack?: Record<string, unknown> | undefined;
}

function members<S extends Record<string, z.ZodMiniType>>(shape: S) {
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `unknown member; expected one of: ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

const text = z.string().check(z.minLength(1));
const MAX_SECONDS = 86_400;

const schema = members({
  seed: z.optional(z.int().check(z.minimum(0))),
  events: z.optional(
    z.array(
      members({
        fault: z.enum(FAULT_KINDS),
        name: z.optional(text),
        detailType: z.optional(z.enum(DETAIL_TYPES)),
        streamId: z.optional(text),
        index: z.optional(z.int().check(z.minimum(1))),
        probability: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
        seconds: z.optional(z.number().check(z.minimum(0), z.maximum(MAX_SECONDS))),
        times: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
      }),
    ),
  ),
  stack: z.optional(z.record(z.string(), z.unknown())),
});

/** @throws InputError that names the member that is wrong or unknown, what was expected and what was received */
export const readFaults = (value: unknown): ReplayFaults => checked(schema, value, 'faults');
