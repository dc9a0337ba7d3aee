import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';
import { Crash } from '../../support/faults.ts';
import type { Deed, RawEvent } from '../../support/ivs.ts';
import { type Deliver, type Pass, type Retag, type Step, TAGS, type Worldly } from './steps.ts';
import { inWeather, passTime } from './weather.ts';

export const GRACE = 10 * MINUTE;
/** Shorter than a session takes to count as settled, so that neither rule hides the other. */
export const END_GRACE = MINUTE;

type Listener = 'recordSessionEvent' | 'markChannel';

/** One world, and what happens to it. */
export class Run {
  readonly world = autopilot({ defaultGraceMs: GRACE, endGraceMs: END_GRACE });
  readonly arns: string[];
  /** What each deed must be measured by: the sessions of which a function was told before its pass. */
  readonly judged: { deed: Deed; told: Set<string>; tagsSeenAt: number | undefined }[] = [];
  /** How often each thing went wrong, or was in the way. */
  readonly seen: Record<string, number> = {};
  private told = new Set<string>();
  private toldBefore = new Set<string>();
  private delayed: [listener: Listener, raw: RawEvent][] = [];
  private readonly tagsSeenAt = new Map<string, number>();

  constructor(initial: number[]) {
    const { ivs, clock } = this.world;
    clock.sleep = (ms) => passTime(clock, Math.max(0, ms));
    this.arns = initial.map((i) => ivs.addChannel(TAGS[i]));
    const look = ivs.batchGetChannels.bind(ivs);
    ivs.batchGetChannels = async (arns, onSend) => {
      for (const arn of arns) this.tagsSeenAt.set(arn, clock.now());
      return look(arns, onSend);
    };
    const noteDeed = ivs.deeds.push.bind(ivs.deeds);
    ivs.deeds.push = (...deeds) => {
      for (const deed of deeds) {
        const tagsSeenAt = this.tagsSeenAt.get(deed.channelArn);
        this.judged.push({ deed, told: this.toldBefore, tagsSeenAt });
      }
      return noteDeed(...deeds);
    };
  }

  async step(step: Step): Promise<void> {
    if (step.do === 'wait') this.world.clock.advance(step.ms);
    else if (step.do === 'together') await this.together(step.passes);
    else if ('troubles' in step) await this.together([step]);
    else await this.happen(step);
  }

  /** Runs passes, at the same time if there are several; the lease keeps them apart. */
  private async together(passes: readonly Pass[]): Promise<void> {
    this.toldBefore = new Set(this.told);
    const died = await Promise.all(passes.map((pass) => this.pass(pass)));
    // What a run that died leaves behind: the lease, until its time is over.
    if (died.includes(true)) this.world.clock.advance(2 * MINUTE);
  }

  /** @returns whether it died, or failed as a whole */
  private async pass({ do: kind, troubles, meanwhile }: Pass): Promise<boolean> {
    const { world } = this;
    const { clock } = world;
    const between = inWeather(world.inner, {
      ...{ troubles, clock, deadline: clock.now() + MINUTE },
      meanwhile: async (call) => {
        for (const each of meanwhile) if (each.call === call) await this.happen(each.step);
      },
    });
    for (const trouble of troubles) this.count(trouble.kind);
    if (meanwhile.length > 0) this.count('meanwhile');
    try {
      if (kind === 'survey') await world.survey(between);
      else await world[kind]('apply', between);
      return false;
    } catch (error) {
      if (!(error instanceof Crash) && troubles.length === 0) throw error;
      return true;
    }
  }

  private async happen(step: Worldly | Retag | Deliver): Promise<void> {
    if (step.do === 'deliver') return this.deliver(step.seed);
    const arn = this.arns[step.channel] ?? '';
    const { ivs, clock } = this.world;
    if (step.do === 'tag') {
      const known = ivs.channels.get(arn);
      if (known) known.tags = { ...TAGS[step.tags] };
    } else if (step.do === 'stream') {
      ivs.connect(arn);
      ivs.start(arn);
      await passTime(clock, 2_300);
      ivs.disconnect(arn);
    } else ivs[step.do](arn);
  }

  /** Loses, doubles, delays and shuffles, for each listener on its own. */
  private async deliver(seed: number): Promise<void> {
    const happened = this.world.ivs.events.splice(0);
    const each = happened.flatMap((raw): [Listener, RawEvent][] => [
      ['recordSessionEvent', raw],
      ['markChannel', raw],
    ]);
    const queue = [...this.delayed.splice(0), ...each];
    for (const [i, [listener, raw]] of queue.entries()) {
      const luck = (seed >> (i % 16)) & 7;
      if (luck === 0) this.count('lost');
      else if (luck === 1) this.delayed.push([listener, raw]);
      else await this.arrive(listener, raw);
      if (luck === 2) this.delayed.push([listener, raw]);
      if (luck === 2) this.count('doubled');
    }
    if (seed % 2) this.delayed.reverse();
  }

  private async arrive(listener: Listener, raw: RawEvent): Promise<void> {
    await this.world.deliverTo(listener, raw);
    const name = String((raw.detail as Record<string, unknown>).event_name);
    this.told.add(`${name} ${raw.detail.stream_id}`);
  }

  private count(word: string): void {
    this.seen[word] = (this.seen[word] ?? 0) + 1;
  }

  /** The world comes to rest, without troubles, and without another event. */
  async rest(): Promise<void> {
    for (const channel of this.arns.keys()) await this.happen({ do: 'disconnect', channel });
    this.world.ivs.events = [];
    this.delayed = [];
    for (let i = 0; i < 60; i++) {
      this.world.clock.advance(i < 50 ? 6 * MINUTE : HOUR);
      for (const kind of ['survey', 'cleanup', 'rotate'] as const) {
        await this.step({ do: kind, troubles: [], meanwhile: [] });
      }
    }
  }
}
