import { describe, expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { addExplainCommands } from '../../src/cli/explain-commands.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { HOUR } from '../support/autopilot.ts';
import { runCommands } from '../support/cli.ts';
import { explaining } from '../support/explaining.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const NOWHERE = 'arn:aws:ivs:us-west-2:123456789012:channel/000000000000';

/** A world whose explainChannels answers the commands. */
function operator() {
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
  test('tells in plain words, with times of the operator’s own clock', async () => {
    const world = operator();
    const arn = world.ivs.addChannel(DELETE);
    await world.stream(arn);
    const printed = await world.run(['explain', arn]);
    expect(printed).toContain('autopilot:auto-delete=true');
    expect(printed).toContain('The channel will be deleted at 2026-11-21 13:11:02, unless');
    expect(printed).not.toMatch(/\dZ/);
    expect(printed).toMatch(/STREAM +STATE +STARTED/);
  });

  test('of a channel that is gone says where to go on', async () => {
    expect(await operator().run(['explain', NOWHERE])).toContain('IVS does not know this channel');
  });

  test('is for channels', async () => {
    const run = operator().run(['explain', 'the quiz']);
    await expect(run).rejects.toThrow('expected its id, or arn:aws:ivs');
  });

  test('for scripts is one line of JSON', async () => {
    const { run, ivs } = operator();
    const printed = await run(['explain', ivs.addChannel(DELETE)], { json: true });
    expect(JSON.parse(printed)).toMatchObject({ cleanup: { reason: 'never-streamed' } });
  });
});

describe('plan', () => {
  async function fleet() {
    const world = operator();
    for (let i = 0; i < 120; i++) world.ivs.addChannel();
    const due = world.ivs.addChannel(DELETE);
    await world.stream(due);
    world.clock.advance(HOUR);
    world.ivs.addChannel({ 'autopilot:rotate-key': 'on-end' });
    world.ivs.addChannel({ 'autopilot:auto-delete': 'ture' });
    return world;
  }

  test('has every channel, one line each, page by page', async () => {
    const lines = (await (await fleet()).run(['plan'])).trimEnd().split('\n');
    const pages = lines.filter((line) => line.includes('CHANNEL')).length;
    expect([lines.length - pages, pages]).toEqual([123, 2]);
  });

  test('of tagged channels tells what, when and why', async () => {
    const printed = await (await fleet()).run(['plan', '--tagged'], { width: 120 });
    const lines = printed.trimEnd().split('\n').slice(1);
    expect(lines).toEqual([
      expect.stringMatching(/ delete +within a minute +its last stream has ended/),
      expect.stringMatching(/ new key +after its stream +the key is not due/),
      expect.stringMatching(/ nothing +tag autopilot:auto-delete: expected true/),
    ]);
  });

  test('says within minutes of what the reconcile has to mark first', async () => {
    const world = operator();
    const arn = world.ivs.addChannel();
    await world.stream(arn);
    world.clock.advance(HOUR);
    await world.cleanup();
    world.ivs.tag(arn, DELETE);
    expect(await world.run(['plan'])).toMatch(/ delete +within minutes +its last stream/);
    await world.survey();
    expect(await world.run(['plan'])).toMatch(/ delete +within a minute +its last stream/);
    const [at, later] = [world.clock.now(), world.clock.now() + HOUR].map(isoTime);
    const set = { id: 's', at: `${at}`, channels: 300, allowed: 100, published: true };
    await world.stops.save({ ...set, recountAt: `${later}`, expiresAt: `${later}` }, []);
    expect(await world.run(['plan'])).toMatch(/ delete +once approved +its last stream/);
  });

  test('for scripts is a line of JSON each', async () => {
    const printed = await (await fleet()).run(['plan'], { json: true });
    const channels = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(channels).toHaveLength(123);
    expect(channels[120]).toMatchObject({ next: 'delete-channel', mode: 'apply' });
  });

  test('of nothing says so', async () => {
    expect(await operator().run(['plan'])).toBe('no channels\n');
  });
});

describe('audit', () => {
  test('tells what happened, newest first', async () => {
    const world = operator();
    const arn = world.ivs.addChannel(DELETE);
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

  test('tells why a tag was not read', async () => {
    const world = operator();
    const arn = world.ivs.addChannel({ 'autopilot:auto-delete': 'ture' });
    await world.stream(arn);
    await world.cleanup();
    expect(await world.run(['audit', arn])).toContain('expected true or a duration');
  });

  test('of a channel that nobody decided about says so', async () => {
    expect(await operator().run(['audit', NOWHERE])).toBe(
      'nothing was decided about this channel\n',
    );
  });
});
