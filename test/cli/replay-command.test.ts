import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { printComparisons } from '../../src/cli/replay/print-comparisons.ts';
import { addReplayCommand } from '../../src/cli/replay/replay-command.ts';
import type { Comparison } from '../../src/replay/result/compare.ts';
import { runCommands } from '../support/cli.ts';

const INCIDENT = 'examples/replay/incident.jsonl';
const folder = mkdtempSync(join(tmpdir(), 'replay-'));

function fileOf(content: string): string {
  const path = join(folder, `${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

async function run(args: readonly string[], more: Partial<CliContext> = {}) {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const now = () => Date.parse('2026-11-28T12:00:00Z');
  const options = { note, now, timeZone: 'UTC', ...more };
  const answer = () => expect.fail('a dry run asks nobody');
  const { printed } = await runCommands(addReplayCommand, ['replay', ...args], answer, options);
  return { lines: printed.trimEnd().split('\n'), notes };
}

const dryRun = (file: string, ...args: string[]) => run([file, '--dry-run', ...args]);

describe('replay --dry-run', () => {
  test('prints what IVS knows and what arrives: doubled, late and lost', async () => {
    const { lines } = await dryRun(INCIDENT);
    const text = lines.join('\n');
    expect(lines[0]).toMatch(/^ *# +TIME +STREAM +WHAT HAPPENS$/);
    expect(text).toMatch(/IVS: the channel morning-show exists/);
    expect(text).toMatch(/ 3 .*Session Created arrives \(again, 3\.3s late\)$/m);
    expect(text).toMatch(/Stream End is lost \(as in the file\)$/m);
  });

  test('fits 80 columns', async () => {
    const { lines } = await run([INCIDENT, '--dry-run'], { width: 80 });
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('names the lines that cannot be read, and what is missing, and continues', async () => {
    const [session = ''] = readFileSync(INCIDENT, 'utf8').split('\n');
    const { events: _, ...old } = JSON.parse(session);
    const file = fileOf(`\u202eoops\n${JSON.stringify(old)}\n`);
    const { lines, notes } = await dryRun(file);
    expect(notes).toEqual([
      `${file}, line 1: line: expected JSON, received "\ufffdoops"`,
      expect.stringMatching(/^1 session has no list of events \(export with --events\)/),
      expect.stringMatching(/^1 of them was repaired, but the file does not say which/),
    ]);
    expect(lines.join('\n')).toMatch(/Stream End arrives/);
  });

  test.each([
    [
      '2027-03-01T00:00:00Z',
      /^all times are moved 92 days on: IVS keeps sessions for 60 days only$/,
    ],
    ['2026-11-28T01:00:00Z', /^all times are moved 1 day back: they have not come yet$/],
  ])('says at %s by how much times are moved', async (time, message) => {
    const { notes } = await run([INCIDENT, '--dry-run'], { now: () => Date.parse(time) });
    expect(notes).toEqual([expect.stringMatching(message)]);
  });

  test('applies faults, and names a wrong member of their file', async () => {
    const faults = (value: unknown) => fileOf(JSON.stringify(value));
    const { lines } = await dryRun(
      ...([INCIDENT, '--faults', faults({ events: [{ fault: 'lose', index: 1 }] })] as const),
    );
    expect(lines.join('\n')).toMatch(/Session Created is lost \(fault\)/);
    const wrong = faults({ events: [{ fault: 'lost' }] });
    await expect(dryRun(INCIDENT, '--faults', wrong)).rejects.toThrow(
      `${wrong}: events[0].fault: expected "lose" or "double" or "delay" or "reorder", received "lost"`,
    );
    await expect(dryRun(INCIDENT, '--faults', fileOf('{'))).rejects.toThrow(/: expected JSON: /);
  });

  test.each([
    [['nowhere.jsonl'], 'cannot read nowhere.jsonl: there is no such file'],
    [
      [INCIDENT, '--session', 'st-other'],
      `${INCIDENT}: expected sessions or events that are to be replayed, found none`,
    ],
    [
      [INCIDENT, '--from', '2030-01-01'],
      `${INCIDENT}: expected sessions or events that are to be replayed, found none`,
    ],
    [
      [INCIDENT, '--from', '2030-01-01', '--to', '2029-01-01'],
      '--from: expected a time before --to (2029-01-01), received 2030-01-01',
    ],
  ])('%j is refused', async (args, message) => {
    await expect(run([...args, '--dry-run'])).rejects.toThrow(message);
  });
});

test('a stage on AWS is refused: a replay changes what IVS tells', async () => {
  await expect(run([INCIDENT])).rejects.toThrow(/^--local: expected, because a replay changes/);
});

describe('before a replay changes the stack', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Runs a replay on a stack that has nothing but what is given. @returns the requests that it got */
  async function runOnStack(args: readonly string[], answers: Record<string, () => Response>) {
    const requests: string[] = [];
    vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit = {}) => {
      const request = `${method} ${new URL(url).pathname}`;
      requests.push(request);
      return answers[request]?.() ?? Response.json({});
    });
    const place = { stage: 'local', region: 'us-west-2', endpoint: 'http://127.0.0.1:4566' };
    const answer = (_: string, payload: unknown) =>
      Object(payload).home
        ? { account: '123456789012', region: 'us-west-2' }
        : { sessions: [], timeline: [] };
    const now = () => Date.parse('2026-11-28T12:00:00Z');
    const error = await runCommands(addReplayCommand, ['replay', INCIDENT, ...args], answer, {
      ...{ place, now },
    }).catch(({ message }: Error) => message);
    return { error, requests };
  }

  test('faults that the stack refuses leave it as it is, also with --reset', async () => {
    const faults = fileOf('{"stack":{"latency":1}}');
    const { error, requests } = await runOnStack(['--reset', '--faults', faults], {
      'PUT /_sim/faults': () => Response.json({ message: 'latency: unknown' }, { status: 400 }),
    });
    expect(error).toBe('the stack refused PUT /_sim/faults: latency: unknown');
    expect(requests).toEqual(['GET /_sim/faults', 'PUT /_sim/faults']);
  });

  test.each([
    [{ createdAt: Date.parse('2026-11-28T11:59:00Z'), endedAt: 1 }, 'a later session'],
    [{ createdAt: 1 }, 'a live stream'],
  ])('a channel with %j is refused: %s', async (newest, what) => {
    const { error, requests } = await runOnStack([], {
      'GET /_sim/sessions': () => Response.json([{ streamId: 'st-later', ...newest }]),
    });
    expect(error).toMatch(
      new RegExp(`^the stack has ${what} of the channel arn:.*, st-later: .* with --reset$`),
    );
    expect(requests).toEqual(['GET /_sim/sessions']);
  });

  test.each([
    ['ECONNREFUSED', /^nothing is listening on http:.*: start the stack with npm start/],
    ['ECONNRESET', /^no answer from http:\/\/127\.0\.0\.1:4566 \(ECONNRESET\)$/],
  ])('a stack that does not answer: %s', async (code, message) => {
    const { error } = await runOnStack([], {
      'GET /_sim/sessions': () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
      },
    });
    expect(error).toMatch(message);
  });
});

const view = { channelArn: 'arn', streamId: 'st-1', state: 'ended' } as const;
const comparison: Comparison = {
  ...{ channelArn: 'arn', streamId: 'st-1', result: 'same', differences: [], repaired: [] },
  ...{ expected: view, received: view },
};

async function print(comparisons: Comparison[]) {
  const printed: string[] = [];
  const cli = {
    ...{ json: false, timeZone: 'UTC', width: 80, now: () => 0 },
    paint: (_: unknown, text: string) => text,
    print: async (text: string) => void printed.push(text),
  } as unknown as CliContext;
  const error = await printComparisons(cli, comparisons).catch(({ message }: Error) => message);
  return { printed, error };
}

describe('the result', () => {
  test('is a table, and no failure if nothing differs', async () => {
    const { printed, error } = await print([comparison]);
    expect(printed.join('\n')).toMatch(/^STREAM +STATE +RESULT\nst-1 +ended +same$/);
    expect(error).toBeUndefined();
  });

  test('names each difference, without control characters, and is a failure', async () => {
    const differences = [{ what: 'channelName', expected: 'quiz\u001b[2J' }];
    const { printed, error } = await print([{ ...comparison, result: 'differs', differences }]);
    expect(printed.at(-1)).toBe('st-1  channelName: expected quiz\ufffd[2J, received nothing');
    expect(error).toBe('1 session differs from the file');
  });
});
