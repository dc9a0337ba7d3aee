import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../platform/settings.ts';
import type { Terminal } from './cli-environment.ts';
import type { CliContext, Colour, Paint } from './context.ts';

/** SGR parameters: on, off. https://ecma-international.org/publications-and-standards/standards/ecma-48/ */
const CODES: Record<Colour, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Colours on a terminal that has them, unless the operator wants none (https://no-color.org). */
export function paintFor({ isTTY }: Terminal, { NO_COLOR, TERM }: Environment): Paint {
  if (!isTTY || NO_COLOR || TERM === 'dumb') return (_, text) => text;
  return (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;
}

/** Writes lines, and waits while the reader is slow, so that nothing piles up here. */
export function printer(out: Writable): CliContext['print'] {
  return async (text) => {
    if (!out.write(`${text}\n`)) await once(out, 'drain');
  };
}

/** Asks on the terminal. Only `y` and `yes` are a yes; the end of the input, or Ctrl-C, is a no. */
export function confirmAt(input: Readable, out: Writable): NonNullable<CliContext['confirm']> {
  return async (question) => {
    const asking = createInterface({ input, output: out });
    const closed = once(asking, 'close').then(() => '');
    const answer = new Promise<string>((resolve) => asking.question(`${question} [y/N] `, resolve));
    const said = await Promise.race([answer, closed]);
    asking.close();
    return /^y(es)?$/i.test(said.trim());
  };
}

/** One line of JSON. */
export const printJson = ({ print }: Pick<CliContext, 'print'>, value: unknown): Promise<void> =>
  print(JSON.stringify(value));
