import type { Ingest } from '../types/encoders.ts';
import { ingestConfiguration, type KnownMedia } from './ingest-configuration.ts';
import type { RtmpLibrary } from './library.ts';
import type { Media } from './media.ts';
import { ProtocolError } from './protocol-error.ts';
import { TrackRate } from './rate.ts';
import { describeAudio, describeVideo } from './sequence-headers.ts';

type Track = Extract<Media, { codecId: number }>;
type MeterDecoders = Pick<RtmpLibrary, 'decodeData' | 'parseSps'>;

/** A stream with audio alone for so long has no video. */
const AUDIO_ONLY_MS = 1_000;

/** Determines the ingest configuration of a stream from the media messages of the encoder. */
export class IngestMeter {
  readonly #decoders: MeterDecoders;
  readonly #known: KnownMedia = { metadata: {} };
  readonly #rates = { video: new TrackRate(), audio: new TrackRate() };
  #firstAudioMs: number | undefined;
  #isReady = false;

  constructor(tools: MeterDecoders) {
    this.#decoders = tools;
  }

  /** Whether the stream can start: it has a video frame, or one second of audio without video. */
  get ready(): boolean {
    return this.#isReady;
  }

  /** @returns what is known so far; a track without a message is absent */
  ingest(): Ingest {
    const { video, audio } = this.#rates;
    return ingestConfiguration({
      ...this.#known,
      videoMean: video.mean(),
      audioMean: audio.mean(),
    });
  }

  /**
   * @returns whether the result of `ingest` may have changed
   * @throws ProtocolError for a data message that cannot be decoded
   */
  receive(media: Media): boolean {
    if (media.kind === 'data') return this.#receiveData(media.body);
    const isNew = media.isHeader || this.#known[media.kind] === undefined;
    if (isNew) this.#describe(media);
    return media.isHeader ? isNew : this.#count(media) || isNew;
  }

  #receiveData(body: Buffer): boolean {
    const { cmd, dataObj } = this.#decode(body);
    const isMetadata = cmd === '@setDataFrame' || cmd === 'onMetaData';
    if (!isMetadata || typeof dataObj !== 'object' || dataObj === null) return false;
    this.#known.metadata = { ...dataObj };
    return true;
  }

  #decode(body: Buffer): ReturnType<MeterDecoders['decodeData']> {
    try {
      return this.#decoders.decodeData(body);
    } catch (cause) {
      throw new ProtocolError('a data message that cannot be decoded', { cause });
    }
  }

  #describe({ kind, codecId, body }: Track): void {
    if (kind === 'audio') this.#known.audio = describeAudio(codecId, body);
    else this.#known.video = describeVideo(codecId, body, this.#decoders.parseSps);
  }

  /** @returns whether there is a new measured rate */
  #count({ kind, atMs, body }: Track): boolean {
    if (kind === 'audio') this.#firstAudioMs ??= atMs;
    const audioMs = atMs - (this.#firstAudioMs ?? atMs);
    this.#isReady ||= kind === 'video' || (audioMs >= AUDIO_ONLY_MS && !this.#known.video);
    return this.#rates[kind].add(atMs, body.length);
  }
}
