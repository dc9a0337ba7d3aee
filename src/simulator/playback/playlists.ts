import type { Codecs } from './packager.ts';
import { isComplete, type SegmentList } from './segment-list.ts';

/** The encoders of IVS should send a key frame every 2 s, so no segment is shorter by intention. */
const MIN_TARGET_SECONDS = 2;

/** What a multivariant playlist says of the only rendition: the picture that the encoder sends. */
export interface Rendition {
  /** The path of its media playlist, from that of the multivariant playlist. */
  uri: string;
  codecs: Codecs;
  bitsPerSecond: number;
  width?: number;
  height?: number;
  framesPerSecond?: number;
}

/**
 * @param now the time of day in ms, from which players compute their latency
 * @returns a multivariant playlist (RFC 8216)
 */
export function multivariantPlaylist(rendition: Rendition, now: number): string {
  return lines(
    '#EXTM3U',
    `#EXT-X-SESSION-DATA:DATA-ID="SERVER-TIME",VALUE="${(now / 1_000).toFixed(3)}"`,
    ...multivariantLines(rendition),
  );
}

/** @returns the lines of a multivariant playlist that name its rendition */
export function multivariantLines(rendition: Rendition): string[] {
  const { uri, height, codecs } = rendition;
  const name = height ? `${height}p` : 'source';
  const media = `TYPE=VIDEO,GROUP-ID="chunked",NAME="${name}",AUTOSELECT=YES,DEFAULT=YES`;
  return [
    ...(codecs.video ? [`#EXT-X-MEDIA:${media}`] : []),
    `#EXT-X-STREAM-INF:${streamAttributes(rendition)}`,
    uri,
  ];
}

function streamAttributes({
  codecs,
  bitsPerSecond,
  width,
  height,
  framesPerSecond,
}: Rendition): string {
  const names = [
    ...(codecs.video ? [`avc1.${codecs.video.profileLevel}`] : []),
    ...(codecs.audio ? [`mp4a.40.${codecs.audio.objectType}`] : []),
  ];
  return [
    `BANDWIDTH=${Math.max(1, Math.ceil(bitsPerSecond))}`,
    `CODECS="${names.join(',')}"`,
    ...(codecs.video && width && height ? [`RESOLUTION=${width}x${height}`] : []),
    ...(codecs.video ? ['VIDEO="chunked"'] : []),
    ...(codecs.video && framesPerSecond ? [`FRAME-RATE=${framesPerSecond.toFixed(3)}`] : []),
  ].join(',');
}

/** @returns the peak bitrate of the listed segments */
export function peakBitrate(segments: SegmentList): number {
  const rates = segments.complete().map(({ bytes, seconds }) => (bytes * 8) / seconds);
  return Math.max(0, ...rates);
}

/**
 * @param hasEnded whether the stream has ended. Until then, the playlist announces the segment that grows and the
 *   next one, as IVS does for low latency.
 * @returns a live media playlist (RFC 8216) with the tag EXT-X-PREFETCH
 */
export function mediaPlaylist(segments: SegmentList, hasEnded: boolean): string {
  const listed = segments.complete();
  const first = listed[0]?.sequence ?? segments.next;
  const longest = Math.round(segments.longestSeconds);
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${Math.max(MIN_TARGET_SECONDS, longest)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${segments.discontinuitiesBefore(first)}`,
    ...listed.flatMap(({ sequence, seconds, startedAt, isDiscontinuity }) => [
      ...(isDiscontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}`,
      `#EXTINF:${seconds.toFixed(3)},live`,
      segmentName(sequence),
    ]),
    ...(hasEnded ? ['#EXT-X-ENDLIST'] : prefetchLines(segments)),
  );
}

function prefetchLines(segments: SegmentList): string[] {
  const { growing, next } = segments;
  const sequences = growing && !isComplete(growing) ? [growing.sequence, next] : [next];
  return [
    ...(growing?.isDiscontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
    ...sequences.map((sequence) => `#EXT-X-PREFETCH:${segmentName(sequence)}`),
  ];
}

const segmentName = (sequence: number): string => `${sequence}.ts`;
const lines = (...all: string[]): string => `${all.join('\n')}\n`;
