import { type AacConfig, adtsHeader, MAX_FRAME_BYTES, readAacConfig } from './aac.ts';
import { type AvcConfig, readAvcConfig } from './avc.ts';

/** The body of an FLV video or audio tag, as RTMP carries it, with its time stamp in ms. */
export interface FlvTag {
  kind: 'video' | 'audio';
  atMs: number;
  /** The memory may be reused after the call that gets it. */
  body: Buffer;
}

/** What a tag says. Parts refer to the memory of the tag. */
export type FlvContent =
  | { type: 'videoConfig'; bytes: Buffer; config: AvcConfig | undefined }
  | { type: 'audioConfig'; bytes: Buffer; config: AacConfig | undefined }
  | { type: 'videoFrame'; isKeyFrame: boolean; compositionMs: number; unit: Buffer }
  | { type: 'audioFrame'; frame: Buffer };

const AVC = 7;
const AAC = 10;
const KEY_FRAME = 1;
const CONFIG = 0;
const FRAME = 1;
const VIDEO_HEADER_BYTES = 5;
const AUDIO_HEADER_BYTES = 2;

/** @returns undefined for what is not H.264 or AAC, and for a tag that is cut short */
export function readFlvTag({ kind, body }: FlvTag): FlvContent | undefined {
  return kind === 'video' ? readVideo(body) : readAudio(body);
}

function readVideo(body: Buffer): FlvContent | undefined {
  const [first = 0, packetType] = body;
  if ((first & 0x8f) !== AVC || body.length < VIDEO_HEADER_BYTES) return undefined;
  const rest = body.subarray(VIDEO_HEADER_BYTES);
  if (packetType === CONFIG) {
    return { type: 'videoConfig', bytes: Buffer.from(rest), config: readAvcConfig(rest) };
  }
  if (packetType !== FRAME) return undefined;
  const isKeyFrame = first >> 4 === KEY_FRAME;
  return { type: 'videoFrame', isKeyFrame, compositionMs: body.readIntBE(2, 3), unit: rest };
}

function readAudio(body: Buffer): FlvContent | undefined {
  const [first = 0, packetType] = body;
  if (first >> 4 !== AAC || body.length < AUDIO_HEADER_BYTES) return undefined;
  const rest = body.subarray(AUDIO_HEADER_BYTES);
  if (packetType === CONFIG) {
    return { type: 'audioConfig', bytes: Buffer.from(rest), config: readAacConfig(rest) };
  }
  const isFrame = packetType === FRAME && rest.length > 0 && rest.length <= MAX_FRAME_BYTES;
  return isFrame ? { type: 'audioFrame', frame: rest } : undefined;
}

/** @returns a frame of AAC with its ADTS header */
export const adtsFrame = (config: AacConfig, frame: Buffer): Uint8Array[] => [
  adtsHeader(config, frame.length),
  frame,
];
