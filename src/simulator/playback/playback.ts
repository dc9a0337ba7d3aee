import type { Cancel } from '../clock.ts';
import type { StreamSession } from '../streams/stream-session.ts';
import type { Timers } from '../timers.ts';
import { ChannelPlayback } from './channel-playback.ts';
import type { FlvTag } from './codecs/flv.ts';
import { PictureLoop } from './picture/picture-loop.ts';
import type { CompleteSegment } from './segment-list.ts';

interface PlaybackDependencies {
  now: () => number;
  timers: Timers;
  /** How many segments a playlist has. */
  segmentsPerChannel: number;
  sessionOf: (channelArn: string) => StreamSession | undefined;
}

/** The picture of an ended stream can be watched for so long. */
const KEPT_AFTER_END_MS = 60_000;
const NEXT_ENCODER_MS = 1_000;
/** A picture that stopped so long ago is watched by nobody any more. */
const OLD_MS = 10_000;

/** What is kept of a channel that somebody streams to or watches. */
interface Entry {
  playback: ChannelPlayback;
  /** Of an ended stream. */
  cancelTimers: Cancel;
  /** Present while the built-in picture runs. */
  loop?: PictureLoop | undefined;
}

/**
 * The pictures of all channels. Nothing is packaged before an encoder sends media, or a player asks for the channel
 * of an encoder that has none and so shows the built-in picture.
 */
export class Playback {
  readonly #dependencies: PlaybackDependencies;
  readonly #entries = new Map<string, Entry>();

  constructor(dependencies: PlaybackDependencies) {
    this.#dependencies = dependencies;
  }

  /** An encoder sent a video or audio message. */
  receive(channelArn: string, tag: FlvTag): void {
    this.#entry(channelArn).playback.receive(tag, this.#dependencies.now());
  }

  /** Adds timed metadata to the picture of this moment. Nobody sees it if nobody watches. */
  addMetadata(channelArn: string, metadata: string): void {
    const entry = this.#entries.get(channelArn);
    entry?.loop?.send();
    entry?.playback.addMetadata(metadata);
  }

  /** An encoder connected: for a new stream, or by a takeover. */
  encoderConnected(channelArn: string): void {
    const entry = this.#entries.get(channelArn);
    if (!entry) return;
    entry.cancelTimers();
    stopLoop(entry);
    entry.playback.restart();
    if (entry.playback.segments.isRecorded) this.watch(channelArn);
  }

  streamEnded(channelArn: string): void {
    const entry = this.#entries.get(channelArn);
    if (!entry) return;
    stopLoop(entry);
    entry.playback.end();
    const { timers } = this.#dependencies;
    // Players that wait for the next segment get it from the next encoder, if it connects at once.
    const cancelWaiting = timers.after(NEXT_ENCODER_MS, () => entry.playback.segments.endWaiting());
    const cancelRemoval = timers.after(KEPT_AFTER_END_MS, () => {
      this.#entries.delete(channelArn);
    });
    entry.cancelTimers = () => {
      cancelWaiting();
      cancelRemoval();
    };
  }

  /**
   * A player asks for a channel.
   *
   * @returns undefined if there is no picture
   */
  watch(channelArn: string): ChannelPlayback | undefined {
    const session = this.#dependencies.sessionOf(channelArn);
    if (session && !session.encoder.sendsMedia) this.#watchLoop(channelArn);
    return this.#entries.get(channelArn)?.playback;
  }

  /**
   * Records the segments of a channel, also if nobody watches.
   *
   * @param record gets each segment that is completed from now on
   * @returns stops it
   */
  record(
    channelArn: string,
    record: (segment: CompleteSegment, playback: ChannelPlayback) => void,
  ): () => void {
    const { playback } = this.#entry(channelArn);
    const stop = playback.segments.record((segment) => record(segment, playback));
    this.watch(channelArn);
    return stop;
  }

  /** Ends all responses. */
  close(): void {
    for (const { playback } of this.#entries.values()) {
      playback.end();
      playback.segments.endWaiting();
    }
    this.#entries.clear();
  }

  #entry(channelArn: string): Entry {
    const known = this.#entries.get(channelArn);
    if (known) return known;
    const playback = new ChannelPlayback(this.#dependencies.segmentsPerChannel);
    const entry = { playback, cancelTimers: () => undefined };
    this.#entries.set(channelArn, entry);
    return entry;
  }

  #watchLoop(channelArn: string): void {
    const entry = this.#entry(channelArn);
    if (entry.loop) {
      entry.loop.watched();
      return;
    }
    const { now, timers, sessionOf } = this.#dependencies;
    const { playback } = entry;
    const isNew = now() - playback.lastMediaAt > OLD_MS && !playback.segments.isRecorded;
    playback.restart();
    if (isNew) playback.segments.clear();
    entry.loop = new PictureLoop({
      now,
      timers,
      playback,
      hasPast: isNew,
      isSending: () => isSending(sessionOf(channelArn)),
      onUnwatched: () => stopLoop(entry),
    });
  }
}

function isSending(session: StreamSession | undefined): boolean {
  return session?.health === 'HEALTHY' && session.disconnectedAt === undefined;
}

function stopLoop(entry: Entry): void {
  entry.loop?.stop();
  entry.loop = undefined;
}
