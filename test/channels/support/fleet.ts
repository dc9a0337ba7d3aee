import type { CreateStreamKeyResponse, GetStreamCommand, IvsClient } from '@aws-sdk/client-ivs';
import type { AuditLog } from '../../../src/channels/audit.ts';
import type { PassDeps, PassSummary } from '../../../src/channels/pass.ts';
import { workersFor } from '../../../src/channels/workers.ts';
import { openIvs } from '../../../src/ivs/client.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import type { Observability } from '../../../src/platform/observability.ts';
import { createSimulator, type SimClock, type Simulator } from '../../../src/simulator/index.ts';
import { memoryChannelStore } from '../../support/channels.ts';
import {
  operationOfCommand,
  type SdkCommand,
  sdkOf,
  simulatorSdk,
} from '../../support/ivs/simulator-sdk.ts';
import { memoryLeaseStore } from '../../support/leases.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { TAG_KEYS } from '../../support/tag-keys.ts';
import { type VirtualTime, virtualTime } from '../../support/virtual-time.ts';
import { FinalCheckWindows } from './final-check-windows.ts';

export interface FleetOptions {
  channels: number;
  tags: Record<string, string>;
  /** The share of each IVS quota that the passes may use. */
  share: number;
  /** How long a request to IVS or to the table takes, ms. */
  ivsMs?: number;
  tableMs?: number;
}

export interface Progress {
  /** When the last request that changed a channel was sent, ms after the first run began. */
  doneAt: number;
  /** How many channels had each outcome in all runs together. */
  counts: Record<string, number>;
  runs: number;
  /** Requests over a quota, and requests by operation. */
  violations: number;
  throttled: number;
  requests: Record<string, number>;
  /** For each deletion, how long before it IVS had answered the final check, ms. In ascending order. */
  windows: number[];
}

const MINUTE = 60_000;
const MAX_RUNS = 240;
/** The timeout of the functions in serverless.yml, ms. */
const TIMEOUT_MS = 90_000;
const MONTH = 30 * 1_440 * MINUTE;
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/**
 * Many due channels in the simulator, which enforces the IVS quotas. A pass runs every minute, as on its
 * schedule, until no channel is due. Time is simulated.
 */
export class Fleet {
  readonly time: VirtualTime = virtualTime();
  readonly channels = memoryChannelStore();
  readonly simulator: Simulator;
  readonly #leases = memoryLeaseStore();
  readonly #sessions = memorySessionStore();
  readonly #observability = silent();
  readonly #windows = new FinalCheckWindows();
  #changedAt = 0;

  readonly #options: FleetOptions;

  private constructor(options: FleetOptions) {
    this.#options = options;
    this.simulator = createSimulator({ clock: simulatorClock(this.time), seed: 1 });
  }

  /** Creates the channels. Their streams ended long ago, and their keys are old. */
  static async create(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    const { simulator, channels } = fleet;
    const callRates = { CreateChannel: options.channels };
    simulator.setQuotas({ callRates, resources: { channels: options.channels } });
    for (let i = 0; i < options.channels; i++) {
      const { channel, streamKey } = await simulator.call<{
        channel: { arn: string };
        streamKey: { arn: string };
      }>('CreateChannel', { tags: options.tags });
      channels.records.set(channel.arn, {
        channelArn: channel.arn,
        lastEnd: { at: LONG_AGO, streamId: 'st-1' },
        cleanupDueAt: LONG_AGO,
        rotationDueAt: LONG_AGO,
        key: { arn: streamKey.arn, since: LONG_AGO, created: true },
        // The age is not new, so that no rotation is sudden.
        ageRule: { ageMs: MONTH, since: LONG_AGO, seenAt: isoTime(fleet.time.now()) },
      });
      fleet.#windows.addKey(channel.arn, streamKey.arn);
    }
    return fleet;
  }

  /** Makes all keys old again, and due for rotation. */
  ageKeys(): void {
    const { records } = this.channels;
    for (const [arn, { key, ...record }] of records) {
      const old = key && { key: { ...key, since: LONG_AGO } };
      records.set(arn, { ...record, ...old, rotationDueAt: LONG_AGO });
    }
  }

  /**
   * @param pass runs one pass
   * @param onChange called after each request that changes a channel
   */
  async run(
    pass: (deps: PassDeps) => Promise<PassSummary<string>>,
    onChange: () => void = () => undefined,
  ): Promise<Progress> {
    const began = this.time.now();
    const counts: Record<string, number> = {};
    let isIdle = false;
    const running: Promise<void>[] = [];
    const runOnce = async (holder: string) => {
      const summary = await pass(this.#deps(holder, onChange));
      isIdle = summary.outcome === 'done' && !summary.counts.throttled;
      for (const [outcome, n] of Object.entries(summary.counts))
        counts[outcome] = (counts[outcome] ?? 0) + (n ?? 0);
    };
    for (let minute = 0; !isIdle; minute++) {
      if (minute > MAX_RUNS)
        throw new Error(`channels are still due after ${MAX_RUNS} runs: ${JSON.stringify(counts)}`);
      running.push(runOnce(`run-${minute}`));
      await this.time.run(began + (minute + 1) * MINUTE);
    }
    await this.time.run();
    await Promise.all(running);
    const { requests, violations } = this.simulator.report();
    return {
      doneAt: this.#changedAt - began,
      ...{ counts, runs: running.length, violations: violations.length },
      throttled: Object.values(requests).reduce((sum, { throttled }) => sum + throttled, 0),
      requests: Object.fromEntries(Object.entries(requests).map(([name, { ok }]) => [name, ok])),
      windows: this.#windows.take(),
    };
  }

  #deps(holder: string, onChange: () => void): PassDeps {
    const { share, tableMs = 5 } = this.#options;
    const { time } = this;
    const observability = this.#observability;
    const deadline = time.now() + TIMEOUT_MS;
    const slowDown = <T extends object>(target: T): T => delayed(target, () => time.sleep(tableMs));
    return {
      tagKeys: TAG_KEYS,
      ...{ ...observability, clock: time, holder, deadline, workers: workersFor(share) },
      ivs: openIvs(this.#sdk(onChange), share).during({
        ...observability,
        clock: time,
        deadline,
      }),
      channels: slowDown(this.channels),
      sessions: slowDown(this.#sessions),
      leases: slowDown(this.#leases),
      audit: slowDown(this.#audit()),
    };
  }

  /** The SDK's client of the simulator, with the delay of a network. */
  #sdk(onChange: () => void): IvsClient {
    const { simulator, time } = this;
    const inner = simulatorSdk(simulator);
    const { ivsMs = 80 } = this.#options;
    const send = async (command: SdkCommand): Promise<object> => {
      const operation = operationOfCommand(command);
      await time.sleep(ivsMs / 2);
      this.#windows.note(operation, command.input, time.now());
      const answer = (await inner.send(command as GetStreamCommand)) as object;
      if (/^(Create|Delete)/.test(operation)) {
        this.#noteChange(answer);
        onChange();
      }
      await time.sleep(ivsMs / 2);
      return answer;
    };
    return sdkOf(send, () => undefined);
  }

  #noteChange({ streamKey }: CreateStreamKeyResponse): void {
    this.#changedAt = this.time.now();
    const { arn, channelArn } = streamKey ?? {};
    if (arn && channelArn) this.#windows.addKey(channelArn, arn);
  }

  /** Stores nothing, so that the memory that is measured does not grow. */
  #audit(): AuditLog {
    return {
      write: async ({ channelArn, action }, now) => ({ channelArn, action, at: isoTime(now) }),
      recordOutcome: async () => undefined,
    };
  }
}

/** Log and metrics that store nothing, so that the memory that is measured does not grow. */
function silent(): Observability {
  const ignore = () => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return { log, metrics: { add: ignore, flush: ignore } };
}

/** The simulator's timers in virtual time. */
function simulatorClock({ now, sleep }: VirtualTime): SimClock {
  return {
    now,
    after(ms, run) {
      let stopped = false;
      void sleep(ms).then(() => stopped || run());
      return () => {
        stopped = true;
      };
    },
  };
}

function delayed<T extends object>(target: T, delay: () => Promise<void>): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await delay();
        return member.apply(target, args);
      };
    },
  });
}
