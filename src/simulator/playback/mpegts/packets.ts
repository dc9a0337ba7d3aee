import { wrapTicks } from './ticks.ts';

/** Bytes of one packet of a transport stream. */
export const PACKET_BYTES = 188;
const HEADER_BYTES = 4;
const SYNC_BYTE = 0x47;
const PCR_BYTES = 6;
/** Flags of an adaptation field. */
const RANDOM_ACCESS = 0x40;
const HAS_PCR = 0x10;
const PAYLOAD_ONLY = 0x10;
const ADAPTATION_AND_PAYLOAD = 0x30;
const START_OF_UNIT = 0x40;
const STUFFING = 0xff;

/** What the first packet of a unit says besides its payload. */
export interface UnitStart {
  /** The program clock reference in ticks. */
  pcr?: number;
  /** Whether a decoder can begin here. */
  randomAccess?: boolean;
}

/** Cuts units, such as PES packets, into transport packets. It counts the packets of each stream. */
export class Packetizer {
  readonly #counters = new Map<number, number>();

  /** @returns the transport packets of one unit: whole packets, the last one filled up */
  packets(pid: number, unit: Uint8Array, start: UnitStart = {}): Buffer {
    const first = adaptationOf(start);
    const room = PACKET_BYTES - HEADER_BYTES;
    const count = Math.max(1, Math.ceil((unit.length + first.length) / room));
    const packets = Buffer.allocUnsafe(count * PACKET_BYTES);
    let taken = 0;
    for (let i = 0; i < count; i++) {
      const packet = packets.subarray(i * PACKET_BYTES, (i + 1) * PACKET_BYTES);
      const left = unit.length - taken;
      const adaptation = fillUp(i === 0 ? first : NO_ADAPTATION, room - left);
      this.#writeHeader(packet, pid, { isFirst: i === 0, hasAdaptation: adaptation.length > 0 });
      packet.set(adaptation, HEADER_BYTES);
      const from = HEADER_BYTES + adaptation.length;
      const part = unit.subarray(taken, taken + PACKET_BYTES - from);
      packet.set(part, from);
      taken += part.length;
    }
    return packets;
  }

  #writeHeader(
    packet: Buffer,
    pid: number,
    { isFirst, hasAdaptation }: { isFirst: boolean; hasAdaptation: boolean },
  ): void {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) % 16);
    packet[0] = SYNC_BYTE;
    packet.writeUInt16BE(pid | (isFirst ? START_OF_UNIT << 8 : 0), 1);
    packet[3] = (hasAdaptation ? ADAPTATION_AND_PAYLOAD : PAYLOAD_ONLY) | counter;
  }
}

const NO_ADAPTATION = Buffer.alloc(0);

function adaptationOf({ pcr, randomAccess = false }: UnitStart): Buffer {
  if (pcr === undefined && !randomAccess) return NO_ADAPTATION;
  const field = Buffer.alloc(2 + (pcr === undefined ? 0 : PCR_BYTES));
  field[0] = field.length - 1;
  field[1] = (randomAccess ? RANDOM_ACCESS : 0) | (pcr === undefined ? 0 : HAS_PCR);
  if (pcr !== undefined) writePcr(field, wrapTicks(pcr));
  return field;
}

/** A program clock reference has 33 bits of ticks, 6 reserved bits and 9 bits of 27 MHz, which stay 0. */
function writePcr(field: Buffer, base: number): void {
  field.writeUInt32BE(Math.floor(base / 2), 2);
  field.writeUInt16BE(((base % 2) << 15) | 0x7e00, 6);
}

/**
 * Fills up an adaptation field, so that it takes all the room that the payload leaves.
 *
 * @param bytes the room that the payload leaves; negative or 0 if it leaves none
 */
function fillUp(field: Buffer, bytes: number): Buffer {
  if (bytes <= field.length) return field;
  const filled = Buffer.alloc(bytes, STUFFING);
  filled[0] = bytes - 1;
  if (bytes > 1) filled[1] = field[1] ?? 0;
  if (field.length > 2) filled.set(field.subarray(2), 2);
  return filled;
}
