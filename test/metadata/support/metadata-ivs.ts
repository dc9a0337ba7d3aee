import { ivsMetadataApi } from '../../../src/metadata/send/ivs-metadata-api.ts';
import type { MetadataApi } from '../../../src/metadata/send/tools.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { refusal } from '../../support/ivs/sdk-errors.ts';
import { ivsWorld } from '../../support/ivs/world.ts';

/** Faults of requests to IVS. Probabilities are from 0 to 1, times in ms. They may change at any time. */
export interface MetadataIvsFaults {
  /** The longest one-way time of a request. */
  latencyMs: number;
  throttle: number;
  fail: number;
  /** Probability that the connection breaks. In half of the cases the request has not arrived. */
  cut: number;
  /** Probability that a request gets no answer, until it is given up after `HANG_MS`. */
  hang: number | ((channelArn: string) => number);
  /** Whether a channel is live. Default: always. */
  live?: (channelArn: string, now: number) => boolean;
  /** Channels that IVS does not know. */
  unknown?: ReadonlySet<string>;
}

/** The request timeout of the sender's IVS client. */
export const HANG_MS = 3_000;

/** How late a request that was given up may still arrive, ms. */
const LATE_MS = 2_000;

interface MetadataIvsOptions {
  clock: Clock;
  random(): number;
  faults: MetadataIvsFaults;
  /** Players get timed metadata. */
  onCue(channelArn: string, metadata: string): void;
}

/**
 * The simulator, with faults around it. Tests name channels as they like. Each gets a channel of the simulator when
 * the first request to it arrives.
 */
export function metadataIvs({ clock, random, faults, onCue }: MetadataIvsOptions) {
  const { channels, concurrentStreams } = { channels: 1_000, concurrentStreams: 1_000 };
  const resources = { channels, concurrentStreams, metadataBytes: 1_000 };
  const world = ivsWorld({ start: clock.now(), quotas: { enforce: false, resources } });
  const simulator = ivsMetadataApi(world.sdk);
  const arns = new Map<string, Promise<string>>();
  const live = new Set<string>();
  /** The requests that have arrived, in order. */
  const arrivals: { at: number; channelArn: string }[] = [];

  async function arnOf(channelArn: string): Promise<string> {
    if (faults.unknown?.has(channelArn)) return channelArn;
    const arn = arns.get(channelArn) ?? world.createChannel();
    arns.set(channelArn, arn);
    return arn;
  }

  /** The encoder of the channel connects, or disconnects. */
  function setLive(arn: string, isLive: boolean): void {
    if (isLive === live.has(arn)) return;
    if (isLive) world.goLive(arn);
    else world.endStream(arn);
    if (isLive) live.add(arn);
    else live.delete(arn);
  }

  /** @throws the SDK's error */
  async function arrive(channelArn: string, metadata: string): Promise<void> {
    arrivals.push({ at: clock.now(), channelArn });
    if (random() < faults.throttle) throw refusal('ThrottlingException');
    if (random() < faults.fail) throw refusal('InternalServerException');
    const arn = await arnOf(channelArn);
    world.clock.advance(clock.now() - world.clock.now());
    if (arn !== channelArn) setLive(arn, faults.live?.(channelArn, clock.now()) !== false);
    await simulator.putMetadata(arn, metadata);
    onCue(channelArn, metadata);
  }

  async function hangAndFail(channelArn: string, metadata: string): Promise<never> {
    // IVS may get the request at any time before it is given up, somewhat later, or never.
    const arrivesAfter = random() * 2 * HANG_MS;
    if (arrivesAfter < HANG_MS + LATE_MS) {
      const arrived = clock.sleep(arrivesAfter).then(() => arrive(channelArn, metadata));
      void arrived.catch(() => undefined);
    }
    await clock.sleep(HANG_MS);
    throw timedOut();
  }

  const api: MetadataApi = {
    async putMetadata(channelArn, metadata) {
      const hang = typeof faults.hang === 'number' ? faults.hang : faults.hang(channelArn);
      if (hang > 0 && random() < hang) return hangAndFail(channelArn, metadata);
      const isCut = random() < faults.cut;
      await clock.sleep(random() * faults.latencyMs);
      if (isCut && random() < 0.5) throw timedOut();
      const result = await arrive(channelArn, metadata).catch((error: unknown) => ({ error }));
      await clock.sleep(random() * faults.latencyMs);
      if (isCut) throw timedOut();
      if (result) throw result.error;
    },
  };
  return { api, arrivals };
}

const timedOut = (): Error => Object.assign(new Error('timed out'), { name: 'TimeoutError' });
