import type { IvsClient as Sdk } from '@aws-sdk/client-ivs';
import type { AuditLog } from '../../src/channels/audit.ts';
import type { PassDeps, PassSummary } from '../../src/channels/pass.ts';
import { workersFor } from '../../src/channels/workers.ts';
import { openIvs } from '../../src/ivs/client.ts';
import { isoTime } from '../../src/platform/clock.ts';
import type { Observability } from '../../src/platform/observability.ts';
import {
  createSimulator,
  ServiceError,
  type SimClock,
  type Simulator,
} from '../../src/simulator/index.ts';
import { memoryChannelStore } from './channels.ts';
import { memoryLeaseStore } from './leases.ts';
import { memorySessionStore } from './memory-sessions.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

export interface FleetOptions {
  channels: number;
  tags: Record<string, string>;
  /** Of each of IVS's quotas. */
  share: number;
  /** How long IVS takes to answer, and the table, ms. */
  ivsMs?: number;
  tableMs?: number;
}

export interface Progress {
  /** When the last request was made that changed a channel, ms after the first tick. */
  doneAt: number;
  /** What all runs together came to, and how many they were. */
  counts: Record<string, number>;
  runs: number;
  /** Requests over a quota, and requests by operation. */
  violations: number;
  throttled: number;
  requests: Record<string, number>;
}

const MINUTE = 60_000;
const MOST_TICKS = 240;
/** How long Lambda lets a run go on (serverless.yml), ms. */
const TIMEOUT_MS = 90_000;
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/**
 * Many channels that are due, in the real simulator with its quotas enforced, on a clock that jumps:
 * called every minute, as by the schedule, until nothing is left.
 */
export class Fleet {
  readonly time: VirtualTime = virtualTime();
  readonly channels = memoryChannelStore();
  readonly simulator: Simulator;
  private readonly leases = memoryLeaseStore();
  private readonly sessions = memorySessionStore();
  private readonly observability = silent();
  private changedAt = 0;

  private constructor(private readonly options: FleetOptions) {
    const { now, sleep } = this.time;
    const clock: SimClock = {
      now,
      after(ms, run) {
        let stopped = false;
        void sleep(ms).then(() => stopped || run());
        return () => {
          stopped = true;
        };
      },
    };
    this.simulator = createSimulator({ clock, seed: 1, emit: () => undefined });
  }

  /** All channels ended long ago, and have the same old key. */
  static async create(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    const { simulator, channels } = fleet;
    const quick = { CreateChannel: options.channels };
    simulator.setQuotas({ callRates: quick, resources: { channels: options.channels } });
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
      });
    }
    return fleet;
  }

  /** All keys are old again. */
  age(): void {
    for (const record of this.channels.records.values()) {
      record.rotationDueAt = LONG_AGO;
      if (record.key) record.key.since = LONG_AGO;
    }
  }

  /** @param pass one run @param seen called after each change of a channel */
  async work(
    pass: (deps: PassDeps) => Promise<PassSummary<string>>,
    seen: () => void = () => undefined,
  ): Promise<Progress> {
    const began = this.time.now();
    const counts: Record<string, number> = {};
    let idle = false;
    const running: Promise<void>[] = [];
    const run = async (holder: string) => {
      const summary = await pass(this.deps(holder, seen));
      idle = summary.outcome === 'done';
      for (const [word, n] of Object.entries(summary.counts))
        counts[word] = (counts[word] ?? 0) + (n ?? 0);
    };
    for (let tick = 0; !idle; tick++) {
      if (tick > MOST_TICKS) throw new Error(`no end in sight: ${JSON.stringify(counts)}`);
      running.push(run(`run-${tick}`));
      await this.time.run(began + (tick + 1) * MINUTE);
    }
    await this.time.run();
    await Promise.all(running);
    const { requests, violations } = this.simulator.report();
    return {
      doneAt: this.changedAt - began,
      ...{ counts, runs: running.length, violations: violations.length },
      throttled: Object.values(requests).reduce((sum, { throttled }) => sum + throttled, 0),
      requests: Object.fromEntries(Object.entries(requests).map(([name, { ok }]) => [name, ok])),
    };
  }

  private deps(holder: string, seen: () => void): PassDeps {
    const { share, tableMs = 5 } = this.options;
    const { time, observability } = this;
    const deadline = time.now() + TIMEOUT_MS;
    const slow = <T extends object>(target: T): T => slowed(target, () => time.sleep(tableMs));
    return {
      ...{ ...observability, clock: time, holder, deadline, workers: workersFor(share) },
      ivs: openIvs(share, {}, this.sdk(seen)).during({ ...observability, clock: time, deadline }),
      channels: slow(this.channels),
      sessions: slow(this.sessions),
      leases: slow(this.leases),
      audit: slow(this.audit()),
    };
  }

  /** The real client over the simulator, with the network's delay. */
  private sdk(seen: () => void): Sdk {
    const { simulator, time } = this;
    const { ivsMs = 80 } = this.options;
    const send = async (command: { input: object; constructor: { name: string } }) => {
      const operation = command.constructor.name.replace(/Command$/, '');
      await time.sleep(ivsMs / 2);
      const answer = await simulator.call(operation, command.input).catch(asSdkError);
      if (/^(Create|Delete)/.test(operation)) {
        this.changedAt = time.now();
        seen();
      }
      await time.sleep(ivsMs / 2);
      return answer;
    };
    return { send } as unknown as Sdk;
  }

  /** Forgets what is written: to keep it is the table's business. */
  private audit(): AuditLog {
    return {
      write: async ({ channelArn, action }, now) => ({ channelArn, action, at: isoTime(now) }),
      recordOutcome: async () => undefined,
    };
  }
}

/** Nobody reads what the runs say: kept, it would hide what they hold on to. */
function silent(): Observability {
  const ignore = () => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return { log, metrics: { add: ignore } };
}

/** Errors as the SDK throws them. */
function asSdkError(error: unknown): never {
  if (!(error instanceof ServiceError)) throw error;
  throw Object.assign(error, { $metadata: { httpStatusCode: error.status } });
}

function slowed<T extends object>(target: T, delay: () => Promise<void>): T {
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
