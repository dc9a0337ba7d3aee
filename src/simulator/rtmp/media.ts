import type NmsRtmp from 'node-media-server/src/protocol/rtmp.js';

/** One media message. `body` is that of an FLV tag; the library reuses its memory for the next message. */
export type Media =
  | { kind: 'video' | 'audio'; isHeader: boolean; codecId: number; atMs: number; body: Buffer }
  | { kind: 'data'; body: Buffer };

const AUDIO = 8;
const VIDEO = 9;
const DATA = 18;
const VIDEO_HEADER = 2;
const VIDEO_FRAMES = new Set([3, 4]);
const AUDIO_HEADER = 0;

/** @returns the media message in a packet; undefined for a packet without media */
export function mediaOf({
  codec_type: type,
  codec_id: codecId,
  flags,
  dts: atMs,
  size,
  data,
}: NmsRtmp.AvPacket): Media | undefined {
  const body = data.subarray(0, size);
  if (type === DATA) return { kind: 'data', body };
  // An empty tag is allowed. The library would fill its members from the memory of the previous message.
  if (size === 0) return undefined;
  if (type === AUDIO) {
    return { kind: 'audio', isHeader: flags === AUDIO_HEADER, codecId, atMs, body };
  }
  const isHeader = flags === VIDEO_HEADER;
  if (type !== VIDEO || !(isHeader || VIDEO_FRAMES.has(flags))) return undefined;
  return { kind: 'video', isHeader, codecId, atMs, body };
}
