/** By profile_idc of ITU-T H.264, annex A. */
const PROFILES: Record<number, string> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
};

/** @param idc profile_idc of a sequence parameter set */
export const avcProfileOf = (idc: number): string => PROFILES[idc] ?? `${idc}`;

/** @param idc level_idc of a sequence parameter set */
export const avcLevelOf = (idc: number): string => `${idc / 10}`;

/**
 * @param codec of a video track, such as `avc1.42C02A` (RFC 6381)
 * @returns the profile and the level that the codec names; undefined for codecs other than H.264
 */
export function avcOf(codec: unknown): { profile: string; level: string } | undefined {
  const [, profile = '', level = ''] =
    /^avc1\.([0-9a-f]{2})[0-9a-f]{2}([0-9a-f]{2})$/i.exec(`${codec}`) ?? [];
  if (profile === '') return undefined;
  return {
    profile: avcProfileOf(Number.parseInt(profile, 16)),
    level: avcLevelOf(Number.parseInt(level, 16)),
  };
}
