import type { Bundle } from './bundle.mjs';

/** A handler's size in bytes, minified and without its source map. */
export interface HandlerSize {
  name: string;
  bytes: number;
  /** The same AWS clients, middy, logger, metrics and zod mini alone. */
  floor: number;
  /** `bytes - floor`. */
  over: number;
  /** The AWS packages in it, without their scope: `client-ivs`. */
  clients: string[];
  /** What fills it, by package and by folder of our own, largest first. */
  parts: { name: string; bytes: number }[];
  /** As `Bundle.inputs`. */
  inputs: Bundle['inputs'];
}

export const ALLOWANCE: number;

export function measureHandlers(options?: {
  names?: string[];
  serviceDir?: string;
}): Promise<HandlerSize[]>;
