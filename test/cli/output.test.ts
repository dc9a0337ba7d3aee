import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { confirmAt, paintFor, printer, printJson } from '../../src/cli/output.ts';

describe('paintFor', () => {
  test.each([
    [{ isTTY: true }, {}, '\u001b[31mno\u001b[39m'],
    [{ isTTY: true }, { NO_COLOR: '' }, '\u001b[31mno\u001b[39m'],
    [{ isTTY: true }, { NO_COLOR: '1' }, 'no'],
    [{ isTTY: true }, { TERM: 'dumb' }, 'no'],
    [{ isTTY: false }, {}, 'no'],
    [{}, {}, 'no'],
  ])('a terminal %j with the environment %j prints %j', (terminal, env, text) => {
    expect(paintFor(terminal, env)('red', 'no')).toBe(text);
  });
});

describe('printer and printJson', () => {
  test('print waits while the reader is slow', async () => {
    const taken: string[] = [];
    let release: () => void = () => undefined;
    const out = new Writable({
      highWaterMark: 1,
      write(chunk, _, done) {
        taken.push(String(chunk));
        release = done;
      },
    });
    let printed = false;
    const printing = printer(out)('one').then(() => {
      printed = true;
    });
    await new Promise(setImmediate);
    expect([taken, printed]).toEqual([['one\n'], false]);
    release();
    await printing;
    expect(printed).toBe(true);
  });

  test('printJson prints JSON on one line', async () => {
    const lines: string[] = [];
    await printJson({ print: async (text) => void lines.push(text) }, { a: 'b\nc' });
    expect(lines).toEqual(['{"a":"b\\nc"}']);
  });
});

describe('confirmAt', () => {
  test.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
  ])('takes the reply %j as %s', async (reply, expected) => {
    const [input, out] = [new PassThrough(), new PassThrough()];
    const answer = confirmAt(input, out)('Delete them?');
    input.write(reply);
    expect(await answer).toBe(expected);
    expect(String(out.read())).toContain('Delete them? [y/N] ');
  });

  test('takes the end of the input as no', async () => {
    const input = new PassThrough();
    const answer = confirmAt(input, new PassThrough())('Delete them?');
    input.end();
    expect(await answer).toBe(false);
  });
});
