import { describe, expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { addExplainCommands } from '../../src/cli/explain-commands.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { HOUR } from '../support/autopilot.ts';
import { runCommands } from '../support/cli.ts';
import { explaining } from '../support/explaining.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const UNKNOWN_CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/000000000000';

/** Channels in memory, and `run`, which runs a command against their explainChannels. */
function explainedChannels() {
  const world = explaining();
  const run = async (args: string[], more: Partial<CliContext> = {}): Promise<string> => {
    const tools = { now: world.clock.now, ...more };
    const answer = (_name: string, payload: unknown) => world.ask(payload);
    const { printed, invoked } = await runCommands(addExplainCommands, args, answer, tools);
    for (const { functionName } of invoked) expect(functionName).toBe('explainChannels');
    return printed;
  };
  return { ...world, run };
}

describe('explain', () => {
  test('prints sentences with times in the operator’s time zone', async () => {
    const world = explainedChannels();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    const printed = await world.run(['explain', arn]);
    expect(printed).toContain('autopilot:auto-delete=true');
    expect(printed).toContain('The channel will be deleted at 2026-11-21 13:11:02, unless');
    expect(printed).not.toMatch(/\dZ/);
    expect(printed).toMatch(/STREAM +STATE +STARTED/);
  });

  test('fits a terminal of 80 columns', async () => {
    const world = explainedChannels();
    const printed = await world.run(['explain', await world.createChannel(DELETE)], { width: 80 });
    for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(printed).toMatch(/\n {2}\S.*\n {4}\S/);
  });

  test('says that IVS does not know a channel', async () => {
    expect(await explainedChannels().run(['explain', UNKNOWN_CHANNEL])).toContain(
      'IVS does not know this channel',
    );
  });

  test('refuses a text that cannot be the id, name or ARN of a channel', async () => {
    const run = explainedChannels().run(['explain', 'the quiz']);
    await expect(run).rejects.toThrow("expected a channel's id, name or ARN (arn:aws:ivs");
  });

  test('with --json prints one line', async () => {
    const world = explainedChannels();
    const printed = await world.run(['explain', await world.createChannel(DELETE)], { json: true });
    expect(JSON.parse(printed)).toMatchObject({ cleanup: { reason: 'never-streamed' } });
  });
});

describe('plan', () => {
  async function manyChannels() {
    const world = explainedChannels();
    await world.createChannels(120);
    const due = await world.createChannel(DELETE);
    await world.stream(due);
    world.clock.advance(HOUR);
    await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
    await world.createChannel({ 'autopilot:auto-delete': 'ture' });
    return world;
  }

  test('lists every channel, with a table for each page', async () => {
    const lines = (await (await manyChannels()).run(['plan'])).trimEnd().split('\n');
    const pages = lines.filter((line) => line.includes('CHANNEL')).length;
    expect([lines.length - pages, pages]).toEqual([123, 2]);
  });

  test('with --tagged lists only tagged channels, with the next action, its time and the reason', async () => {
    const printed = await (await manyChannels()).run(['plan', '--tagged'], { width: 160 });
    const lines = printed.trimEnd().split('\n').slice(1);
    expect(lines).toEqual([
      expect.stringMatching(
        / delete +within a minute +the grace period after its last stream has passed/,
      ),
      expect.stringMatching(/ rotate key +after the stream +the key is not due/),
      expect.stringMatching(/ none +tag autopilot:auto-delete: expected true/),
    ]);
  });

  test('says "within minutes" for a channel that reconcile has to mark first', async () => {
    const world = explainedChannels();
    const arn = await world.createChannel();
    await world.stream(arn);
    world.clock.advance(HOUR);
    await world.cleanup();
    await world.tag(arn, DELETE);
    expect(await world.run(['plan'])).toMatch(/ delete +within minutes +the grace period/);
    await world.survey();
    expect(await world.run(['plan'])).toMatch(/ delete +within a minute +the grace period/);
    const [at, later] = [world.clock.now(), world.clock.now() + HOUR].map(isoTime);
    const counted = { channels: 600, countedAt: `${at}`, unmarked: 500, newRules: 0 };
    await world.channelCounts.save(counted, world.clock.now());
    expect(await world.run(['plan'])).toMatch(/ delete +within minutes +the grace period/);
    const set = { id: 's', at: `${at}`, channels: 300, allowed: 100, deleted: 7, published: true };
    await world.stops.save({ ...set, recountAt: `${later}`, expiresAt: `${later}` }, []);
    expect(await world.run(['plan'])).toMatch(/ delete +after approval +the grace period/);
  });

  test('with --json prints a line for each channel', async () => {
    const printed = await (await manyChannels()).run(['plan'], { json: true });
    const channels = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(channels).toHaveLength(123);
    expect(channels[120]).toMatchObject({ next: 'delete-channel', mode: 'apply' });
  });

  test('says that there are no channels', async () => {
    expect(await explainedChannels().run(['plan'])).toBe('There are no channels.\n');
  });
});

describe('audit', () => {
  test('lists the decisions, newest first', async () => {
    const world = explainedChannels();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    await world.cleanup();
    world.clock.advance(HOUR);
    await world.cleanup();
    const [, ...lines] = (await world.run(['audit', arn])).trimEnd().split('\n');
    const tags = 'autopilot:auto-delete=true';
    expect(lines).toEqual([
      expect.stringMatching(`^2026-11-21 14:01:02  delete-channel  done +grace-over +${tags}$`),
      expect.stringMatching(`^2026-11-21 13:01:02  delete-channel  kept +grace +${tags}$`),
    ]);
  });

  test('on a terminal of 80 columns leaves the tags out and shortens the ARNs in the detail', async () => {
    const records = [
      {
        at: '2026-11-21T12:00:00.000Z',
        ...{
          channelArn: UNKNOWN_CHANNEL,
          action: 'rotate-key',
          outcome: 'done',
          reason: 'too-old',
        },
        evidence: { tags: DELETE },
        result: { keyArn: 'arn:aws:ivs:us-west-2:123456789012:stream-key/aaaaaaaaaaaa' },
      },
    ];
    const { printed } = await runCommands(
      addExplainCommands,
      ['audit', UNKNOWN_CHANNEL],
      () => ({ records }),
      { width: 80 },
    );
    expect(printed.split('\n').slice(0, 2)).toEqual([
      'TIME   ACTION      OUTCOME  REASON   DETAIL',
      '13:00  rotate-key  done     too-old  keyArn: stream-key/aaaaaaaaaaaa',
    ]);
  });

  test('says why a tag could not be read', async () => {
    const world = explainedChannels();
    const arn = await world.createChannel({ 'autopilot:auto-delete': 'ture' });
    await world.stream(arn);
    await world.cleanup();
    expect(await world.run(['audit', arn])).toContain('expected true or a duration');
  });

  test('says that nothing is recorded about a channel', async () => {
    expect(await explainedChannels().run(['audit', UNKNOWN_CHANNEL])).toBe(
      'Nothing is recorded about this channel.\n',
    );
  });
});
