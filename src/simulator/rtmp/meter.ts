import type { Ingest } from '../types.ts';
import { ingestConfiguration, type KnownMedia } from './ingest-configuration.ts';
import type { RtmpLibrary } from './library.ts';
import type { Media } from './media.ts';
import { ProtocolError } from './protocol.ts';
import { TrackRate } from './rate.ts';
import { describeAudio, describeVideo } from './sequence-headers.ts';

type Track = Extract<Media, { codecId: number }>;
type MeterDecoders = Pick<RtmpLibrary, 'decodeData' | 'parseSps'>;

/** Sound alone for so long means that no picture comes. */
const AUDIO_ONLY_MS = 1_000;

/** Works out the ingest configuration of a stream from what the encoder sends. */
export class IngestMeter {
  readonly #decoders: MeterDecoders;
  readonly #known: KnownMedia = { metadata: {} };
  readonly #rates = { video: new TrackRate(), audio: new TrackRate() };
  #firstSoundMs: number | undefined;
  #isReady = false;

  constructor(tools: MeterDecoders) {
    this.#decoders = tools;
  }

  /** Whether a stream can start: a picture came, or sound alone for a second. */
  get ready(): boolean {
    return this.#isReady;
  }

  /** What is known by now. A track of which nothing came is absent. */
  ingest(): Ingest {
    const { video, audio } = this.#rates;
    return ingestConfiguration({
      ...this.#known,
      videoMean: video.mean(),
      audioMean: audio.mean(),
    });
  }

  /**
   * @returns whether `ingest` may have something new to say
   * @throws ProtocolError for data that can't be read
   */
  receive(media: Media): boolean {
    if (media.kind === 'data') return this.#takeData(media.body);
    const isNew = media.isHeader || this.#known[media.kind] === undefined;
    if (isNew) this.#describe(media);
    return media.isHeader ? isNew : this.#count(media) || isNew;
  }

  #takeData(body: Buffer): boolean {
    const { cmd, dataObj } = this.#decode(body);
    const isClaim = cmd === '@setDataFrame' || cmd === 'onMetaData';
    if (!isClaim || typeof dataObj !== 'object' || dataObj === null) return false;
    this.#known.metadata = { ...dataObj };
    return true;
  }

  #decode(body: Buffer): ReturnType<MeterDecoders['decodeData']> {
    try {
      return this.#decoders.decodeData(body);
    } catch (cause) {
      throw new ProtocolError('a data message that makes no sense', { cause });
    }
  }

  #describe({ kind, codecId, body }: Track): void {
    if (kind === 'audio') this.#known.audio = describeAudio(codecId, body);
    else this.#known.video = describeVideo(codecId, body, this.#decoders.parseSps);
  }

  /** @returns whether there is a new measurement */
  #count({ kind, atMs, body }: Track): boolean {
    if (kind === 'audio') this.#firstSoundMs ??= atMs;
    const soundMs = atMs - (this.#firstSoundMs ?? atMs);
    this.#isReady ||= kind === 'video' || (soundMs >= AUDIO_ONLY_MS && !this.#known.video);
    return this.#rates[kind].add(atMs, body.length);
  }
}
