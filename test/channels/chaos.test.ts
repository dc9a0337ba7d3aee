import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicy } from '../../src/channels/policy.ts';
import { SETTLING_MS } from '../../src/channels/standing.ts';
import { consentToDelete } from '../../src/cleanup/decide.ts';
import { consentToRotate } from '../../src/rotation/decide.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { Crash, type Fault, faulty } from '../support/faults.ts';
import type { Deed, RawEvent } from '../support/ivs.ts';

/** How many runs; `npm run chaos` asks for more. */
const RUNS = Number(process.env.CHAOS_RUNS ?? 300);
const GRACE = 10 * MINUTE;
const END_GRACE = 5 * MINUTE;

const TAGS: Record<string, string>[] = [
  {},
  { 'autopilot:auto-delete': 'true' },
  { 'autopilot:auto-delete': '1m', 'autopilot:rotate-key': 'on-end' },
  { 'autopilot:rotate-key': 'on-end' },
  { 'autopilot:rotate-key': '30m' },
  { 'autopilot:rotate-key': '30m', 'autopilot:auto-delete': '2h' },
  { 'autopilot:rotate-key': 'on-end', 'autopilot:protect': 'true' },
  { 'autopilot:auto-delete': 'true', 'autopilot:protect': 'true' },
  { 'autopilot:auto-delete': 'True' },
  { 'autopilot:rotate-key': 'never', 'autopilot:auto-delete': 'ture' },
];

const channel = fc.nat({ max: 2 });
const tags = fc.nat({ max: TAGS.length - 1 });
const worldly = fc.oneof(
  fc.record({ do: fc.constant('connect' as const), channel }),
  fc.record({ do: fc.constant('start' as const), channel }),
  fc.record({ do: fc.constant('disconnect' as const), channel }),
);
const fault: fc.Arbitrary<Fault | undefined> = fc.option(
  fc.record({
    call: fc.nat({ max: 40 }),
    kind: fc.constantFrom('crash-before', 'crash-after', 'cut', 'refuse'),
  }),
  { nil: undefined },
);
const meanwhile = fc.option(fc.record({ call: fc.nat({ max: 30 }), step: worldly }), {
  nil: undefined,
});
const step = fc.oneof(
  { weight: 6, arbitrary: worldly },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), seed: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(200, 1_000, 30_000, 2 * MINUTE, 6 * MINUTE, 11 * MINUTE, 40 * MINUTE),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tag' as const), channel, tags }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('cleanup' as const, 'rotate' as const, 'survey' as const),
      fault,
      meanwhile,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Worldly = typeof worldly extends fc.Arbitrary<infer T> ? T : never;

/** One world, and what happens to it. */
class Run {
  readonly world = autopilot({ defaultGraceMs: GRACE, endGraceMs: END_GRACE });
  readonly arns: string[];
  /** Sessions whose creation was told to a function before the pass that runs now. */
  private told = new Set<string>();
  private delayed: [listener: 'recordSessionEvent' | 'markChannel', raw: RawEvent][] = [];
  readonly keylessByUs = new Set<string>();

  constructor(initial: number[]) {
    this.arns = initial.map((i) => this.world.ivs.addChannel(TAGS[i]));
  }

  async step(step: Step): Promise<void> {
    if (step.do === 'wait') this.world.clock.advance(step.ms);
    else if (step.do === 'deliver') await this.deliver(step.seed);
    else if (step.do === 'tag') this.retag(step.channel, TAGS[step.tags] ?? {});
    else if ('fault' in step) await this.pass(step);
    else this.happen(step);
  }

  /** Loses, doubles, delays and shuffles, for each listener on its own. */
  private async deliver(seed: number): Promise<void> {
    const happened = this.world.ivs.events.splice(0);
    const each = happened.flatMap((raw) => [
      ['recordSessionEvent', raw] as const,
      ['markChannel', raw] as const,
    ]);
    const queue = [...this.delayed.splice(0), ...each.map(([to, raw]) => [to, raw] as const)];
    for (const [i, [listener, raw]] of queue.entries()) {
      const luck = (seed >> (i % 16)) & 7;
      if (luck === 0) continue;
      if (luck === 1) this.delayed.push([listener, raw]);
      else await this.arrive(listener, raw);
      if (luck === 2) this.delayed.push([listener, raw]);
    }
    if (seed % 2) this.delayed.reverse();
  }

  private async arrive(listener: 'recordSessionEvent' | 'markChannel', raw: RawEvent) {
    await this.world.deliverTo(listener, raw);
    const name = String((raw.detail as Record<string, unknown>).event_name);
    this.told.add(`${name} ${raw.detail.stream_id}`);
  }

  private happen(step: Worldly): void {
    const arn = this.arns[step.channel] ?? '';
    if (step.do === 'connect') this.world.ivs.connect(arn);
    else if (step.do === 'start') this.world.ivs.start(arn);
    else this.world.ivs.disconnect(arn);
  }

  private retag(index: number, wanted: Record<string, string>): void {
    const known = this.world.ivs.channels.get(this.arns[index] ?? '');
    if (known) known.tags = { ...wanted };
  }

  private async pass(step: Extract<Step, { fault: unknown }>): Promise<void> {
    const before = this.world.ivs.deeds.length;
    const told = new Set(this.told);
    const between = faulty(this.world.inner, step.fault, (call) => {
      if (call === step.meanwhile?.call) this.happen(step.meanwhile.step);
    });
    try {
      if (step.do === 'survey') await this.world.survey(between);
      else await this.world[step.do]('apply', between);
    } catch (error) {
      if (!(error instanceof Crash) && !step.fault) throw error;
      // What a run that died leaves behind: the lease, until its time is over.
      this.world.clock.advance(2 * MINUTE);
    }
    for (const deed of this.world.ivs.deeds.slice(before)) this.check(deed, told);
  }

  /** What must hold of everything that was done, however it came about. */
  private check(deed: Deed, told: Set<string>): void {
    const policy = readPolicy(deed.tagsSeen);
    const consent =
      deed.did === 'DeleteChannel' ? consentToDelete(policy) : consentToRotate(policy);
    expect(consent.do, `${deed.did} with the owner’s consent`).toBe('ask');
    if (deed.did === 'CreateStreamKey') return;
    expect(deed.lastLook).toMatchObject({ live: false, at: deed.at });
    expect(deed.asked - (deed.lastLook?.asked ?? 0), 'requests since the last look').toBe(1);
    const { session } = deed;
    const young =
      session && session.endedAt === undefined && session.createdAt > deed.at - SETTLING_MS;
    if (young) expect(told, 'a young session').not.toContain(`Session Created ${session.streamId}`);
    if (deed.did !== 'DeleteChannel') return;
    expect(session?.endedAt, 'the end of the last session').toBeDefined();
    const grace = consent.do === 'ask' && 'grace' in consent ? consent.grace : 0;
    const graceMs = grace === 'default' ? GRACE : grace;
    // IVS does not tell of sessions that never went live: of those only what was told can count.
    const known =
      session?.startedAt !== undefined || told.has(`Session Ended ${session?.streamId}`);
    if (known) expect(deed.at - Number(session?.endedAt)).toBeGreaterThanOrEqual(graceMs);
  }

  /** The world comes to rest, without faults, and without another event. */
  async rest(): Promise<void> {
    for (const channel of this.arns.keys()) this.happen({ do: 'disconnect', channel });
    this.world.ivs.events = [];
    for (let i = 0; i < 60; i++) {
      this.world.clock.advance(i < 50 ? 6 * MINUTE : HOUR);
      for (const pass of ['survey', 'cleanup', 'rotate'] as const) {
        await this.pass({ do: pass, fault: undefined, meanwhile: undefined });
      }
    }
  }
}

test('whatever is lost, late, doubled, cut off or live at the worst moment', async () => {
  const seen = { deleted: 0, rotated: 0, created: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(tags, { minLength: 3, maxLength: 3 }),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      async (initial, steps) => {
        const run = new Run(initial);
        for (const step of steps) await run.step(step);
        await run.rest();
        const { ivs, audit, channels } = run.world;
        for (const { arn, tags, keys, sessions } of ivs.channels.values()) {
          const policy = readPolicy(tags);
          const streamed = sessions.some(({ startedAt }) => startedAt !== undefined);
          const left = consentToDelete(policy).do === 'ask' && streamed;
          expect(left, `left behind: ${arn} ${JSON.stringify(tags)}`).toBe(false);
          if (consentToRotate(policy).do === 'ask') {
            expect(keys, 'keys of a tagged channel at rest').toHaveLength(1);
            expect(channels.records.get(arn)?.rotating).toBeUndefined();
            expect(channels.records.get(arn)?.key?.arn).toBe(keys[0]?.arn);
          }
        }
        // After each stream once: between two rotations another stream must have ended.
        for (const [arn, { sessions, tags }] of ivs.channels) {
          if (tags['autopilot:rotate-key'] !== 'on-end') continue;
          if (steps.some((each) => each.do === 'tag')) continue;
          const mine = ivs.deeds.filter((d) => d.channelArn === arn && d.did === 'DeleteStreamKey');
          for (const [i, { at }] of mine.entries()) {
            const before = mine[i - 1]?.at ?? 0;
            const ended = sessions.some(({ endedAt = 0 }) => endedAt > before && endedAt <= at);
            expect(ended, 'a stream that ended since the last rotation').toBe(true);
          }
        }
        for (const deed of ivs.deeds) {
          const told = audit.entries.filter(
            (e) => e.channelArn === deed.channelArn && e.at <= deed.at,
          );
          expect(
            told.some(({ action }) => action !== 'delete-channel' || deed.did === 'DeleteChannel'),
          ).toBe(true);
        }
        seen.deleted += ivs.deeds.filter(({ did }) => did === 'DeleteChannel').length;
        seen.rotated += ivs.deeds.filter(({ did }) => did === 'DeleteStreamKey').length;
        seen.created += ivs.deeds.filter(({ did }) => did === 'CreateStreamKey').length;
      },
    ),
    { numRuns: RUNS },
  );
  // A run in which nothing ever happens proves nothing.
  expect(seen.deleted).toBeGreaterThan(RUNS / 10);
  expect(seen.rotated).toBeGreaterThan(RUNS / 10);
  console.log(`chaos: ${RUNS} runs`, seen);
});
