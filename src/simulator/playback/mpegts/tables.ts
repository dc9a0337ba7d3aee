import { crc32 } from './crc32.ts';

// The two tables of a transport stream (ISO/IEC 13818-1, 2.4.4), as the segments of IVS have them.

export const PAT_PID = 0;
export const PMT_PID = 0x1000;
export const VIDEO_PID = 0x100;
export const AUDIO_PID = 0x101;
export const ID3_PID = 0x102;

const PROGRAM = 1;
const STREAM_TYPES = { video: 0x1b, audio: 0x0f, id3: 0x15 };
const ID3 = Buffer.from('ID3 ').toString('hex');
/** The metadata pointer descriptor of the program. */
const METADATA_POINTER = Buffer.from(`250fffff${ID3}ff${ID3}001f0001`, 'hex');
/** The metadata descriptor of the ID3 stream. */
const METADATA = Buffer.from(`260dffff${ID3}ff${ID3}000f`, 'hex');
const NO_DESCRIPTOR = Buffer.alloc(0);
const CRC_BYTES = 4;

/** The tracks that a segment has. It always has a stream for timed metadata. */
export interface TrackSet {
  video: boolean;
  audio: boolean;
}

/** @returns the program association table */
export function programAssociation(): Buffer {
  return section(0x00, PROGRAM, Buffer.concat([uint16(PROGRAM), uint16(0xe000 | PMT_PID)]));
}

/** @returns the program map table of a segment with these tracks */
export function programMap({ video, audio }: TrackSet): Buffer {
  const clockPid = video ? VIDEO_PID : AUDIO_PID;
  const streams = [
    ...(video ? [stream(STREAM_TYPES.video, VIDEO_PID, NO_DESCRIPTOR)] : []),
    ...(audio ? [stream(STREAM_TYPES.audio, AUDIO_PID, NO_DESCRIPTOR)] : []),
    stream(STREAM_TYPES.id3, ID3_PID, METADATA),
  ];
  const programInfo = [uint16(0xf000 | METADATA_POINTER.length), METADATA_POINTER];
  return section(
    0x02,
    PROGRAM,
    Buffer.concat([uint16(0xe000 | clockPid), ...programInfo, ...streams]),
  );
}

function stream(type: number, pid: number, descriptor: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([type]),
    uint16(0xe000 | pid),
    uint16(0xf000 | descriptor.length),
    descriptor,
  ]);
}

/** @returns a section with its pointer field, header and checksum */
function section(tableId: number, extension: number, content: Buffer): Buffer {
  const currentVersion = 0xc1;
  const header = [uint16(extension), Buffer.from([currentVersion, 0, 0])];
  const body = Buffer.concat([...header, content]);
  const length = uint16(0xb000 | (body.length + CRC_BYTES));
  const bytes = Buffer.concat([Buffer.from([tableId]), length, body]);
  const checksum = Buffer.alloc(CRC_BYTES);
  checksum.writeUInt32BE(crc32(bytes));
  return Buffer.concat([Buffer.from([0]), bytes, checksum]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
