import { parseArgs } from 'node:util';
import type { Environment } from '../../platform/settings.ts';
import { numberSetting } from '../../platform/settings.ts';
import type { WatchOptions } from './watch/watch.ts';

/** The port of the watching page. */
const PAGE_PORT = 4568;
const STACK_PORT = 4566;
const RTMP_PORT = 1935;

/**
 * Reads the options of `npm run demo`.
 *
 * @returns undefined for the demo without a page
 * @throws an error that names the option or variable
 */
export function readDemoOptions(env: Environment, args: string[]): WatchOptions | undefined {
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({ args, options: { watch: flag, 'own-encoder': flag } });
  if (!values.watch) {
    if (values['own-encoder']) throw new Error('--own-encoder: needs --watch as well');
    return undefined;
  }
  const port = (name: string, fallback: number): number =>
    numberSetting(env, name, { fallback, min: 0, max: 65_535, integer: true });
  return {
    port: port('WATCH_PORT', PAGE_PORT),
    stackPort: port('PORT', STACK_PORT),
    rtmpPort: port('RTMP_PORT', RTMP_PORT),
    ownEncoder: values['own-encoder'] ?? false,
  };
}
