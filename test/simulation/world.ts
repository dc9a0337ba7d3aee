import { ACCOUNT, REGION } from '../../src/local/account.ts';
import type { StackPlan } from '../../src/local/config/plan.ts';
import {
  createSimulator,
  type Delays,
  REAL_DELAYS,
  type ResourceQuotas,
  type Simulator,
} from '../../src/simulator/index.ts';
import { Cloud } from './cloud/cloud.ts';
import { operationOf } from './cloud/network.ts';
import { isDeed, observedIvs } from './cloud/observed-ivs.ts';
import type { Caller } from './cloud/services.ts';
import { Checks } from './invariants/invariant.ts';
import type { Observer, ObserverTools } from './invariants/observer.ts';
import { observers } from './invariants/observers.ts';
import { Analyst } from './people/analyst.ts';
import { ConferenceOrganizer } from './people/conference.ts';
import { LetterKeeper } from './people/letter-keeper.ts';
import { LiveChannels } from './people/live-channels.ts';
import { startProducers } from './people/metadata/start.ts';
import { Operator } from './people/operator.ts';
import { Owner } from './people/owners.ts';
import { Quiet } from './people/quiet.ts';
import { RecordingConfigurations } from './people/recording-configurations.ts';
import { Supporter } from './people/supporter.ts';
import type { Surroundings } from './people/surroundings.ts';
import { TaggingScript } from './people/tagging-script.ts';
import { withTimeShare } from './plan.ts';
import { Story } from './story/story.ts';
import { Randomness } from './time/randomness.ts';
import { createTimeline, type Timeline } from './time/timeline.ts';
import { Coincidences } from './trouble/coincidences.ts';
import type { TroubleKind } from './trouble/kinds.ts';
import { StrangeEvents } from './trouble/strange-events.ts';
import { Troubles } from './trouble/troubles.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00.000Z');
/** For so many channels that people try to have, one person organizes conferences. */
const CHANNELS_PER_CONFERENCE = 25;
const TICK_MS = 10 * MINUTE;

export interface WorldOptions {
  seed: number;
  plan: StackPlan;
  /** The number of channels that people try to have. */
  channels: number;
  /** Only these owners of channels, by number; default all. */
  owners?: readonly number[];
  /** Troubles that never happen. */
  without?: ReadonlySet<TroubleKind>;
  /** There is as much trouble in every hour as otherwise in a stormy one. */
  stormy?: boolean;
  /** Every service is slow, all the time. */
  slow?: boolean;
  /** So many hours after the start, the stack is installed: until then, no event arrives, and no schedule fires. */
  installAfter?: number;
  /** The functions have this share of their time. Default 1. */
  timeShare?: number;
  /** People do things so many times as often as usual. Default 1. */
  pace?: number;
  /** How many lines of the story are kept. Default 10000. */
  lines?: number;
  /** Observers besides those of `invariants/`. */
  observers?: (tools: ObserverTools) => Observer[];
}

/** Everything in one process, under one clock: IVS, AWS, the functions, people, and what goes wrong. */
export class World {
  /** How long it is quiet before the world is checked at rest. Events may be late by six hours. */
  static readonly QUIET_MS = 8 * HOUR;
  readonly timeline: Timeline;
  readonly story: Story;
  readonly troubles: Troubles;
  readonly simulator: Simulator;
  readonly cloud: Cloud;
  readonly checks: Checks;
  readonly #operator: Operator;
  readonly #coincidences: Coincidences;
  readonly #observers: Observer[] = [];
  readonly #quiet: Quiet;

  constructor(options: WorldOptions) {
    const {
      seed,
      channels,
      without = new Set(),
      lines = 10_000,
      stormy = false,
      slow = false,
      installAfter = 0,
    } = options;
    const plan = withTimeShare(options.plan, options.timeShare ?? 1);
    const randomness = new Randomness(seed);
    const timeline = createTimeline(START, randomness.stream('turns').number);
    this.timeline = timeline;
    this.#quiet = new Quiet(timeline);
    this.checks = new Checks(timeline.now);
    this.story = new Story(timeline.now, lines);
    this.troubles = new Troubles({
      ...{ timeline, randomness, without, stormy, slow, installedAfterMs: installAfter * HOUR },
      tell: (kind, what) => {
        this.story.tell('trouble', `${kind}: ${what}`, channelIn(what));
        for (const observer of this.#observers) observer.onTrouble?.(kind, what);
      },
    });
    const live = new LiveChannels();
    this.simulator = createSimulator({
      ...{ clock: timeline, seed, delays: delaysOf(randomness), viewerCountTimeout: 0.02 },
      cuesPerChannel: 1,
      quotas: { resources: resourceQuotas(channels) },
      faults: { seed, recordingStartFailure: 0.03, recordingEndFailure: 0.03 },
      emit: (event) => {
        live.note(event);
        for (const observer of this.#observers) observer.onIvsEvent?.(event);
        this.cloud.events.send(event);
      },
    });
    this.cloud = this.#openCloud(plan, randomness, (...request) =>
      this.#coincidences.onRequest(...request),
    );
    const around: Surroundings = {
      ...{ timeline, randomness, simulator: this.simulator, cloud: this.cloud },
      insertCue: (channelArn, text) => {
        for (const observer of this.#observers) observer.onForeignCue?.(channelArn, text);
      },
      keyDeleted: (channelArn) => {
        for (const observer of this.#observers) observer.onKeyDeletedByHand?.(channelArn);
      },
      ...{ live, story: this.story, pace: options.pace ?? 1, quiet: this.#quiet },
    };
    this.#coincidences = new Coincidences({ around, troubles: this.troubles });
    this.#operator = new Operator(around);
    this.#observers.push(...observers(this), ...(options.observers?.(this) ?? []));
    startOwners(around, options);
    // The others need the stack.
    timeline.after(installAfter * HOUR, () => startPeople(around, this.#operator));
    this.#tick();
  }

  /** Lets time pass. It stops at the first violation. @param ms ms of simulated time */
  async pass(ms: number): Promise<void> {
    const end = this.timeline.now() + ms;
    while (this.timeline.now() < end && !this.checks.violation)
      await this.timeline.run(Math.min(end, this.timeline.now() + TICK_MS));
  }

  /** People and troubles stop, the functions finish their work, and everything is checked. Then all goes on. */
  async rest(): Promise<void> {
    this.#quiet.begin();
    this.troubles.stop();
    this.#operator.deployDefaults();
    this.story.tell('world', 'is quiet');
    for (let hour = 0; hour < World.QUIET_MS / HOUR; hour += 1) {
      await this.pass(HOUR);
      void this.#operator.approve();
    }
    for (const observer of this.#observers) if (!this.checks.violation) await observer.atRest?.();
    this.troubles.goOn();
    this.#quiet.end();
    this.story.tell('world', 'goes on');
  }

  #openCloud(
    plan: StackPlan,
    randomness: Randomness,
    onIvsRequest: (name: string, input: object) => void,
  ): Cloud {
    const tell = <Name extends keyof Observer>(name: Name) => this.#tell(name);
    const ivs = observedIvs({
      ...{ simulator: this.simulator, now: this.timeline.now },
      onDeed: tell('onDeed'),
      onMetadata: tell('onMetadata'),
    });
    return new Cloud({
      ...{ plan, timeline: this.timeline, randomness, troubles: this.troubles },
      ivs: async (command, caller) => {
        onIvsRequest(caller.name, command.input);
        const answer = await ivs(command, caller);
        this.#mayEnd(operationOf(command), caller);
        return answer;
      },
      onRequest: tell('onRequest'),
      onStart: tell('onFunctionStart'),
      onEnd: tell('onFunctionEnd'),
      onLog: tell('onLog'),
      queueObserver: {
        onQueued: tell('onQueued'),
        onReceived: tell('onReceived'),
        onUnqueued: tell('onUnqueued'),
      },
      onOwnEvent: tell('onOwnEvent'),
      onDelivered: tell('onDelivered'),
    });
  }

  #mayEnd(operation: string, { name, instance }: Caller): void {
    if (!isDeed(operation)) return;
    if (this.troubles.strikes('killed after a change', () => `${name}, after ${operation}`))
      instance.kill('Runtime exited with error: signal: killed');
  }

  /** @returns what tells all observers that want to hear of it; some of it happens a million times a day */
  #tell<Name extends keyof Observer>(name: Name): NonNullable<Observer[Name]> {
    type Hear = (a: unknown, b: unknown, c: unknown) => void;
    let hearers: Hear[] | undefined;
    const tell: Hear = (a, b, c) => {
      hearers ??= this.#observers.flatMap((one) => (one[name] as Hear | undefined) ?? []);
      for (const hear of hearers) hear(a, b, c);
    };
    return tell as NonNullable<Observer[Name]>;
  }

  #tick(): void {
    const channels = this.simulator.channels();
    for (const observer of this.#observers) observer.onTick?.(channels);
    this.cloud.table.expire(this.timeline.now());
    this.timeline.after(TICK_MS, () => this.#tick());
  }
}

/** The operator begins to work, and everybody else who calls functions. */
function startPeople(around: Surroundings, operator: Operator): void {
  void operator.work();
  void new Analyst(around).work();
  void new Supporter(around).work();
  void new LetterKeeper(around).work();
  void new TaggingScript(around).work();
  void new StrangeEvents(around).happen();
  startProducers(around);
}

/** Those who have channels begin to do what they do. */
function startOwners(
  around: Surroundings,
  { channels, owners = numbersTo(channels) }: WorldOptions,
): void {
  const recordings = new RecordingConfigurations(around);
  void recordings.keep();
  for (const number of numbersTo(Math.ceil(channels / CHANNELS_PER_CONFERENCE)))
    void new ConferenceOrganizer(around, number, recordings).work();
  for (const number of owners) void new Owner(around, { number, recordings }).live();
}

/** In some worlds, IVS shows the end and the events of a session later: AWS does not document how late. */
function delaysOf(randomness: Randomness): Delays {
  const chance = randomness.stream('delays of IVS');
  return {
    ...REAL_DELAYS,
    sessionEndTimeMs: chance.one([0, 0, 30_000]),
    sessionEventsMs: chance.one([0, 0, 90_000]),
  };
}

/** So few streams and viewers at once that a busy hour breaches the limit. */
const resourceQuotas = (channels: number): Partial<ResourceQuotas> => ({
  channels: 10 * channels + 100,
  concurrentStreams: 2 + Math.ceil(channels / 12),
  concurrentViewers: 1_500 + 30 * channels,
  takeoversPerStream: 4,
});

const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** The ARN of the channel that a text names. */
function channelIn(text: string): string | undefined {
  const [resource] = /\bchannel\/[A-Za-z0-9]+/.exec(text) ?? [];
  return resource && `arn:aws:ivs:${REGION}:${ACCOUNT}:${resource}`;
}
