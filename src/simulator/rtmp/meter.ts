import type { Ingest } from '../types.ts';
import { ingestFrom, type Known } from './ingest-from.ts';
import type { Library } from './library.ts';
import type { Media } from './media.ts';
import { ProtocolError } from './protocol.ts';
import { Rate } from './rate.ts';
import { describeAudio, describeVideo } from './sequence-headers.ts';

type Track = Extract<Media, { codecId: number }>;
type Tools = Pick<Library, 'decodeData' | 'parseSps'>;

/** Sound alone for so long means that no picture comes. */
const SOUND_ALONE_MS = 1_000;

/** Works out the ingest configuration of a stream from what the encoder sends. */
export class IngestMeter {
  private readonly tools: Tools;
  private readonly known: Known = { claims: {} };
  private readonly rates = { video: new Rate(), audio: new Rate() };
  private firstSoundMs: number | undefined;
  private isReady = false;

  constructor(tools: Tools) {
    this.tools = tools;
  }

  /** Whether a stream can start: a picture came, or sound alone for a second. */
  get ready(): boolean {
    return this.isReady;
  }

  /** What is known by now. A track of which nothing came is absent. */
  ingest(): Ingest {
    const { video, audio } = this.rates;
    return ingestFrom({ ...this.known, videoMean: video.mean(), audioMean: audio.mean() });
  }

  /**
   * @returns whether `ingest` may have something new to say
   * @throws ProtocolError for data that can't be read
   */
  take(media: Media): boolean {
    if (media.kind === 'data') return this.takeData(media.body);
    const isNew = media.isHeader || this.known[media.kind] === undefined;
    if (isNew) this.describe(media);
    return media.isHeader ? isNew : this.count(media) || isNew;
  }

  private takeData(body: Buffer): boolean {
    const { cmd, dataObj } = this.decode(body);
    const isClaim = cmd === '@setDataFrame' || cmd === 'onMetaData';
    if (!isClaim || typeof dataObj !== 'object' || dataObj === null) return false;
    this.known.claims = { ...dataObj };
    return true;
  }

  private decode(body: Buffer): ReturnType<Tools['decodeData']> {
    try {
      return this.tools.decodeData(body);
    } catch (cause) {
      throw new ProtocolError('a data message that makes no sense', { cause });
    }
  }

  private describe({ kind, codecId, body }: Track): void {
    if (kind === 'audio') this.known.audio = describeAudio(codecId, body);
    else this.known.video = describeVideo(codecId, body, this.tools.parseSps);
  }

  /** @returns whether there is a new measurement */
  private count({ kind, atMs, body }: Track): boolean {
    if (kind === 'audio') this.firstSoundMs ??= atMs;
    const soundMs = atMs - (this.firstSoundMs ?? atMs);
    this.isReady ||= kind === 'video' || (soundMs >= SOUND_ALONE_MS && !this.known.video);
    return this.rates[kind].add(atMs, body.length);
  }
}
