/** What a decoder of H.264 must know. */
export interface AvcConfig {
  /** Profile, constraints and level in six hexadecimal digits, as in `avc1.42C01E`. */
  profileLevel: string;
  /** Bytes of the length before each NAL unit: 1, 2 or 4. */
  lengthBytes: number;
  /** The sequence and picture parameter sets. */
  parameterSets: Buffer[];
}

const START_CODE = Buffer.from([0, 0, 0, 1]);
/** An access unit delimiter that allows all types of slices. */
const DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);
const SPS = 7;
const DELIMITER_TYPE = 9;
const PARAMETER_SETS = 5;

/**
 * @param record an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.2.4.1)
 * @returns undefined for a record that is cut short or has no parameter set
 */
export function readAvcConfig(record: Buffer): AvcConfig | undefined {
  if (record.length <= PARAMETER_SETS) return undefined;
  const lengthBytes = ((record[4] ?? 0) & 0b11) + 1;
  const sequence = readSets(record, PARAMETER_SETS, 0b11111);
  const picture = sequence && readSets(record, sequence.end, 0xff);
  if (!picture || sequence.sets.length === 0 || picture.sets.length === 0) return undefined;
  return {
    profileLevel: record.subarray(1, 4).toString('hex').toUpperCase(),
    lengthBytes,
    parameterSets: [...sequence.sets, ...picture.sets],
  };
}

/** Reads a number of parameter sets, each after its length in two bytes. */
function readSets(
  record: Buffer,
  at: number,
  countMask: number,
): { sets: Buffer[]; end: number } | undefined {
  const count = (record[at] ?? 0) & countMask;
  const sets: Buffer[] = [];
  let end = at + 1;
  for (let i = 0; i < count; i++) {
    if (end + 2 > record.length) return undefined;
    const from = end + 2;
    end = from + record.readUInt16BE(end);
    if (end > record.length || end === from) return undefined;
    sets.push(Buffer.from(record.subarray(from, end)));
  }
  return { sets, end };
}

/**
 * Converts an access unit from the format of FLV and MP4, lengths before NAL units, to that of Annex B, start codes
 * before them. It begins with a delimiter. A key frame has the parameter sets.
 *
 * @returns the parts of the access unit, which refer to the memory of `unit`; empty for a unit without a NAL unit
 */
export function annexB(unit: Buffer, config: AvcConfig, isKeyFrame: boolean): Uint8Array[] {
  const nalUnits = readNalUnits(unit, config.lengthBytes);
  const content = nalUnits.filter((nal) => typeOf(nal) !== DELIMITER_TYPE);
  if (content.length === 0) return [];
  const hasOwnSets = content.some((nal) => typeOf(nal) === SPS);
  const sets = isKeyFrame && !hasOwnSets ? config.parameterSets : [];
  return [DELIMITER, ...[...sets, ...content].flatMap((nal) => [START_CODE, nal])];
}

/** Reads the NAL units up to the first one that is cut short. */
function readNalUnits(unit: Buffer, lengthBytes: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at + lengthBytes <= unit.length) {
    const from = at + lengthBytes;
    at = from + unit.readUIntBE(at, lengthBytes);
    if (at > unit.length) break;
    if (at > from) found.push(unit.subarray(from, at));
  }
  return found;
}

const typeOf = (nal: Buffer): number => (nal[0] ?? 0) & 0b11111;
