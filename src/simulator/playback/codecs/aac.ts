/** What a decoder of AAC must know, as an ADTS header can say it. */
export interface AacConfig {
  /** The audio object type as the codec string of RFC 6381 names it: 2 is AAC-LC, 5 is HE-AAC. */
  objectType: number;
  /** The two bits `profile` of ADTS: the object type of the core decoder, minus 1. */
  profile: number;
  /** samplingFrequencyIndex of the core decoder. */
  rateIndex: number;
  channels: number;
  /** The duration of a frame in seconds. */
  frameSeconds: number;
}

/** By samplingFrequencyIndex of ISO/IEC 14496-3. */
const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];
const SAMPLES_PER_FRAME = 1_024;
const SBR = 5;
const PS = 29;
/** ADTS has two bits for the object type: Main, LC, SSR and LTP. */
const MAX_CORE_TYPE = 4;
const ADTS_BYTES = 7;

/**
 * @param config an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)
 * @returns undefined for audio that ADTS cannot describe
 */
export function readAacConfig(config: Uint8Array): AacConfig | undefined {
  const [first, second, third = 0] = config;
  if (first === undefined || second === undefined) return undefined;
  const objectType = first >> 3;
  const rateIndex = ((first & 0b111) << 1) | (second >> 7);
  const channels = (second >> 3) & 0b1111;
  const isExtended = objectType === SBR || objectType === PS;
  // With SBR, four bits of the output's rate come before the object type of the core decoder.
  const coreType = isExtended ? (third >> 2) & 0b11111 : objectType;
  const rate = SAMPLE_RATES[rateIndex];
  if (rate === undefined || coreType < 1 || coreType > MAX_CORE_TYPE) return undefined;
  if (channels < 1 || channels > 7) return undefined;
  const frameSeconds = SAMPLES_PER_FRAME / rate;
  return { objectType, profile: coreType - 1, rateIndex, channels, frameSeconds };
}

/** @returns the ADTS header of a frame of so many bytes */
export function adtsHeader({ profile, rateIndex, channels }: AacConfig, frameBytes: number) {
  const length = ADTS_BYTES + frameBytes;
  return Buffer.from([
    0xff,
    // MPEG-4, no checksum.
    0xf1,
    (profile << 6) | (rateIndex << 2) | (channels >> 2),
    ((channels & 0b11) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 0b111) << 5) | 0x1f,
    0xfc,
  ]);
}

/** The longest frame whose length an ADTS header can say. */
export const MAX_FRAME_BYTES: number = 2 ** 13 - 1 - ADTS_BYTES;
