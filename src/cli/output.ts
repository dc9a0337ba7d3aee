import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../platform/settings.ts';
import type { Terminal } from './cli-environment.ts';
import type { CliContext, Colour, Paint } from './context.ts';
import { escapeControlCharacters } from './format/text.ts';

/** SGR parameters that turn a colour on and off. https://ecma-international.org/publications-and-standards/standards/ecma-48/ */
const CODES: Record<Colour, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Paints on a terminal that has colours, unless NO_COLOR is set (https://no-color.org). */
export function paintFor({ isTTY }: Terminal, { NO_COLOR, TERM }: Environment): Paint {
  if (!isTTY || NO_COLOR || TERM === 'dumb') return (_, text) => text;
  return (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;
}

/** Returns a `print` that waits while the reader is slow, so that the output does not pile up in memory. */
export function printer(out: Writable): CliContext['print'] {
  return async (text) => {
    if (!out.write(`${text}\n`)) await once(out, 'drain');
  };
}

/** Returns a `confirm` that asks on the terminal. `y` and `yes` mean yes; everything else, also Ctrl-C, means no. */
export function confirmAt(input: Readable, out: Writable): NonNullable<CliContext['confirm']> {
  return async (question) => {
    const terminal = createInterface({ input, output: out });
    const closed = once(terminal, 'close').then(() => '');
    const answer = new Promise<string>((resolve) =>
      terminal.question(`${question} [y/N] `, resolve),
    );
    const reply = await Promise.race([answer, closed]);
    terminal.close();
    return /^y(es)?$/i.test(reply.trim());
  };
}

/** Prints a value as one line of JSON. Texts of others must not control the terminal. */
export const printJson = ({ print }: Pick<CliContext, 'print'>, value: unknown): Promise<void> =>
  print(escapeControlCharacters(JSON.stringify(value)));

/** Prints a value as JSON that a person reads, on several lines. */
export const printPrettyJson = (
  { print }: Pick<CliContext, 'print'>,
  value: unknown,
): Promise<void> => {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return print(lines.map(escapeControlCharacters).join('\n'));
};
