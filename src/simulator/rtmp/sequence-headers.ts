import type { RtmpLibrary } from './library.ts';

/** Members of the service's VideoConfiguration or AudioConfiguration. */
export type TrackDescription = Record<string, string | number>;

const AVC = 7;
const AAC = 10;
const MP3 = 2;
/** profile_idc of ITU-T H.264, annex A. */
const PROFILES: Record<number, string> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
};
/** Of ISO/IEC 14496-3, by index. */
const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];
/** Where the decoder configuration begins, in an FLV tag of AVC and of AAC. */
const AVC_RECORD = 5;
const AAC_CONFIG = 2;
/** The second byte of such a tag, if it is a sequence header. */
const IS_HEADER = 0;
/** Where the first sequence parameter set begins in an AVCDecoderConfigurationRecord: its length. */
const FIRST_SPS = 6;
/** No member up to the size has so many zero bits in a row; those behind it may. */
const OVERLONG_CODE = /0{22}/;

/**
 * What a video sequence header says. Of codecs other than H.264, only their name.
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
    avcProfile: PROFILES[profile] ?? `${profile}`,
    avcLevel: `${level / 10}`,
    ...(size && { videoWidth: size.width, videoHeight: size.height }),
  };
}

/**
 * What an audio sequence header says. Of codecs other than AAC and MP3, nothing.
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

/** `hvc1`, `av01`, …: of enhanced RTMP. */
function fourCc(codecId: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(codecId);
  return bytes.toString('latin1');
}

/**
 * What of a sequence parameter set may tell the size. A longer code would be a number of billions, and
 * the parser would go through so many members, whether they are there or not.
 */
function truncateAtOverlongCode(sps: Buffer): Buffer {
  const bits = [...sps].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const end = bits.search(OVERLONG_CODE);
  return end < 0 ? sps : sps.subarray(0, Math.ceil(end / 8));
}
