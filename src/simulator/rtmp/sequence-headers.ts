import { avcLevelOf, avcProfileOf } from '../streams/avc.ts';
import type { RtmpLibrary } from './library.ts';

/** Members of VideoConfiguration or AudioConfiguration of the IVS API. */
export type TrackDescription = Record<string, string | number>;

const AVC = 7;
const AAC = 10;
const MP3 = 2;
/** By samplingFrequencyIndex of ISO/IEC 14496-3. */
const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];
/** Offsets of the decoder configuration in an FLV tag of AVC and of AAC. */
const AVC_RECORD = 5;
const AAC_CONFIG = 2;
/** The second byte of such a tag that is a sequence header. */
const IS_HEADER = 0;
/**
 * Offset of the first sequence parameter set in an AVCDecoderConfigurationRecord. It begins with its
 * length.
 */
const FIRST_SPS = 6;
/** Members up to the picture size never have so many zero bits in a row. Later members may. */
const OVERLONG_CODE = /0{22}/;

/**
 * @returns what a video sequence header says; only the name of codecs other than H.264
 *
 * @param body of an FLV video tag
 */
export function describeVideo(
  codecId: number,
  body: Buffer,
  parseSps: RtmpLibrary['parseSps'],
): TrackDescription {
  if (codecId !== AVC) return codecId > 0xff ? { codec: fourCc(codecId) } : {};
  if (body[1] !== IS_HEADER) return {};
  const record = body.subarray(AVC_RECORD);
  const [, profile, compatibility, level] = record;
  if (profile === undefined || compatibility === undefined || level === undefined) return {};
  const hex = record.subarray(1, 4).toString('hex').toUpperCase();
  const spsBytes = record.length >= FIRST_SPS + 2 ? record.readUInt16BE(FIRST_SPS) : 0;
  const size = parseSps(
    truncateAtOverlongCode(record.subarray(FIRST_SPS + 2, FIRST_SPS + 2 + spsBytes)),
  );
  return {
    codec: `avc1.${hex}`,
    avcProfile: avcProfileOf(profile),
    avcLevel: avcLevelOf(level),
    ...(size && { videoWidth: size.width, videoHeight: size.height }),
  };
}

/**
 * @returns what an audio sequence header says; nothing for codecs other than AAC and MP3
 *
 * @param body of an FLV audio tag
 */
export function describeAudio(codecId: number, body: Buffer): TrackDescription {
  if (codecId === MP3) return { codec: 'mp3' };
  if (codecId !== AAC || body[1] !== IS_HEADER) return {};
  const [first, second] = body.subarray(AAC_CONFIG);
  if (first === undefined || second === undefined) return {};
  const sampleRate = SAMPLE_RATES[((first & 0b111) << 1) | (second >> 7)];
  const channels = (second >> 3) & 0b1111;
  return {
    codec: `mp4a.40.${first >> 3}`,
    ...(sampleRate !== undefined && { sampleRate }),
    ...(channels > 0 && { channels: channels === 7 ? 8 : channels }),
  };
}

/** @returns the FourCC of a codec of enhanced RTMP: `hvc1`, `av01`, … */
function fourCc(codecId: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(codecId);
  return bytes.toString('latin1');
}

/**
 * Cuts a sequence parameter set at its first overlong code. Such a code stands for billions of members, and the
 * parser would loop over all of them, also if they are not there.
 */
function truncateAtOverlongCode(sps: Buffer): Buffer {
  const bits = [...sps].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const end = bits.search(OVERLONG_CODE);
  return end < 0 ? sps : sps.subarray(0, Math.ceil(end / 8));
}
