/** The owner of the frame in which IVS sends the string of PutMetadata. */
const OWNER = 'metadata.live-video.net';
const FRAME_HEADER_BYTES = 10;

/**
 * @param metadata the string of PutMetadata
 * @returns the ID3v2.4 tag with one PRIV frame that players receive
 */
export function metadataTag(metadata: string): Buffer {
  return tag('PRIV', Buffer.from(`${OWNER}\0${metadata}`));
}

/**
 * @param sentAt when the first picture of a segment was sent, in ms since the epoch
 * @returns the tag with one TXXX frame from which the IVS player computes its latency
 */
export function segmentTag(sentAt: number): Buffer {
  const times = { cmd: 'ld_lat_data', ingest_r: sentAt, transc_r: sentAt, transc_s: sentAt };
  const utf8 = '\x03';
  return tag('TXXX', Buffer.from(`${utf8}segmentmetadata\0${JSON.stringify(times)}\0`));
}

function tag(frame: 'PRIV' | 'TXXX', content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('ID3\x04\x00\x00', 'latin1'),
    synchsafe(FRAME_HEADER_BYTES + content.length),
    Buffer.from(frame),
    synchsafe(content.length),
    Buffer.alloc(2),
    content,
  ]);
}

/** @returns a number in four bytes of seven bits (https://id3.org/id3v2.4.0-structure, section 6.2) */
function synchsafe(value: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f));
}
