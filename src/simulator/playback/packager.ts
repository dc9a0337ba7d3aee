import type { AacConfig } from './codecs/aac.ts';
import { type AvcConfig, annexB } from './codecs/avc.ts';
import { adtsFrame, type FlvContent, type FlvTag, readFlvTag } from './codecs/flv.ts';
import { metadataTag, segmentTag } from './id3.ts';
import { Muxer } from './mpegts/muxer.ts';
import { TICKS_PER_MS, TICKS_PER_SECOND } from './mpegts/ticks.ts';
import type { Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';
import { Timeline } from './timeline.ts';
import { Track } from './track.ts';
import { WallClock } from './wall-clock.ts';

/** A segment ends at the first key frame after so long. IVS recommends a key frame every 2 s. */
const MIN_SEGMENT = 1.8 * TICKS_PER_SECOND;
/** Without a key frame or video, a segment ends after so long, or with so many bytes. */
const MAX_SEGMENT = 12 * TICKS_PER_SECOND;
const MAX_SEGMENT_BYTES = 16 * 2 ** 20;
/** A segment of audio alone. */
const AUDIO_SEGMENT = 2 * TICKS_PER_SECOND;
/** A stream with audio alone for so long has no video. */
const AUDIO_ONLY = TICKS_PER_SECOND;
/** Encoders round times to ms. Audio frames that are so near to the exact time get that. */
const AUDIO_ROUNDING = 3 * TICKS_PER_MS;
/** A picture is shown at most so long after it is decoded, whatever the encoder says. */
const MAX_COMPOSITION_MS = 5_000;
/** More strings of metadata are not kept while there is no segment. */
const MAX_PENDING_METADATA = 1_000;

/** The codecs of a segment. */
export interface Codecs {
  video?: AvcConfig;
  audio?: AacConfig;
}

type FrameOf<Type extends FlvContent['type']> = Extract<FlvContent, { type: Type }>;

/** The segment that grows. */
interface OpenSegment {
  segment: Segment;
  start: number;
  codecs: Codecs;
}

/**
 * Makes segments of MPEG-TS from what an encoder sends, without decoding: H.264, AAC and timed metadata. Everything
 * else is left out.
 */
export class Packager {
  readonly #segments: SegmentList;
  readonly #muxer = new Muxer();
  #timeline: Timeline;
  #wallClock = new WallClock();
  readonly #video = new Track<AvcConfig>();
  readonly #audio = new Track<AacConfig>();
  #firstAudio: number | undefined;
  #open: OpenSegment | undefined;
  #codecs: Codecs | undefined;
  /** The presentation time of the last picture, or of the last sound if there is no picture. */
  #edge = 0;
  #lastTag = 0;
  #pendingMetadata: string[] = [];

  /** @param first the time of the first message in ticks */
  constructor(segments: SegmentList, first?: number) {
    this.#segments = segments;
    this.#timeline = new Timeline(first);
  }

  /** The codecs of the newest segment; undefined before the first one. */
  get codecs(): Codecs | undefined {
    return this.#codecs;
  }

  /** The presentation time of the picture that arrived last, in ticks. */
  get edge(): number {
    return this.#edge;
  }

  /** @param arrivedAt the time of day in ms since the epoch */
  receive(tag: FlvTag, arrivedAt: number): void {
    const content = readFlvTag(tag);
    if (content?.type === 'videoConfig') this.#video.configure(content.bytes, content.config);
    if (content?.type === 'audioConfig') this.#audio.configure(content.bytes, content.config);
    if (content?.type === 'videoFrame') this.#receiveVideo(content, tag.atMs, arrivedAt);
    if (content?.type === 'audioFrame') this.#receiveAudio(content, tag.atMs, arrivedAt);
  }

  /** Adds timed metadata to the picture that arrived last. */
  addMetadata(metadata: string): void {
    if (this.#open) this.#writeMetadata(this.#open.segment, metadata);
    else if (this.#pendingMetadata.length < MAX_PENDING_METADATA)
      this.#pendingMetadata.push(metadata);
  }

  /** Another encoder sends from now on, or the same one again: its clock and codecs may be different. */
  restart(): void {
    this.#completeOpen(this.#timeline.latest);
    this.#timeline = new Timeline(this.#timeline.latest + TICKS_PER_MS);
    this.#wallClock = new WallClock();
    this.#video.forget();
    this.#audio.forget();
    this.#firstAudio = undefined;
  }

  /** Completes the last segment. */
  end(): void {
    this.#completeOpen(this.#timeline.latest);
    this.#pendingMetadata = [];
  }

  #receiveVideo(
    { unit, isKeyFrame, compositionMs }: FrameOf<'videoFrame'>,
    atMs: number,
    arrivedAt: number,
  ): void {
    const { config } = this.#video;
    if (!config) return;
    const dts = this.#timeline.map('video', atMs);
    const shownAfterMs = Math.min(Math.max(0, compositionMs), MAX_COMPOSITION_MS);
    const pts = dts + shownAfterMs * TICKS_PER_MS;
    this.#wallClock.arrived(dts, arrivedAt);
    this.#audio.otherMoved(this.#video.frameAt(dts));
    const parts = annexB(unit, config, isKeyFrame);
    if (parts.length === 0) return;
    if (isKeyFrame ? this.#endsAtKeyFrame(pts) : this.#isTooLong(pts)) this.#begin(pts);
    if (this.#open?.codecs.video !== config) return;
    this.#edge = pts;
    this.#open.segment.append(this.#muxer.video({ pts, dts, isKeyFrame, parts }));
  }

  #receiveAudio({ frame }: FrameOf<'audioFrame'>, atMs: number, arrivedAt: number): void {
    const { config } = this.#audio;
    if (!config) return;
    const pts = this.#exactAudioTime(this.#timeline.map('audio', atMs), config);
    this.#video.otherMoved(this.#audio.frameAt(pts));
    this.#firstAudio ??= pts;
    const hasVideo = this.#video.activeConfig !== undefined;
    if (!hasVideo) this.#wallClock.arrived(pts, arrivedAt);
    if (hasVideo ? this.#isTooLong(pts) : this.#endsWithoutVideo(pts)) this.#begin(pts);
    if (this.#open?.codecs.audio !== config) return;
    if (!this.#open.codecs.video) this.#edge = pts;
    this.#open.segment.append(this.#muxer.audio({ pts, parts: adtsFrame(config, frame) }));
  }

  /** @returns the time right after the last frame, if the time that the encoder gave is a rounding of it */
  #exactAudioTime(ticks: number, { frameSeconds }: AacConfig): number {
    const last = this.#audio.lastTicks;
    const exact = (last ?? ticks) + (last === undefined ? 0 : frameSeconds * TICKS_PER_SECOND);
    return Math.abs(exact - ticks) <= AUDIO_ROUNDING ? exact : ticks;
  }

  #endsAtKeyFrame(pts: number): boolean {
    if (!this.#open) return true;
    return pts - this.#open.start >= MIN_SEGMENT || this.#codecsChange(this.#open);
  }

  #endsWithoutVideo(pts: number): boolean {
    if (!this.#open) return pts - (this.#firstAudio ?? pts) >= AUDIO_ONLY;
    return pts - this.#open.start >= AUDIO_SEGMENT || this.#codecsChange(this.#open);
  }

  #isTooLong(pts: number): boolean {
    if (!this.#open) return false;
    return pts - this.#open.start >= MAX_SEGMENT || this.#open.segment.bytes >= MAX_SEGMENT_BYTES;
  }

  #codecsChange({ codecs }: OpenSegment): boolean {
    const { video, audio } = this.#activeCodecs();
    return codecs.video !== video || codecs.audio !== audio;
  }

  #activeCodecs(): Codecs {
    const video = this.#video.activeConfig;
    const audio = this.#audio.activeConfig;
    return { ...(video && { video }), ...(audio && { audio }) };
  }

  #begin(pts: number): void {
    const codecs = this.#activeCodecs();
    const known = this.#codecs;
    // After a restart, configurations are new objects, also if their bytes are the same.
    const differs = known && (known.video !== codecs.video || known.audio !== codecs.audio);
    const isDiscontinuity = differs ?? false;
    this.#completeOpen(pts);
    const segment = this.#segments.begin({ startedAt: this.#wallClock.at(pts), isDiscontinuity });
    this.#open = { segment, start: pts, codecs };
    this.#codecs = codecs;
    this.#edge = pts;
    segment.append(
      this.#muxer.tables({ video: codecs.video !== undefined, audio: codecs.audio !== undefined }),
    );
    segment.append(this.#muxer.metadata(pts, segmentTag(Math.round(segment.startedAt))));
    for (const metadata of this.#pendingMetadata.splice(0)) this.#writeMetadata(segment, metadata);
  }

  #completeOpen(end: number): void {
    if (!this.#open) return;
    const seconds = Math.max(end - this.#open.start, TICKS_PER_MS) / TICKS_PER_SECOND;
    this.#segments.end(seconds);
    this.#open = undefined;
  }

  /** No two tags have the same time, so that players get them in the order in which they came. */
  #writeMetadata(segment: Segment, metadata: string): void {
    const pts = Math.max(this.#edge, this.#lastTag + 1);
    this.#lastTag = pts;
    segment.append(this.#muxer.metadata(pts, metadataTag(metadata)));
  }
}
