import { wrapTicks } from './ticks.ts';

/** Stream ids of PES packets (ISO/IEC 13818-1, table 2-22). */
export const STREAM_IDS = { video: 0xe0, audio: 0xc0, metadata: 0xbd };

const FIXED_BYTES = 9;
const TIMESTAMP_BYTES = 5;
const ALIGNED = 0x84;
const PTS_ONLY = 0x80;
const PTS_AND_DTS = 0xc0;
/** The length is 0, which means "until the next one", for a packet that is longer. Only video may be. */
const MAX_LENGTH = 0xffff;

export interface PesTimes {
  /** Presentation time in ticks. */
  pts: number;
  /** Decoding time in ticks. Default: the presentation time. */
  dts?: number;
}

/** @returns a PES packet with the parts as its payload */
export function pesPacket(streamId: number, { pts, dts }: PesTimes, parts: Uint8Array[]): Buffer {
  const hasDts = dts !== undefined && wrapTicks(dts) !== wrapTicks(pts);
  const headerBytes = hasDts ? 2 * TIMESTAMP_BYTES : TIMESTAMP_BYTES;
  const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const packet = Buffer.allocUnsafe(FIXED_BYTES + headerBytes + payloadBytes);
  const length = 3 + headerBytes + payloadBytes;
  packet.writeUInt32BE(0x100 | streamId, 0);
  packet.writeUInt16BE(length > MAX_LENGTH ? 0 : length, 4);
  packet[6] = ALIGNED;
  packet[7] = hasDts ? PTS_AND_DTS : PTS_ONLY;
  packet[8] = headerBytes;
  writeTimestamp(packet, FIXED_BYTES, hasDts ? 3 : 2, pts);
  if (hasDts) writeTimestamp(packet, FIXED_BYTES + TIMESTAMP_BYTES, 1, dts);
  let offset = FIXED_BYTES + headerBytes;
  for (const part of parts) {
    packet.set(part, offset);
    offset += part.length;
  }
  return packet;
}

/** Writes 33 bits in three pieces, each followed by a marker bit. */
function writeTimestamp(packet: Buffer, offset: number, prefix: number, ticks: number): void {
  const value = wrapTicks(ticks);
  const high = Math.floor(value / 2 ** 30);
  const middle = Math.floor(value / 2 ** 15) % 2 ** 15;
  const low = value % 2 ** 15;
  packet[offset] = (prefix << 4) | (high << 1) | 1;
  packet.writeUInt16BE((middle << 1) | 1, offset + 1);
  packet.writeUInt16BE((low << 1) | 1, offset + 3);
}
