import type { IvsEventBridgeEvent } from '../../../src/simulator/index.ts';
import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';
import { type EncoderStep, tryEncoder } from '../../support/encoders.ts';
import { Crash } from '../../support/faults.ts';
import type { IvsChange } from '../../support/ivs/record-requests.ts';
import { passTime, withFaults } from './pass-faults.ts';
import {
  type DeliverStep,
  type IvsBehavior,
  type PassStep,
  type Step,
  type StreamStep,
  TAGS,
  type TagStep,
} from './steps.ts';

export const DEFAULT_GRACE_MS = 10 * MINUTE;
/** Shorter than SETTLING_MS, so that neither rule hides the other. */
export const END_GRACE_MS = MINUTE;

type Listener = 'recordSessionEvent' | 'markChannel';

/** A change in IVS, and what the autopilot could know when it was made. */
export interface RecordedChange {
  change: IvsChange;
  /** The events that had been delivered before the pass began: `<event name> <stream id>`. */
  delivered: Set<string>;
  /** The requests about the channel until then, the change itself included. */
  operations: string[];
}

/** One run of the chaos test: channels, events and passes, with what happens to them. */
export class ChaosRun {
  readonly behavior: IvsBehavior;
  readonly world: ReturnType<typeof autopilot>;
  readonly arns: string[] = [];
  /** Each change in IVS, with what the autopilot knew: see `RecordedChange`. */
  readonly changes: RecordedChange[] = [];
  /** How often each fault happened. */
  readonly seen: Record<string, number> = {};
  #delivered = new Set<string>();
  #deliveredBefore = new Set<string>();
  #delayed: [listener: Listener, raw: IvsEventBridgeEvent][] = [];

  private constructor(behavior: IvsBehavior) {
    this.behavior = behavior;
    const onChange = (change: IvsChange) => {
      const own = this.world.requests.filter(({ channelArns: [arn] }) => arn === change.channelArn);
      const operations = own.map(({ operation }) => operation);
      this.changes.push({ change, delivered: this.#deliveredBefore, operations });
    };
    const ivs = { ...behavior, onChange };
    this.world = autopilot({ defaultGraceMs: DEFAULT_GRACE_MS, endGraceMs: END_GRACE_MS, ivs });
    const { clock } = this.world;
    clock.sleep = (ms) => passTime(clock, Math.max(0, ms));
  }

  /** @param initial the tags of the channels: indexes of TAGS */
  static async begin(behavior: IvsBehavior, initial: number[]): Promise<ChaosRun> {
    const run = new ChaosRun(behavior);
    for (const i of initial) run.arns.push(await run.world.createChannel(TAGS[i]));
    return run;
  }

  async step(step: Step): Promise<void> {
    if (step.do === 'wait') this.world.clock.advance(step.ms);
    else if (step.do === 'together') await this.#runPasses(step.passes);
    else if ('faults' in step) await this.#runPasses([step]);
    else await this.#happen(step);
  }

  /** Runs passes at the same time. The lease lets one act after the other. */
  async #runPasses(passes: readonly PassStep[]): Promise<void> {
    this.#deliveredBefore = new Set(this.#delivered);
    const failed = await Promise.all(passes.map((pass) => this.#runPass(pass)));
    // A run that crashed still holds the lease, until it expires.
    if (failed.includes(true)) this.world.clock.advance(2 * MINUTE);
  }

  /** @returns whether the pass crashed or failed as a whole */
  async #runPass({ do: kind, faults, meanwhile }: PassStep): Promise<boolean> {
    const { world } = this;
    const { clock } = world;
    const dependencies = withFaults(world.inner, {
      ...{ faults, clock },
      meanwhile: async (call) => {
        for (const each of meanwhile) if (each.call === call) await this.#happen(each.step);
      },
    });
    for (const fault of faults) this.#count(fault.kind);
    if (meanwhile.length > 0) this.#count('meanwhile');
    try {
      if (kind === 'survey') await world.survey(dependencies);
      else await world[kind]('apply', dependencies);
      return false;
    } catch (error) {
      if (!(error instanceof Crash) && faults.length === 0) throw error;
      return true;
    }
  }

  async #happen(step: StreamStep | TagStep | DeliverStep): Promise<void> {
    if (step.do === 'deliver') return this.#deliver(step.seed);
    const arn = this.arns[step.channel] ?? '';
    if (step.do === 'tag') return this.#retag(arn, TAGS[step.tags] ?? {});
    const { world } = this;
    const encoder = (each: EncoderStep) => tryEncoder(world, arn, each);
    if (step.do !== 'stream' && step.do !== 'visit') return encoder(step.do);
    encoder('connect');
    if (step.do === 'stream') encoder('start');
    await passTime(world.clock, 2_300);
    encoder('disconnect');
  }

  /** Replaces all tags of a channel, if it exists. */
  async #retag(arn: string, tags: Record<string, string>): Promise<void> {
    const before = this.world.channel(arn)?.tags;
    if (!before) return;
    const removed = Object.fromEntries(Object.keys(before).map((key) => [key, undefined]));
    await this.world.tag(arn, { ...removed, ...tags });
  }

  /** Delivers the events: some are lost, doubled or delayed, for each listener separately. */
  async #deliver(seed: number): Promise<void> {
    const happened = this.world.events.splice(0);
    const each = happened.flatMap((raw): [Listener, IvsEventBridgeEvent][] => [
      ['recordSessionEvent', raw],
      ['markChannel', raw],
    ]);
    const queue = [...this.#delayed.splice(0), ...each];
    for (const [i, [listener, raw]] of queue.entries()) {
      const dice = (seed >> (i % 16)) & 7;
      if (dice === 0) this.#count('lost');
      else if (dice === 1) this.#delayed.push([listener, raw]);
      else await this.#arrive(listener, raw);
      if (dice === 2) this.#delayed.push([listener, raw]);
      if (dice === 2) this.#count('doubled');
    }
    if (seed % 2) this.#delayed.reverse();
  }

  async #arrive(listener: Listener, raw: IvsEventBridgeEvent): Promise<void> {
    await this.world.deliverTo(listener, raw);
    const { event_name: name, stream_id: streamId } = raw.detail;
    this.#delivered.add(`${name} ${streamId}`);
  }

  #count(fault: string): void {
    this.seen[fault] = (this.seen[fault] ?? 0) + 1;
  }

  /** Runs all passes for hours, without faults and without another event or stream. */
  async settleAll(): Promise<void> {
    for (const channel of this.arns.keys()) await this.#happen({ do: 'disconnect', channel });
    this.world.loseEvents();
    this.#delayed = [];
    this.#deliveredBefore = new Set(this.#delivered);
    for (let i = 0; i < 20; i++) {
      this.world.clock.advance(i < 12 ? 10 * MINUTE : HOUR);
      await this.world.survey();
      await this.world.cleanup();
      await this.world.rotate();
    }
  }
}
