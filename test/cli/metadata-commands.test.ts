import { describe, expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { addMetadataCommands } from '../../src/cli/metadata-commands.ts';
import type { ChannelMetadata } from '../../src/metadata/history/channel-metadata.ts';
import { runCommands } from '../support/cli.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/aaaaaaaaaaaa';
const IDLE: ChannelMetadata = {
  ...{ channelArn: ARN, history: 'on', waiting: 0, waitingSeconds: 0, perSecond: 0, messages: [] },
};
const at = '2026-11-21T11:59:58.000Z';
const MESSAGES: ChannelMetadata['messages'] = [
  {
    id: 'poll-7',
    outcome: 'delivered',
    at,
    bytes: 22,
    ageMs: 97,
    preview: '{"poll":7,\n"open":true}',
  },
  {
    id: 'x',
    key: 'score',
    outcome: 'superseded',
    at,
    bytes: 1_021,
    ageMs: 65_000,
    preview: '\u001b[31m',
  },
  { id: 'y', outcome: 'deadLettered', at, bytes: 3, ageMs: 0, preview: 'abc' },
];

const run = async (metadata: ChannelMetadata, more: Partial<CliContext> = {}, channel = ARN) => {
  const answer = (_: string, payload: unknown) =>
    'find' in Object(payload) ? { channels: [{ channelArn: ARN, name: channel }] } : { metadata };
  const { printed, invoked } = await runCommands(
    addMetadataCommands,
    ['metadata', 'list', channel],
    answer,
    more,
  );
  expect(invoked.at(-1)).toEqual({ functionName: 'explainChannels', payload: { metadata: ARN } });
  return printed.trimEnd().split('\n');
};

describe('metadata list', () => {
  test('shows how the last messages ended', async () => {
    expect(await run({ ...IDLE, perSecond: 0.05, messages: MESSAGES }, {}, 'quiz-night')).toEqual([
      'Delivered in the last minute: 0.05 a second. Nothing waits.',
      '',
      'ENDED                OUTCOME       AFTER  BYTES  ID      KEY    PAYLOAD',
      '2026-11-21 12:59:58  delivered      97ms     22  poll-7         {"poll":7, "open":true}',
      '2026-11-21 12:59:58  superseded   1m 05s  1,021  x       score  \ufffd[31m',
      '2026-11-21 12:59:58  dead letter     0ms      3  y              abc',
    ]);
  });

  test('says what waits, and fits 80 columns', async () => {
    const long = 'x'.repeat(128);
    const messages = MESSAGES.map((one) => ({
      ...one,
      id: long,
      key: long,
      preview: long.slice(0, 80),
    }));
    const lines = await run({ ...IDLE, waiting: 12, waitingSeconds: 2.6, messages }, { width: 80 });
    expect(lines[0]).toBe(
      'Delivered in the last minute: 0 a second. About 12 requests wait, for 2.6s at the full rate.',
    );
    for (const line of lines.slice(1)) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[2]).toMatch(/^ENDED +OUTCOME +AFTER +BYTES +ID +KEY +PAYLOAD$/);
  });

  test('says why there is nothing to show', async () => {
    expect((await run(IDLE))[1]).toBe('No message of the last day is known.');
    expect((await run({ ...IDLE, history: 'off' }))[1]).toBe(
      'The setting metadataHistory is off: nothing is kept.',
    );
  });

  test('with --json prints the answer as one line', async () => {
    const metadata = { ...IDLE, messages: MESSAGES };
    const [line = '', ...more] = await run(metadata, { json: true });
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toEqual(metadata);
  });
});
