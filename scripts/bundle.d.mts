import type { BuildOptions } from 'esbuild';

/** A handler, bundled. */
export interface Bundle {
  /** The handler's name, as in `handlers/<name>.ts`. */
  name: string;
  /** Absolute path of the `.cjs` file; its source map is beside it, `<file>.map`. */
  file: string;
  /** Size of the minified file, without its map. */
  bytes: number;
  /** The source files in it and how many of its bytes each one is; paths relative to the service. */
  inputs: { path: string; bytes: number }[];
}

export const OPTIONS: BuildOptions;

export interface BundleRequest {
  names?: string[];
  outDir: string;
  serviceDir?: string;
}

export function bundleHandlers(options: BundleRequest): Promise<Bundle[]>;

/** `read`: the absolute paths of all source files that the compiler has read. */
export function buildHandlers(
  options: BundleRequest,
): Promise<{ bundles: Bundle[]; read: string[] }>;

export function handlerNames(serviceDir?: string): Promise<string[]>;
