import { number, optional, structure, whole } from '../control/checks.ts';

/** Where encoders speak RTMP, and how much is taken of them. */
export interface RtmpOptions {
  /** On 127.0.0.1; 0 takes a free one. Default 1935, the protocol's own. */
  port?: number;
  /** Without a byte for so many ms, a stream starves; see `starvationTimeoutMs` for its end. Default 3000. */
  starvationAfterMs?: number;
  /** From the connection to a stream session, an encoder may take so many ms. Default 10000. */
  setupTimeoutMs?: number;
  /** More connections than these at once are cut off. Default 200. */
  maxConnections?: number;
  /** Of one message, such as a key frame. Default 8 MiB. */
  maxMessageBytes?: number;
}

export const RTMP_PORT = 1935;
const HIGHEST_PORT = 65_535;

const check = structure({
  port: optional(whole(0, HIGHEST_PORT)),
  starvationAfterMs: optional(number(1)),
  setupTimeoutMs: optional(number(1)),
  maxConnections: optional(whole(1)),
  maxMessageBytes: optional(whole(1)),
});

/** @throws TypeError that names an option which is wrong or unknown */
export function resolveRtmpOptions(options: RtmpOptions): Required<RtmpOptions> {
  const problem = check(options, 'rtmp');
  if (problem !== undefined) throw new TypeError(`simulator option ${problem}`);
  return {
    port: options.port ?? RTMP_PORT,
    starvationAfterMs: options.starvationAfterMs ?? 3_000,
    setupTimeoutMs: options.setupTimeoutMs ?? 10_000,
    maxConnections: options.maxConnections ?? 200,
    maxMessageBytes: options.maxMessageBytes ?? 8_388_608,
  };
}
