import { parseArgs } from 'node:util';
import type { Environment } from '../../platform/settings.ts';
import { numberSetting } from '../../platform/settings.ts';
import type { WatchOptions } from './watch/watch.ts';

/** The port of the watching page. */
const PAGE_PORT = 4568;
const STACK_PORT = 4566;
const RTMP_PORT = 1935;

export const USAGE = `npm run demo: the whole story in the terminal, on a stack of its own, in under a
minute.

  -- --watch        a picture in your browser, with the metadata that you send
  -- --own-encoder  with --watch: OBS or ffmpeg sends the picture

  WATCH_PORT  the port of the page; default ${PAGE_PORT}
  PORT        with --watch, the port of the stack; default ${STACK_PORT}
  RTMP_PORT   with --watch, the port for encoders; default ${RTMP_PORT}
`;

/** The variable that sets the port, of those that `npm run demo -- --watch` listens on. */
export function portVariable(options: WatchOptions | undefined, port: number): string {
  if (port === options?.port) return 'WATCH_PORT';
  return port === options?.rtmpPort ? 'RTMP_PORT' : 'PORT';
}

/**
 * Reads the options of `npm run demo`.
 *
 * @returns undefined for the demo without a page, `help` if somebody asks for it
 * @throws an error that names the option or variable
 */
export function readDemoOptions(
  env: Environment,
  args: string[],
): WatchOptions | 'help' | undefined {
  const flag = { type: 'boolean' } as const;
  const help = { ...flag, short: 'h' } as const;
  const { values } = parseArgs({ args, options: { watch: flag, 'own-encoder': flag, help } });
  if (values.help) return 'help';
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
