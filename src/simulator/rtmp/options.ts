import * as z from 'zod/mini';
import { requireValidOptions } from '../control/input.ts';
import { members, number, wholeNumber } from '../control/schema-parts.ts';

/** Options of the RTMP listener. */
export interface RtmpOptions {
  /** Port on 127.0.0.1. 0 takes a free one. Default 1935, the port of RTMP. */
  port?: number;
  /**
   * A stream is STARVING after so many ms without a byte. Its session ends after `starvationTimeoutMs` of the
   * simulator. Default 3000.
   */
  starvationAfterMs?: number;
  /** Time in ms that an encoder has from its connection to a stream session. Default 10000. */
  setupTimeoutMs?: number;
  /** Number of connections at the same time. Further ones are closed. Default 200. */
  maxConnections?: number;
  /** Size of one message in bytes, such as a key frame. Default 8 MiB. */
  maxMessageBytes?: number;
}

export const RTMP_PORT = 1935;
export const MAX_PORT = 65_535;

const schema = members({
  rtmp: members({
    port: z.optional(wholeNumber(0, MAX_PORT)),
    starvationAfterMs: z.optional(number(1)),
    setupTimeoutMs: z.optional(number(1)),
    maxConnections: z.optional(wholeNumber(1)),
    maxMessageBytes: z.optional(wholeNumber(1)),
  } satisfies Record<keyof RtmpOptions, z.ZodMiniType>),
});

/** @throws TypeError that names the option that is wrong or unknown */
export function resolveRtmpOptions(options: RtmpOptions): Required<RtmpOptions> {
  requireValidOptions(schema, { rtmp: options });
  return {
    port: options.port ?? RTMP_PORT,
    starvationAfterMs: options.starvationAfterMs ?? 3_000,
    setupTimeoutMs: options.setupTimeoutMs ?? 10_000,
    maxConnections: options.maxConnections ?? 200,
    maxMessageBytes: options.maxMessageBytes ?? 8_388_608,
  };
}
